"""Tells whether an error of SQLite means a damaged file, or only a busy moment, the disk or missing rights. Opens no store."""

import sqlite3
from pathlib import Path


def is_damage(wrong: sqlite3.Error, path: Path) -> bool:
    """Whether the file is at fault, and not the moment, the disk or missing rights."""
    if code(wrong) == sqlite3.SQLITE_READONLY:  # a damaged header may say that nobody may write, and SQLite believes it
        with path.open("rb") as file:
            return file.read(20)[18:] not in _VERSIONS
    return code(wrong) not in _OF_THE_MOMENT


_OF_THE_MOMENT = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_AUTH,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_PROTOCOL,
}
# The file format's versions for writing and reading: without a log, and with one.
_VERSIONS = (b"\x01\x01", b"\x02\x02")


def code(wrong: sqlite3.Error) -> int:
    """Give SQLite's code without its details. SQLITE_OK for errors of Python's module itself, such as text that is no UTF-8."""
    return getattr(wrong, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF

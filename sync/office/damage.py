"""Whether SQLite speaks of a damaged file, or of the moment, the disk or who may read it. Opens no store."""

import sqlite3
from pathlib import Path


def is_damage(wrong: sqlite3.Error, path: Path) -> bool:
    """Whether the file is at fault, and not the moment, the disk or who may read it."""
    if code(wrong) == sqlite3.SQLITE_READONLY:  # SQLite believes the header, too, where it says that nobody may write
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
# Of the file's format, for who writes and who reads: without a log, and with one.
_VERSIONS = (b"\x01\x01", b"\x02\x02")


def code(wrong: sqlite3.Error) -> int:
    """SQLite's own, without its details; SQLITE_OK for what Python's module says itself, of text that is no UTF-8 for one."""
    return getattr(wrong, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF

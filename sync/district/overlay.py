"""Makes a SQLite store readable whose list of tables or header is damaged, and does not change it. The corrections lie over it in a
write-ahead log of their own, beside a second name of the file, and are removed with that name. Knows no table.

A server that is killed meanwhile begins again from the same file. The log's form: https://www.sqlite.org/fileformat2.html#walformat
"""

import contextlib
import os
import sqlite3
import struct
from collections.abc import Iterable
from pathlib import Path

from sync.district.sqlite_tables import HEADER_BYTES, PAGE_BYTES, Listed, header_put_right, text

_LOG_BEGINS = struct.pack(
    ">IIII8s", 0x377F0682, 3007000, PAGE_BYTES, 0, b"overlaid"
)  # checksums over numbers with the low byte first
_EMPTY = b"\x0d" + bytes(4) + PAGE_BYTES.to_bytes(2) + b"\0"  # a page of a table that has no rows
_PAGES_AT, _FREE_AT = 28, 32


def second_name(path: Path) -> Path:
    """Give the second name, which the file has while it is read."""
    return path.with_name(f"{path.name}.beneath")


def opened(path: Path) -> sqlite3.Connection:
    """Open the file, and read its list of tables as far as it can be read. Callers must not ask for tables that it does not list. Raises
    sqlite3.Error.
    """
    db = sqlite3.connect(path, isolation_level=None)
    db.text_factory = text
    db.execute("PRAGMA writable_schema=ON")  # with this setting a damaged list raises no error
    with contextlib.suppress(sqlite3.DatabaseError, UnicodeDecodeError):  # even the text of the error may be damaged
        db.execute("SELECT 1 FROM sqlite_schema LIMIT 1")
    return db


def put_header_right(path: Path) -> None:
    """Correct the header in the file itself. Every byte of it is known, and without it the log of the last run cannot be read. Raises
    OSError.
    """
    with path.open("r+b") as file:
        header = file.read(HEADER_BYTES)
        if header != (right := header_put_right(header)):
            file.seek(0)
            file.write(right)
            file.flush()
            os.fsync(file.fileno())


def lay_over(path: Path, listed: Iterable[Listed]) -> sqlite3.Connection:
    """Open the file by its second name, with this list of tables over it. Nothing may be left in the file's own log. Raises sqlite3.Error,
    OSError.
    """
    beneath = second_name(path)
    take_off(path)
    os.link(path, beneath)
    pages = path.stat().st_size // PAGE_BYTES
    with path.open("rb") as file:
        header = bytearray(header_put_right(file.read(HEADER_BYTES)))
    header[_PAGES_AT:_FREE_AT] = pages.to_bytes(4)
    header[_FREE_AT : _FREE_AT + 8] = bytes(
        8
    )  # say that no page is free: a damaged list of free pages may name one that is in use
    page = bytes(header) + _EMPTY
    _log_of(beneath).write_bytes(_log(page + bytes(PAGE_BYTES - len(page)), pages))
    with contextlib.closing(_laid(beneath)) as db:
        db.execute("PRAGMA writable_schema=ON")
        db.execute("BEGIN")
        db.executemany(
            "INSERT INTO sqlite_schema (rowid, type, name, tbl_name, rootpage, sql) VALUES (?, ?, ?, ?, ?, ?)", listed
        )
        db.execute("COMMIT")
    return _laid(beneath)


def take_off(path: Path) -> None:
    """Remove the second name, and what lay over it."""
    beneath = second_name(path)
    for end in ("", "-wal", "-shm"):
        beneath.with_name(beneath.name + end).unlink(missing_ok=True)


def _laid(beneath: Path) -> sqlite3.Connection:
    db = sqlite3.connect(beneath, isolation_level=None)
    db.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, True)
    db.execute("PRAGMA wal_autocheckpoint=0")
    db.text_factory = text
    return db


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _log(page: bytes, pages: int) -> bytes:
    """Make a write-ahead log with only page 1, for a file of so many pages."""
    begins = _LOG_BEGINS + _sums(_LOG_BEGINS)
    front = struct.pack(">II", 1, pages)
    return begins + front + b"overlaid" + _sums(front + page, begins[-8:]) + page


def _sums(data: bytes, before: bytes = bytes(8)) -> bytes:
    one, other = struct.unpack(">II", before)
    for low, high in struct.iter_unpack("<II", data):
        one = (one + low + other) & 0xFFFFFFFF
        other = (other + high + one) & 0xFFFFFFFF
    return struct.pack(">II", one, other)

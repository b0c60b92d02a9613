"""A SQLite store whose list of tables or header rotted, made readable and not changed: what is put right lies over it in a write-ahead log
of its own, beside a second name of the file, and goes with that name. Knows no table.

A server that is killed over it begins again from the same file. The log's form: https://www.sqlite.org/fileformat2.html#walformat
"""

import contextlib
import os
import sqlite3
import struct
from collections.abc import Iterable
from pathlib import Path

from sync.district.sqlite_tables import HEADER_BYTES, PAGE_BYTES, Listed, header_put_right, text

_LOG_BEGINS = struct.pack(">IIII8s", 0x377F0682, 3007000, PAGE_BYTES, 0, b"overlaid")  # sums of numbers, low byte first
_EMPTY = b"\x0d" + bytes(4) + PAGE_BYTES.to_bytes(2) + b"\0"  # a page of a table, without rows
_PAGES_AT, _FREE_AT = 28, 32


def second_name(path: Path) -> Path:
    """Of the file while it is read."""
    return path.with_name(f"{path.name}.beneath")


def opened(path: Path) -> sqlite3.Connection:
    """The file, its list of tables read as far as it can be: what it does not hold is not asked for. Raises sqlite3.Error."""
    db = sqlite3.connect(path, isolation_level=None)
    db.text_factory = text
    db.execute("PRAGMA writable_schema=ON")  # then a list that rotted ends nothing
    with contextlib.suppress(sqlite3.DatabaseError, UnicodeDecodeError):  # what the error says may have rotted too
        db.execute("SELECT 1 FROM sqlite_schema LIMIT 1")
    return db


def put_header_right(path: Path) -> None:
    """In its place: it is known, byte for byte, and without it the log of the last run cannot be read. Raises OSError."""
    with path.open("r+b") as file:
        header = file.read(HEADER_BYTES)
        if header != (right := header_put_right(header)):
            file.seek(0)
            file.write(right)
            file.flush()
            os.fsync(file.fileno())


def lay_over(path: Path, listed: Iterable[Listed]) -> sqlite3.Connection:
    """The file by its second name, with this list of tables. Nothing may be in its own log any more. Raises sqlite3.Error, OSError."""
    beneath = second_name(path)
    take_off(path)
    os.link(path, beneath)
    pages = path.stat().st_size // PAGE_BYTES
    with path.open("rb") as file:
        header = bytearray(header_put_right(file.read(HEADER_BYTES)))
    header[_PAGES_AT:_FREE_AT] = pages.to_bytes(4)
    header[_FREE_AT : _FREE_AT + 8] = bytes(8)  # no page is free: what rotted may name one that is not
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
    """The second name goes, with what lay over it."""
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
    """A write-ahead log with page 1 alone, of a file of so many pages."""
    begins = _LOG_BEGINS + _sums(_LOG_BEGINS)
    front = struct.pack(">II", 1, pages)
    return begins + front + b"overlaid" + _sums(front + page, begins[-8:]) + page


def _sums(data: bytes, before: bytes = bytes(8)) -> bytes:
    one, other = struct.unpack(">II", before)
    for low, high in struct.iter_unpack("<II", data):
        one = (one + low + other) & 0xFFFFFFFF
        other = (other + high + one) & 0xFFFFFFFF
    return struct.pack(">II", one, other)

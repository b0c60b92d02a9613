"""Reads the two databases of a copy as files of a stranger: it only reads them, and checks the type of every value. Believes nothing and
opens no entry.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import msgspec

from appliance.logbook import scratch
from appliance.logbook.carve import WrapFound
from appliance.logbook.errors import Damaged

ROWS_AT_ONCE = 2_000  # entries, usually of a thousand bytes: 2 MB, whatever the length of the record
FORMAT = b"1"


class CopyError(Exception):
    """The files are no copy of a box, or are so damaged that SQLite cannot read them. Says which and why."""


class SignedHead(msgspec.Struct, frozen=True):
    """The newest head the copy has, as it was signed. Nothing of it is checked yet."""

    statement: bytes
    signature: bytes
    is_open: bytes = b""
    is_open_signature: bytes = b""


class Mirror:
    """`mirror.db` and `wraps.db` of one copy. The caller closes it."""

    def __init__(self, mirror: sqlite3.Connection, wraps: sqlite3.Connection) -> None:
        self._mirror = mirror
        self._wraps = wraps

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the copy in a folder. Raises CopyError."""
        mirror = _opened(folder / "mirror.db")
        try:
            return cls(mirror, _opened(folder / "wraps.db"))
        except CopyError:
            mirror.close()
            raise

    def close(self) -> None:
        """Close both files."""
        self._mirror.close()
        self._wraps.close()

    @property
    def length_bytes(self) -> int:
        """Bytes of the entries, about. Raises CopyError."""
        ((pages,),), ((each,),) = _rows(self._mirror, "PRAGMA page_count"), _rows(self._mirror, "PRAGMA page_size")
        return int(pages) * int(each)

    def about(self, name: str) -> tuple[bytes, bytes]:
        """Give what each database says of itself under a name ("building", "box"); empty if it says nothing. Raises CopyError."""
        return _about(self._mirror, name), _about(self._wraps, name)

    @property
    def head(self) -> SignedHead | None:
        """The head; None if no head was ever copied. Raises CopyError."""
        there = {column for _, column, *_ in _rows(self._mirror, "PRAGMA table_info(head)")}
        later = "is_open, is_open_signature" if {"is_open", "is_open_signature"} <= there else "x'', x''"
        found = _rows(self._mirror, f"SELECT statement, signature, {later} FROM head WHERE one = 1")  # noqa: S608 - our own words
        if not found or not _are(found[0][:2], bytes, bytes):
            return None
        return SignedHead(*found[0]) if _are(found[0], bytes, bytes, bytes, bytes) else SignedHead(*found[0][:2])

    @property
    def last(self) -> int:
        """The highest entry number, 0 if there is no entry. Raises CopyError."""
        found = _rows(self._mirror, "SELECT max(number) FROM entry")
        return found[0][0] if found and isinstance(found[0][0], int) else 0

    def upwards(self, upto: int) -> Iterator[tuple[int, bytes]]:
        """Give the entries up to this number, the oldest first. Raises CopyError."""
        sql = "SELECT number, entry FROM entry WHERE number > ? AND number <= ? ORDER BY number LIMIT ?"
        after = 0
        while rows := _rows(self._mirror, sql, after, upto, ROWS_AT_ONCE):
            yield from (row for row in rows if _are(row, int, bytes))
            after = rows[-1][0]

    def downwards(self, upto: int) -> Iterator[tuple[int, bytes]]:
        """Give the same entries, the newest first. Raises CopyError."""
        sql = "SELECT number, entry FROM entry WHERE number > 0 AND number < ? ORDER BY number DESC LIMIT ?"
        before = upto + 1
        while rows := _rows(self._mirror, sql, before, ROWS_AT_ONCE):
            yield from (row for row in rows if _are(row, int, bytes))
            before = rows[-1][0]

    def wraps(self) -> tuple[list[WrapFound], int]:
        """Give every wrap, columns as in the record's own table, and how many rows are invalid. Raises CopyError."""
        rows = _rows(self._wraps, "SELECT number, recipient, stream, key_no, wrap FROM wrap")
        wraps = [row for row in rows if _are(row, int, bytes, bytes, int, bytes)]
        return wraps, len(rows) - len(wraps)

    def gone(self) -> frozenset[tuple[bytes, int]]:
        """Give the data keys that were destroyed for good, as (stream, key number). Raises CopyError."""
        rows = _rows(self._wraps, "SELECT stream, key_no FROM gone")
        return frozenset(row for row in rows if _are(row, bytes, int))


def _opened(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise CopyError(f"{path} is not there, and without it this is no copy of a box.")
    try:
        db = scratch.only_read(path)
    except (sqlite3.Error, Damaged) as error:
        raise CopyError(f"{path} cannot be read ({error}).") from error
    try:
        said = _about(db, "format")
        if said != FORMAT:
            raise CopyError(f"{path} is of another format ({said!r}) than this release reads.")
    except CopyError:
        db.close()
        raise
    return db


def _about(db: sqlite3.Connection, name: str) -> bytes:
    found = _rows(db, "SELECT value FROM about WHERE name = ?", name)
    return found[0][0] if found and isinstance(found[0][0], bytes) else b""


def _rows(db: sqlite3.Connection, sql: str, *given: object) -> list[tuple]:  # type: ignore[type-arg]
    try:
        return db.execute(sql, given).fetchall()
    except sqlite3.Error as error:
        name = db.execute("PRAGMA database_list").fetchone()[2]
        raise CopyError(f"{name} cannot be read ({error}).") from error


def _are(row: tuple[object, ...], *kinds: type) -> bool:
    """Return whether the columns hold what they should; in a file that somebody made they may hold anything."""
    return [type(column) for column in row] == [*kinds]

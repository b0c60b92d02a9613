"""Checks whether two databases that a target gave back are a copy of a record, by themselves: whole, chained, and signed at their end.

Opens no entry. `trial.py` compares them with the record.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from appliance.envelope.format import FormatError, entry_digest, read_head_statement, whole_header

BREAKS_MAX = 1_000  # each break is compared with the record: with more breaks too much is lost, and somebody must look
ROWS_AT_ONCE = 2_000  # few at a time, because a trial shares its memory with the replica


class NotWhole(Exception):
    """What was given back is no copy at all. `str()` says what is wrong."""


class Examined(msgspec.Struct, frozen=True):
    """What the two databases hold. `up_to` and `digest`: of the last entry. `wraps`: the digest of each by its place. `version`: of the
    wraps. `breaks`: entries that do not follow on the one before, as where an entry was damaged in the record itself; whoever has the
    record says whether it is so there.
    """

    up_to: int
    digest: bytes
    version: int
    wraps: dict[tuple[int, bytes, int, bytes], bytes]
    gone: frozenset[tuple[bytes, int]]
    breaks: tuple[int, ...] = ()


def examine(folder: Path, device_key: bytes) -> Examined:
    """Examine both databases. Raises NotWhole."""
    try:
        with closing(sqlite3.connect(folder / "mirror.db")) as db:
            up_to, digest, breaks = _chained(db)
            _signed(db, device_key, up_to, digest)
        with closing(sqlite3.connect(folder / "wraps.db")) as db:
            _is_sound(db, "wraps.db")
            rows = db.execute("SELECT number, stream, key_no, recipient, wrap FROM wrap")
            wraps = {(row[0], row[1], row[2], row[3]): hashlib.sha256(row[4]).digest() for row in rows}
            gone = frozenset(db.execute("SELECT stream, key_no FROM gone").fetchall())
            version = int(dict(db.execute("SELECT name, value FROM about").fetchall()).get("version", b"0"))
    except (sqlite3.Error, TypeError, ValueError) as error:
        raise NotWhole(f"what was given back cannot be read ({error})") from error
    if any((stream, key_no) in gone for _, stream, key_no, _ in wraps):
        raise NotWhole("a key that was destroyed is among what was given back")
    return Examined(up_to, digest, version, wraps, gone, breaks)


def entry_in(folder: Path, number: int) -> bytes | None:
    """Give an entry of those given back. Raises sqlite3.Error."""
    with closing(sqlite3.connect(folder / "mirror.db")) as db:
        row = db.execute("SELECT entry FROM entry WHERE number = ?", (number,)).fetchone()
    return row[0] if row is not None else None


def numbers_in(folder: Path) -> tuple[int, int]:
    """Give the first and the last number. Raises sqlite3.Error."""
    with closing(sqlite3.connect(folder / "mirror.db")) as db:
        first, last = db.execute("SELECT ifnull(min(number), 0), ifnull(max(number), 0) FROM entry").fetchone()
    return first, last


def _chained(db: sqlite3.Connection) -> tuple[int, bytes, tuple[int, ...]]:
    _is_sound(db, "mirror.db")
    before, digest, breaks = 0, b"", list[int]()
    for number, entry in _entries(db):
        try:
            header = whole_header(entry)
        except FormatError as wrong:
            raise NotWhole(f"entry {number} {wrong}") from wrong
        if header.number != number:
            raise NotWhole(f"entry {number} says that it is number {header.number}")
        if before and number == before + 1 and header.prev_digest != digest:
            breaks.append(number)
        if len(breaks) > BREAKS_MAX:
            raise NotWhole(f"{len(breaks)} entries and more do not follow on the one before them")
        before, digest = number, entry_digest(entry)
    if not before:
        raise NotWhole("no entry was given back")
    return before, digest, tuple(breaks)


def _entries(db: sqlite3.Connection) -> Iterator[tuple[int, bytes]]:
    after = 0
    sql = "SELECT number, entry FROM entry WHERE number > ? ORDER BY number LIMIT ?"
    while rows := db.execute(sql, (after, ROWS_AT_ONCE)).fetchall():
        yield from rows
        after = rows[-1][0]


def _is_sound(db: sqlite3.Connection, name: str) -> None:
    said = db.execute("PRAGMA integrity_check").fetchone()
    if said != ("ok",):
        raise NotWhole(f"{name} as it was given back is damaged ({said[0] if said else 'nothing is said'})")


def _signed(db: sqlite3.Connection, device_key: bytes, up_to: int, digest: bytes) -> None:
    row = db.execute("SELECT statement, signature FROM head").fetchone()
    if row is None:
        raise NotWhole("no head was given back")
    statement, signature = row
    try:
        Ed25519PublicKey.from_public_bytes(device_key).verify(signature, statement)
        _, _, _, number, of_head = read_head_statement(statement)
    except (InvalidSignature, FormatError) as wrong:
        raise NotWhole("the head that was given back is not signed by this box") from wrong
    if (number, of_head) != (up_to, digest):
        raise NotWhole(f"the head is signed for entry {number}, and what was given back ends at entry {up_to}")

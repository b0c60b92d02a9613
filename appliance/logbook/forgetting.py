"""Removes from the file what must not stay readable: wraps of destroyed keys, and old pages in the write-ahead log. Every function is one
short job for the database's thread. Knows SQLite's files; decides nothing about records or weeks.
"""

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import msgspec

from appliance.logbook.database import SCHEMA_VERSION
from appliance.logbook.errors import NotKept

WRAPS_AT_ONCE = 100  # wraps looked at in one job: each on a page of its own, so under 1 ms
WIPE_AT_ONCE_BYTES = (
    64 << 10
)  # bytes overwritten in one job: some 10 ms on a slow card, out of the 250 ms that a press may wait for its disk

_WAL_HEADER_BYTES = 32
_FRAME_HEADER_BYTES = 24
_RESTARTED_FRAMES_MAX = 2  # what one small commit writes into a log that begins anew


class WrapRow(msgspec.Struct, frozen=True):
    """Where a wrap is, and of which key."""

    rowid: int
    recipient: bytes
    stream: bytes
    key_no: int


def wraps_of_stream(db: sqlite3.Connection, stream: bytes) -> list[WrapRow]:
    """Give every wrap kept for a stream's keys."""
    sql = "SELECT rowid, recipient, stream, key_no FROM wrap WHERE stream = ? ORDER BY key_no, rowid"
    return [WrapRow(*row) for row in db.execute(sql, (stream,))]


def wraps_after(db: sqlite3.Connection, after: int) -> list[WrapRow]:
    """Give the next wraps of the table, in its order; none at its end."""
    sql = "SELECT rowid, recipient, stream, key_no FROM wrap WHERE rowid > ? ORDER BY rowid LIMIT ?"
    return [WrapRow(*row) for row in db.execute(sql, (after, WRAPS_AT_ONCE))]


def wraps_up_to(db: sqlite3.Connection, number: int, after: int) -> list[WrapRow]:
    """Give the next wraps, in the same order, of key entries up to this number."""
    sql = "SELECT rowid, recipient, stream, key_no FROM wrap WHERE number <= ? AND rowid > ? ORDER BY rowid LIMIT ?"
    return [WrapRow(*row) for row in db.execute(sql, (number, after, WRAPS_AT_ONCE))]


def drop(db: sqlite3.Connection, rows: Sequence[WrapRow]) -> None:
    """Delete wraps that are needed no more, because each key is wrapped for somebody else too. Raises NotKept if a key would be left
    without a wrap.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        for row in rows:
            db.execute("DELETE FROM wrap WHERE rowid = ? AND recipient = ?", (row.rowid, row.recipient))
            left = db.execute("SELECT 1 FROM wrap WHERE stream = ? AND key_no = ?", (row.stream, row.key_no)).fetchone()
            if left is None:
                raise NotKept("a wrap that is still needed was not deleted")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def begin_log_anew(db: sqlite3.Connection) -> None:
    """Copy everything into the file, and let the write-ahead log begin at its start again, so that the frames after the new ones are not
    used.

    Only a commit makes it begin anew: the smallest possible commit writes the schema's version as it was. Raises NotKept if it did not
    begin anew.
    """
    db.execute("PRAGMA wal_checkpoint(FULL)").fetchone()
    db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
    if _frames(db) > _RESTARTED_FRAMES_MAX:
        raise NotKept("the write-ahead log did not begin anew")


def wipe_log(db: sqlite3.Connection, begin: int) -> int | None:
    """Write zeros over the next piece of the write-ahead log, from byte `begin` on, behind the frames in use. Give the place where to go
    on, or None.

    Frames in use are never overwritten: if the log were cut in its middle, SQLite would take its first half for the newest state.
    """
    path = Path(db.execute("PRAGMA database_list").fetchone()[2] + "-wal")
    page = int(db.execute("PRAGMA page_size").fetchone()[0])
    begin = max(begin, _WAL_HEADER_BYTES + _frames(db) * (_FRAME_HEADER_BYTES + page))
    try:
        with path.open("r+b", buffering=0) as file:
            length = min(WIPE_AT_ONCE_BYTES, file.seek(0, os.SEEK_END) - begin)
            if length <= 0:
                return None
            file.seek(begin)
            file.write(bytes(length))
            os.fsync(file.fileno())
    except OSError as error:
        raise NotKept(f"{path} cannot be written: {error.strerror}") from error
    return begin + length


def _frames(db: sqlite3.Connection) -> int:
    """Give how many frames of the log are in use."""
    return int(db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[1])

"""Finds the wraps that a copy of the record has: the wraps of what is open, unreviewed, or stands. Does not decide who may have a copy.
Every function is one short job for the database's thread. Knows the tables; opens nothing.
"""

import sqlite3
from collections.abc import Iterable, Sequence

import msgspec

from appliance.envelope import format as layout

STREAMS_AT_ONCE = 50  # incidents looked up in one job, some wraps each: under 1 ms
ASKED_AT_ONCE = 20  # streams for which one job checks whether they are needed, four look-ups each: under 1 ms
STANDING_AT_ONCE = 500  # numbers read in one job, and as many headers: under 1 ms
WRAPS_AT_ONCE = 100  # read in one job, each on a page of its own: under 1 ms

type Key = tuple[bytes, int]
"""Stream and number of a data key."""
type Wrap = tuple[int, bytes, bytes, int, bytes]
"""Number of the key entry, recipient, stream, key number, wrap: columns as in the table."""
type Place = tuple[bytes, int, bytes, int]
"""The place of a wrap in the order of a copy: stream, key number, recipient, number."""
type Row = tuple[int, bytes]
"""Which wrap it is, without the wrap itself: number of the key entry, recipient."""

BEGINNING: Place = (b"", -1, b"", -1)


class Needed(msgspec.Struct, frozen=True):
    """Says which wraps a copy has: all wraps of `streams`, whose incidents are open or unreviewed, and of `keys`, under which what stands
    is sealed.
    """

    streams: frozenset[bytes]
    keys: frozenset[Key]

    def holds(self, stream: bytes, key_no: int) -> bool:
        """Return whether a copy has the wraps of this key."""
        return stream in self.streams or (stream, key_no) in self.keys


def open_streams(db: sqlite3.Connection) -> list[bytes]:
    """Give the streams of open incidents."""
    return [stream for (stream,) in db.execute("SELECT stream FROM open_incident")]


def open_at_head(db: sqlite3.Connection) -> tuple[int, list[bytes]]:
    """Give the number of the newest entry, and the streams that are open once it is written."""
    [newest] = db.execute("SELECT ifnull(max(number), 0) FROM entry").fetchone()
    return newest, open_streams(db)


def open_firsts(db: sqlite3.Connection) -> frozenset[int]:
    """Give the first entries of open incidents."""
    return frozenset(first for (first,) in db.execute("SELECT first FROM open_incident"))


def unfinished_after(db: sqlite3.Connection, first: int) -> list[tuple[int, bytes]]:
    """Give first entry and stream of incidents whose record is owed, above `first`, in order; none at the end."""
    sql = "SELECT first, stream FROM incident WHERE unfinished = 1 AND first > ? ORDER BY first LIMIT ?"
    return db.execute(sql, (first, STANDING_AT_ONCE)).fetchall()


def standing_after(db: sqlite3.Connection, tag: bytes) -> list[tuple[bytes, int]]:
    """Give the tags above this one and the entries that stand for them, in order; none at the end."""
    return db.execute(
        "SELECT tag, number FROM standing WHERE tag > ? ORDER BY tag LIMIT ?", (tag, STANDING_AT_ONCE)
    ).fetchall()


def keys_of(db: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, Key]:
    """Give the data key under which each of these entries is sealed; a damaged entry is left out."""
    found: dict[int, Key] = {}
    for number in numbers:
        row = db.execute(
            "SELECT substr(entry, 1, ?) FROM entry WHERE number = ?", (layout.HEADER_LEN, number)
        ).fetchone()
        if row is not None and (key := key_of(row[0])) is not None:
            found[number] = key
    return found


def rows_of_streams(db: sqlite3.Connection, streams: Sequence[bytes]) -> list[Row]:
    """Give every wrap of these streams."""
    sql = "SELECT number, recipient FROM wrap WHERE stream = ?"
    return [row for stream in streams for row in db.execute(sql, (stream,))]


def rows_of_keys(db: sqlite3.Connection, keys: Sequence[Key]) -> list[Row]:
    """Give every wrap of these keys."""
    sql = "SELECT number, recipient FROM wrap WHERE stream = ? AND key_no = ?"
    return [row for key in keys for row in db.execute(sql, key)]


def needed_of(db: sqlite3.Connection, streams: Sequence[bytes]) -> list[bytes]:
    """Give the streams, out of these, whose incidents are open or unreviewed at this moment."""
    return [stream for stream in streams if _is_needed(db, stream)]


def standing_between(db: sqlite3.Connection, first: int, last: int) -> set[int]:
    """Give those entries from `first` to `last`, inclusive, that stand at this moment."""
    rows = db.execute("SELECT number FROM standing WHERE number BETWEEN ? AND ?", (first, last))
    return {number for (number,) in rows}


def wraps_after(db: sqlite3.Connection, after: Place) -> list[Wrap]:
    """Give the next wraps in the order of a copy, for all recipients; none at the end."""
    sql = (
        "SELECT number, recipient, stream, key_no, wrap FROM wrap WHERE (stream, key_no) >= (?1, ?2)"
        " AND (stream, key_no, recipient, number) > (?1, ?2, ?3, ?4) ORDER BY stream, key_no, recipient, number LIMIT ?5"
    )
    return db.execute(sql, (*after, WRAPS_AT_ONCE)).fetchall()


def newest_certificate(db: sqlite3.Connection) -> int:
    """Give the newest entry that says what was destroyed; 0 if nothing ever was."""
    return int(db.execute("SELECT ifnull(max(number), 0) FROM destroyed").fetchone()[0])


def key_of(entry: bytes) -> Key | None:
    """Read an entry's data key from its header. None for a damaged entry: its fault is named when it is opened, and it hides no other."""
    try:
        header = layout.unpack_header(entry)
    except layout.FormatError:
        return None
    return header.stream, header.key_no


def _is_needed(db: sqlite3.Connection, stream: bytes) -> bool:
    """Return whether an incident's stream is open or unreviewed. It is found by its first entry, however many incidents there are."""
    sql = (
        "SELECT EXISTS (SELECT 1 FROM open_incident WHERE stream = ?1) OR EXISTS (SELECT 1 FROM incident WHERE unfinished = 1"
        " AND first = (SELECT min(number) FROM entry WHERE stream = ?1))"
    )
    return bool(db.execute(sql, (stream,)).fetchone()[0])

"""Finds who has a wrap of which data key, so that whoever has none yet can be given one. Reads wraps; opens and writes nothing."""

import itertools
import sqlite3

import msgspec

BEGINNING = (b"", -1)  # before every key


class Wrapped(msgspec.Struct, frozen=True):
    """One data key that somebody still has a wrap of. `last` is the newest entry of its stream."""

    stream: bytes
    key_no: int
    recipients: frozenset[bytes]
    last: int

    @property
    def place(self) -> tuple[bytes, int]:
        """The place where the next page begins."""
        return self.stream, self.key_no


def wrapped_after(db: sqlite3.Connection, place: tuple[bytes, int], limit: int) -> list[Wrapped]:
    """Give up to `limit` keys after `place`, by stream and number: only an index needs to know this order."""
    sql = (
        "WITH page AS (SELECT DISTINCT stream, key_no FROM wrap WHERE (stream, key_no) > (?, ?)"
        " ORDER BY stream, key_no LIMIT ?)"
        " SELECT stream, key_no, recipient, (SELECT max(number) FROM entry WHERE entry.stream = page.stream)"
        " FROM page JOIN wrap USING (stream, key_no) ORDER BY stream, key_no"
    )
    rows = db.execute(sql, (*place, limit)).fetchall()
    pages = itertools.groupby(rows, key=lambda row: (row[0], row[1], row[3]))
    return [
        Wrapped(stream, key_no, frozenset(row[2] for row in group), last or 0)
        for (stream, key_no, last), group in pages
    ]

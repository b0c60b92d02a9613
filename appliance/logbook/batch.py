"""Holds one group of facts on its way to the disk, sealed once: writing it again writes the identical bytes. Knows no SQLite file."""

import itertools
import sqlite3
from collections.abc import Sequence
from typing import TypeGuard

import msgspec

from appliance.core.events import Event
from appliance.core.ground.moment import Moment
from appliance.logbook.errors import Damaged
from appliance.record.events import AnyEvent, is_live

CLOSE = (
    "INSERT INTO incident SELECT first, stream, name, room, 0 FROM open_incident WHERE first = ?",
    "DELETE FROM open_incident WHERE first = ?",
)
REOPEN = (
    "INSERT INTO open_incident SELECT first, stream, name, room FROM incident WHERE first = ?",
    "DELETE FROM incident WHERE first = ?",
)
ROWS_AT_ONCE = (256, 128, 64, 32, 16, 8, 4, 2, 1)
"""Any number of rows takes as many statements as it has ones in binary, and there are few enough statements to stay prepared. One press
adds one row to each table.
"""


class Fact[E: AnyEvent = AnyEvent](msgspec.Struct, frozen=True):
    """An event and when it happened."""

    at: Moment
    event: E


def is_of_the_board(fact: Fact) -> TypeGuard[Fact[Event]]:
    """Return whether the board is folded from this fact, rather than a record."""
    return is_live(fact.event)


class Batch(msgspec.Struct):
    """Rows for one transaction. `first` and `last` are entry numbers, inclusive; `digest` is the digest of the last entry."""

    first: int
    last: int = 0
    digest: bytes = b""
    entries: list[tuple[int, bytes, bytes]] = []  # number, stream, entry
    wraps: list[tuple[int, bytes, bytes, int, bytes]] = []  # as the table's columns
    opened: list[tuple[int, bytes, bytes, bytes]] = []  # first, stream, name tag, room tag
    closed: dict[int, bool] = {}  # first → whether it is closed, or open again
    unfinished: dict[int, bool] = {}  # first → whether its record is owed
    # tag → the entry that stands; None: none stands any more
    standing: dict[bytes, int | None] = {}
    counters: list[tuple[bytes, bytes]] = []  # tag, hidden
    uncounted: list[tuple[bytes]] = []  # tag whose count is not kept any more
    destroyed: list[tuple[bytes, int]] = []  # stream, key number: every wrap of the key goes
    certified: list[tuple[bytes, int]] = []  # name tag, number of the certificate
    said_again: list[tuple[int]] = []  # earlier entries that one of these entries says again

    @property
    def rows(self) -> int:
        """Give how many rows are added or replaced. Each row touches its table and at most two more pages."""
        return len(self.entries) + len(self.wraps) + len(self.opened) + len(self.standing) + len(self.counters)


def write(db: sqlite3.Connection, batch: Batch) -> None:
    """Write the batch in one durable transaction. If the batch is there already, byte for byte, it is done: the first try had succeeded."""
    db.execute("BEGIN IMMEDIATE")
    try:
        _insert(db, batch)
        db.execute("COMMIT")
    except (
        sqlite3.IntegrityError
    ):  # A number is taken. Looking first would cost every press what only a second try needs.
        db.execute("ROLLBACK")
        if not _already_there(db, batch):
            raise
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def wraps_between(db: sqlite3.Connection, first: int, last: int) -> list[tuple[int, bytes, bytes, int, bytes]]:
    """Give the wraps that key entries `first` to `last` (inclusive) name, in their order; columns as in the table."""
    sql = (
        "SELECT wrap.* FROM entry CROSS JOIN wrap ON wrap.stream = entry.stream AND wrap.number = entry.number"
        " WHERE entry.number BETWEEN ? AND ? ORDER BY entry.number"
    )
    return db.execute(sql, (first, last)).fetchall()


def _already_there(db: sqlite3.Connection, batch: Batch) -> bool:
    head = db.execute("SELECT max(number) FROM entry").fetchone()[0] or 0
    if head < batch.first:
        return False
    number, _, entry = batch.entries[-1]
    row = db.execute("SELECT entry FROM entry WHERE number = ?", (number,)).fetchone()
    if row is None or row[0] != entry:
        raise Damaged(f"entry {number} is there already with other bytes")
    return True


def _insert(db: sqlite3.Connection, batch: Batch) -> None:
    _fill(db, "INSERT INTO entry VALUES", "(?, ?, ?)", batch.entries)
    _fill(db, "INSERT INTO wrap VALUES", "(?, ?, ?, ?, ?)", batch.wraps)
    _fill(db, "INSERT INTO open_incident VALUES", "(?, ?, ?, ?)", batch.opened)
    _fill(db, "INSERT OR REPLACE INTO standing VALUES", "(?, ?)", [each for each in batch.standing.items() if each[1]])
    _fill(db, "INSERT OR REPLACE INTO counter VALUES", "(?, ?)", batch.counters)
    for first, closed in batch.closed.items():
        for statement in CLOSE if closed else REOPEN:
            db.execute(statement, (first,))
    for first, unfinished in batch.unfinished.items():
        db.execute("UPDATE incident SET unfinished = ? WHERE first = ?", (unfinished, first))
    if fallen := [(tag,) for tag, number in batch.standing.items() if number is None]:
        db.executemany("DELETE FROM standing WHERE tag = ?", fallen)
    if batch.uncounted:
        db.executemany("DELETE FROM counter WHERE tag = ?", batch.uncounted)
    if batch.said_again:
        db.executemany("INSERT OR IGNORE INTO said_again VALUES (?)", batch.said_again)
    if batch.certified:
        db.executemany("INSERT INTO destroyed VALUES (?, ?)", batch.certified)
    if batch.destroyed:
        db.executemany("DELETE FROM wrap WHERE stream = ? AND key_no = ?", batch.destroyed)


def _fill(db: sqlite3.Connection, insert: str, row: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Insert rows, many with one statement: each statement hands the interpreter's lock back and forth, and other threads want it too."""
    begin = 0
    for size in ROWS_AT_ONCE:
        while len(rows) - begin >= size:
            values = itertools.chain.from_iterable(rows[begin : begin + size])
            db.execute(f"{insert} {', '.join([row] * size)}", tuple(values))
            begin += size

"""Reading a stored record under its owner's lock, in turns so short that a daemon that starts meanwhile is not kept out.

Writes nothing. `Busy` from here means that the daemon has the record: ask it instead.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from appliance.log.examination import Calls, Row, Wrap
from appliance.log.fault import Fault, Kind
from appliance.logbook import batch
from appliance.logbook.shelf import Shelf, open_shelf

TURN_S = 0.1  # a daemon that starts waits 0.2 s for the lock (`logbook.shelf`) before systemd has to start it again
BREATH_S = 0.1  # long enough for the daemon's next try, which comes at most every 0.1 s (SQLite's busy handler)
SLICE_ENTRIES = 200  # read and opened in some 15 ms (50 ms on a Pi), so that a turn ends in time


@asynccontextmanager
async def owned(logbook: Path) -> AsyncIterator[Shelf]:
    """The record, ours for a moment. Raises `Busy`, `Damaged`, `NotKept`."""
    shelf = await open_shelf(logbook)
    try:
        yield shelf
    finally:
        await shelf.close()


async def slices(logbook: Path, after: int = 0) -> AsyncGenerator[tuple[list[Row], list[Wrap]]]:
    """Every entry above `after`, oldest first, with the wraps kept for it. Raises `Busy`, `Damaged`, `NotKept`."""
    while True:
        async with owned(logbook) as shelf:
            until_s = time.monotonic() + TURN_S
            while time.monotonic() < until_s:
                rows, wraps = await shelf.work(lambda db, after=after: _slice(db, after))  # type: ignore[misc]
                if not rows:
                    return
                yield rows, wraps
                after = rows[-1].number
        await asyncio.sleep(BREATH_S)


async def compare_tables(logbook: Path, calls: Calls) -> list[Fault]:
    """Where the look-up tables disagree with what the entries said. Raises `Busy`, `Damaged`, `NotKept`."""
    async with owned(logbook) as shelf:
        return await shelf.work(lambda db: [*_strays(db), *_wrongly_open_or_closed(db, calls)])


def _slice(db: sqlite3.Connection, after: int) -> tuple[list[Row], list[Wrap]]:
    sql = "SELECT number, stream, entry FROM entry WHERE number > ? ORDER BY number LIMIT ?"
    rows = [Row(*row) for row in db.execute(sql, (after, SLICE_ENTRIES))]
    if not rows:
        return [], []
    return rows, [Wrap(*row) for row in batch.wraps_between(db, rows[0].number, rows[-1].number)]


def _strays(db: sqlite3.Connection) -> list[Fault]:
    found: list[Fault] = []
    for sql, says in (
        (
            "SELECT number FROM wrap WHERE (number, stream) NOT IN (SELECT number, stream FROM entry)",
            "a wrap is kept for it",
        ),
        ("SELECT number FROM standing WHERE number NOT IN (SELECT number FROM entry)", "it is listed as standing"),
        ("SELECT first FROM any_incident WHERE first NOT IN (SELECT number FROM entry)", "an incident begins with it"),
    ):
        found += [Fault(Kind.TABLE, number, f"{says}, but there is no such entry") for (number,) in db.execute(sql)]
    return found


def _wrongly_open_or_closed(db: sqlite3.Connection, calls: Calls) -> list[Fault]:
    listed = dict(db.execute("SELECT stream, first FROM open_incident").fetchall())
    closed = [first for stream, first in calls.open.items() if stream not in listed and stream not in calls.unread]
    still = [first for stream, first in listed.items() if stream not in calls.open and stream not in calls.unread]
    return [
        *(Fault(Kind.TABLE, first, "this call was not stood down, but is listed as over") for first in closed),
        *(Fault(Kind.TABLE, first, "this call was stood down, but is listed as open") for first in still),
    ]

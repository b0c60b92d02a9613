"""Reads a stored record under its owner's lock, in turns so short that a daemon which starts meanwhile is not kept out. Writes nothing.
`Busy` from here means that the daemon has the record: ask it instead.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from appliance.envelope import format as layout
from appliance.log.examination import Calls, Row, Wrap
from appliance.log.fault import Fault, Kind
from appliance.logbook import batch
from appliance.logbook.database import Database, open_database

TURN_S = 0.1  # a daemon that starts waits 0.2 s for the lock (`logbook.database`) before systemd has to start it again
BREATH_S = 0.1  # long enough for the daemon's next try, which comes at most every 0.1 s (SQLite's busy handler)
SLICE_ENTRIES = 200  # read and opened in some 15 ms (50 ms on a Pi), so that a turn ends in time


@asynccontextmanager
async def owned(logbook: Path) -> AsyncIterator[Database]:
    """Hold the record for a moment. Raises `Busy`, `Damaged`, `NotKept`."""
    database = await open_database(logbook)
    try:
        yield database
    finally:
        await database.close()


async def slices(
    logbook: Path, after: int = 0, *, carried: bool = False
) -> AsyncGenerator[tuple[list[Row], list[Wrap]]]:
    """Give every entry above `after`, oldest first, with the wraps kept for it. Raises `Busy`, `Damaged`, `NotKept`.

    `carried`: also with the wraps by which its keys were carried forward later.
    """
    while True:
        async with owned(logbook) as database:
            until_s = time.monotonic() + TURN_S
            while time.monotonic() < until_s:
                rows, wraps = await database.work(lambda db, after=after: _slice(db, after, carried))  # type: ignore[misc]
                if not rows:
                    return
                yield rows, wraps
                after = rows[-1].number
        await asyncio.sleep(BREATH_S)


async def compare_tables(logbook: Path, calls: Calls) -> list[Fault]:
    """Find where the look-up tables disagree with the entries. Raises `Busy`, `Damaged`, `NotKept`."""
    async with owned(logbook) as database:
        return await database.work(lambda db: [*_strays(db), *_wrongly_open_or_closed(db, calls)])


def _slice(db: sqlite3.Connection, after: int, carried: bool) -> tuple[list[Row], list[Wrap]]:
    sql = "SELECT number, stream, entry FROM entry WHERE number > ? ORDER BY number LIMIT ?"
    rows = [Row(*row) for row in db.execute(sql, (after, SLICE_ENTRIES))]
    if not rows:
        return [], []
    wraps = [Wrap(*row) for row in batch.wraps_between(db, rows[0].number, rows[-1].number)]
    return rows, [*wraps, *(_carried(db, rows, wraps) if carried else ())]


def _carried(db: sqlite3.Connection, rows: list[Row], wraps: list[Wrap]) -> list[Wrap]:
    """Give the later wraps of the keys under which these entries are sealed, if no earlier wrap is left."""
    here = {(wrap.stream, wrap.key_no) for wrap in wraps}
    sealed = {key for row in rows if (key := _key_of(row)) is not None} - here
    sql = (
        "SELECT wrap.*, entry FROM wrap JOIN entry USING (number)"
        " WHERE wrap.stream = ? AND key_no = ? AND wrap.number > ? ORDER BY wrap.number DESC LIMIT 1"
    )
    return [Wrap(*row) for key in sorted(sealed) for row in db.execute(sql, (*key, rows[-1].number))]


def _key_of(row: Row) -> tuple[bytes, int] | None:
    with suppress(layout.FormatError):  # the check of the chain reports this
        header = layout.split(row.entry).header
        return header.stream, header.key_no
    return None


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
    untold = calls.unread | calls.practice.keys()
    closed = [first for stream, first in calls.open.items() if stream not in listed and stream not in untold]
    still = [first for stream, first in listed.items() if stream not in calls.open and stream not in untold]
    return [
        *(Fault(Kind.TABLE, first, "this call was not stood down, but is listed as over") for first in closed),
        *(Fault(Kind.TABLE, first, "this call was stood down, but is listed as open") for first in still),
    ]

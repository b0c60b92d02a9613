"""Counts the calls of a record at rest, and which of them are open, from its tables alone. Opens no entry: knows no key, no room and no
time. Tap-outs and calls of practice count as calls here: only their entries say what they are.
"""

import contextlib
import sqlite3
from pathlib import Path

import msgspec

from appliance.logbook.recovery import LOGBOOK_NAME


class Counted(msgspec.Struct, frozen=True):
    """`open`: the open calls, by the number of the first entry. `calls`: how many there are, open or over."""

    calls: int
    open: frozenset[int]


def counted_in(folder: Path) -> Counted | None:
    """Count the calls of the record in this folder, which nobody else has open. No calls if there is no record yet; None if it cannot be
    read.
    """
    path = folder / LOGBOOK_NAME
    if not path.exists():
        return Counted(0, frozenset())
    try:
        with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)) as db:
            found = frozenset(first for (first,) in db.execute("SELECT first FROM open_incident"))
            [over] = db.execute("SELECT count(*) FROM incident").fetchone()
    except (sqlite3.Error, OSError):
        return None
    return Counted(over + len(found), found)

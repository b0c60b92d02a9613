"""How many calls a record at rest has, and which of them are open, by its tables alone. Opens no entry: knows no key, no room and no time.

Tap-outs and calls of practice are calls here: what they are stands in their entries.
"""

import contextlib
import sqlite3
from pathlib import Path

import msgspec

from appliance.logbook.recovery import LOGBOOK_NAME


class Counted(msgspec.Struct, frozen=True):
    """`open`: by the number of the first entry. `calls`: these, and those that are over."""

    calls: int
    open: frozenset[int]


def counted_in(folder: Path) -> Counted | None:
    """Of the record in this folder, which nobody else has open; none where there is no record yet, None where it cannot be read."""
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

"""What is found at start: an intact logbook, none yet, or one to set aside. Decides which; loses nothing either way."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from appliance.envelope import format as layout
from appliance.logbook import verify
from appliance.logbook.errors import Damaged
from appliance.logbook.head import Head
from appliance.logbook.shelf import Shelf, open_shelf

LOGBOOK_NAME = "logbook.db"

_EMPTY = "it is empty, but an entry of it was signed"


class Found(msgspec.Struct):
    """An open shelf, the entry the next one follows, and what was wrong. `set_aside` is where a damaged logbook went."""

    shelf: Shelf
    parent: Head | None
    troubles: list[str] = []
    set_aside: Path | None = None


async def find(folder: Path, building: bytes, signed: Head | None, wall_ms: int, *, set_aside: bool = True) -> Found:
    """Open the logbook in `folder`. A damaged one is set aside and a new one begun after the last signed head.

    Raises `Busy` when another process owns it; errors of the disk itself (`NotKept`, `OSError`) are the caller's to retry.
    """
    path = folder / LOGBOOK_NAME
    try:
        shelf = await open_shelf(path)
    except Damaged as damage:
        if not set_aside:
            raise
        return await _anew(folder, signed, str(damage), wall_ms)
    try:
        parent, faults = await shelf.work(lambda db: _inspect(db, building, signed))
    except Damaged as damage:
        parent, faults = None, [str(damage)]
    except BaseException:
        await shelf.close()
        raise
    if not faults:
        return Found(shelf, parent)
    begun = _set_aside_before(folder) if faults == [_EMPTY] else None
    if begun is not None and set_aside:
        says = (
            f"the logbook was damaged and is kept in {begun}; a start after that did not get as far as its first entry"
        )
        return Found(shelf, signed, [says], begun)
    await shelf.close()
    if not set_aside:
        raise Damaged("; ".join(faults[:5]))
    return await _anew(folder, signed or parent, "; ".join(faults[:5]), wall_ms)


def set_aside_in(folder: Path) -> list[Path]:
    """The folders of damaged logbooks that are still kept there."""
    return [part.parent for part in folder.glob(f"set-aside/*/{LOGBOOK_NAME}")]


def _inspect(db: sqlite3.Connection, building: bytes, signed: Head | None) -> tuple[Head | None, list[str]]:
    link, findings = verify.tail(db, building)
    faults = [str(finding) for finding in findings]
    if link is None:
        return None, faults if signed is None else [_EMPTY]
    newest = db.execute("SELECT entry FROM entry WHERE number = ?", (link.number,)).fetchone()[0]
    if signed is not None and not faults:
        row = db.execute("SELECT entry FROM entry WHERE number = ?", (signed.number,)).fetchone()
        if row is None:
            faults.append(f"it ends at entry {link.number}, but entry {signed.number} was signed")
        elif layout.entry_digest(row[0]) != signed.digest:
            faults.append(f"entry {signed.number} is not the one that was signed")
    if faults:
        return None, faults
    return Head(layout.split(newest).header.epoch, link.number, link.digest), []


def _set_aside_before(folder: Path) -> Path | None:
    """The logbook set aside last. Found beside an empty one, it is what a start that lost its power had still to carry over."""
    return max(set_aside_in(folder), key=lambda aside: aside.stat().st_mtime_ns, default=None)


async def _anew(folder: Path, parent: Head | None, fault: str, wall_ms: int) -> Found:
    stamp = datetime.fromtimestamp(wall_ms / 1000, UTC).strftime("%Y%m%dT%H%M%S")
    aside = folder / "set-aside" / stamp
    while aside.exists():
        aside = aside.with_name(aside.name + "-again")
    aside.mkdir(parents=True, mode=0o700)
    for part in sorted(folder.glob(f"{LOGBOOK_NAME}*")):
        part.rename(aside / part.name)
    shelf = await open_shelf(folder / LOGBOOK_NAME)
    return Found(shelf, parent, [f"the logbook was damaged ({fault}) and is kept in {aside}"], aside)

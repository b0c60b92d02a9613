"""Finds what is there at a start: an intact logbook, none yet, or a damaged one, which it can put aside. Reads no look-up table."""

import asyncio
import os
import sqlite3
from collections.abc import Container, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from appliance.envelope import format as layout
from appliance.logbook import carve, verify
from appliance.logbook.database import LEAVE_S, READ_S, Database, end_after, open_database
from appliance.logbook.errors import Damaged
from appliance.logbook.head import Head

LOGBOOK_NAME = "logbook.db"
GAPS_NAME = "gaps"
"""A file beside the record: the last number of each gap of entries that nobody can read any more. Without the file, the next start would
find the record damaged, set it aside, and end in the same state.
"""
TURN_NAME = "turn"
"""A file in the folder of each logbook that was set aside: its number among them. Times cannot tell the order: clocks jump, and use
changes a folder's time.
"""
MARK_NAME = "damaged"
"""A file beside the record: the record was found damaged while in use, and the next start is to put it aside. Holds what was found."""


FOLDER_MODE = 0o700
FILE_MODE = 0o600


class Found(msgspec.Struct):
    """An open database, and the entry that the next one follows."""

    database: Database
    parent: Head | None


class BegunEmpty(Damaged):
    """A start put a damaged logbook aside, and ended before its first entry: it still had to carry over what is in `aside`."""

    def __init__(self, aside: Path) -> None:
        super().__init__(
            f"the logbook was damaged and is kept in {aside}; a start after that did not get as far as its first entry"
        )
        self.aside = aside


async def find(folder: Path, building: bytes, signed: Head | None) -> Found:
    """Open the logbook in `folder` and look at the end of its chain. Every statement on it ends within `READ_S` from here on.

    Raises `Damaged`, with nothing changed; `Busy` when another process owns it; `NotKept` or OSError for the disk itself.
    """
    path = folder / LOGBOOK_NAME
    if (folder / MARK_NAME).exists():
        raise Damaged((folder / MARK_NAME).read_text("utf-8", "replace"))
    _look_at_files(folder)
    # Read the log before SQLite touches it: SQLite overwrites what it cannot use.
    gaps = gaps_in(folder)
    newest = carve.newest_number(carve.read_log(carve.log_of(path)), building)
    if newest and is_empty(path):
        raise Damaged(f"{path} is empty or gone, but its write-ahead log holds entries up to {newest}")
    database = await open_database(path)
    try:
        parent, faults = await database.work(lambda db: inspect(db, building, signed, newest, gaps))
    except BaseException:
        await leave(database, LEAVE_S)
        raise
    if parent is None and (not faults or faults == [_EMPTY]) and (before := set_aside_before(folder)):
        await leave(database, LEAVE_S)
        raise BegunEmpty(before[0])
    if not faults:
        return Found(database, parent)
    await leave(database, LEAVE_S)
    raise Damaged("; ".join(faults[:5]))


def _look_at_files(folder: Path) -> None:
    """Raise `Damaged` for a path that is no file, or not ours to write, if another file could be put in its place."""
    for path in folder.glob(f"{LOGBOOK_NAME}*"):
        if path.is_file() and not os.access(path, os.R_OK | os.W_OK):
            with suppress(OSError):  # the file belongs to another user, or the disk takes nothing
                path.chmod(FILE_MODE)
        usable = path.is_file() and os.access(path, os.R_OK | os.W_OK)
        if not usable and os.access(folder, os.W_OK):
            raise Damaged(f"{path} is no file that this user may read and write")


def is_empty(path: Path) -> bool:
    """Return whether there is no file, or nothing in it: SQLite would delete the log beside it, unread."""
    return not path.exists() or not path.stat().st_size


def mark(folder: Path, why: str) -> None:
    """Let the next start put this logbook aside. Raises OSError."""
    (folder / MARK_NAME).write_text(why, "utf-8")


def put_aside(folder: Path, wall_ms: int) -> Path:
    """Move the logbook into a folder of its own, and return that folder. The signed head and the side copies stay. Raises OSError."""
    stamp = datetime.fromtimestamp(wall_ms / 1000, UTC).strftime("%Y%m%dT%H%M%S")
    aside = folder / "set-aside" / stamp
    while aside.exists():
        aside = aside.with_name(aside.name + "-again")
    turn = 1 + max(map(_turn_of, set_aside_in(folder)), default=0)
    aside.mkdir(parents=True, mode=FOLDER_MODE)
    (aside / TURN_NAME).write_text(f"{turn}\n", "ascii")
    for part in sorted(
        folder.glob(f"{LOGBOOK_NAME}*"), reverse=True
    ):  # Move the log first: a file without its log would be taken for whole.
        part.rename(aside / part.name)
    (aside / LOGBOOK_NAME).touch(FILE_MODE)  # make the file if only the log was left: the folder is found by this name
    (folder / MARK_NAME).unlink(missing_ok=True)
    return aside


def gaps_in(folder: Path) -> frozenset[int]:
    """Give the last number of each gap that is known."""
    try:
        words = (folder / GAPS_NAME).read_text("utf-8", "replace").split()
    except OSError:
        return frozenset()
    return frozenset(int(word) for word in words if word.isdecimal())


def note_gaps(folder: Path, gaps: Iterable[int]) -> None:
    """Add these gaps to the known ones. Raises OSError."""
    known = sorted({*gaps_in(folder), *gaps})
    unfinished = folder / f"{GAPS_NAME}.unfinished"
    with unfinished.open("w", encoding="utf-8") as file:
        file.write("".join(f"{gap}\n" for gap in known))
        file.flush()
        os.fsync(file.fileno())  # sync before the record has the entries that this file excuses
    unfinished.replace(folder / GAPS_NAME)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def set_aside_in(folder: Path) -> list[Path]:
    """Give the folders of damaged logbooks that are still kept there."""
    return [part.parent for part in folder.glob(f"set-aside/*/{LOGBOOK_NAME}")]


def inspect(
    db: sqlite3.Connection, building: bytes, signed: Head | None, in_log: int, gaps: Container[int]
) -> tuple[Head | None, list[str]]:
    """Give the newest entry, and what is wrong with the end of the chain. `in_log`: the highest number found in the write-ahead log."""
    end_after(db, READ_S)
    link, findings = verify.tail(db, building, gaps)
    faults = [str(finding) for finding in findings]
    if link is None:
        empty = [_EMPTY] if signed is not None or in_log else []
        return None, faults or empty
    newest = db.execute("SELECT entry FROM entry WHERE number = ?", (link.number,)).fetchone()[0]
    if in_log > link.number:
        faults.append(f"it ends at entry {link.number}, but its write-ahead log holds entries up to {in_log}")
    if signed is not None and not faults:
        row = db.execute("SELECT entry FROM entry WHERE number = ?", (signed.number,)).fetchone()
        if row is None and signed.number > link.number:
            faults.append(f"it ends at entry {link.number}, but entry {signed.number} was signed")
        elif row is not None and layout.entry_digest(row[0]) != signed.digest:
            faults.append(f"entry {signed.number} is not the one that was signed")
    if faults:
        return None, faults
    return Head(layout.split(newest).header.epoch, link.number, link.digest), []


async def leave(database: Database, within_s: float | None = None) -> None:
    """Close the database as it is, even if the disk fails, or a job still works on it."""
    with suppress(sqlite3.Error, ValueError, TimeoutError):
        # a database that cannot close is dropped; its lock goes with its file handle
        async with asyncio.timeout(within_s):
            await database.close()


_EMPTY = "it is empty, but an entry of it was signed"


def set_aside_before(folder: Path) -> list[Path]:
    """Give the logbooks set aside, the last one first. If they are found beside an empty logbook, a start ended before it carried them
    over.
    """
    return sorted(set_aside_in(folder), key=lambda aside: (_turn_of(aside), aside.stat().st_mtime_ns), reverse=True)


def _turn_of(aside: Path) -> int:
    """Give the number of a logbook that was set aside; 0 if it is from before they were counted, or cannot be read."""
    try:
        return int((aside / TURN_NAME).read_bytes())
    except (OSError, ValueError):
        return 0

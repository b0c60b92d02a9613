"""Puts what was restored in the place of this box's own keys and record, at a start, before anything of them is opened.

    restored/keys, logbook    whole; nothing happens to it before somebody says yes
    restored/ready            somebody said yes: a running daemon ends itself for it when no call is open, and the next start takes it
    restored/quiet            the open calls that this daemon knew of: none, or only such as nobody can read
    before-restore-1/…        what was in its place: nothing here ever deletes it
    swapping                  holds the number of that folder, until the change is complete
    restored.lock             held while `restored` is put there, is said yes to, or is taken: three processes do that, and none may
                              disturb another
    restoring.lock            held for as long as somebody restores

A start in the middle of a call puts it off: that call rings here, and would ring nowhere else. So the next start does it only if a daemon
saw that nothing goes on. If the process is killed anywhere, the next start goes on: each part is moved aside and replaced by two renames,
and the place of each part shows what was done already. Knows no key and no entry.
"""

import asyncio
import fcntl
import logging
import os
import re
import shutil
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from appliance.destroying import destroy
from appliance.logbook.counted import counted_in
from appliance.logbook.recovery import LOGBOOK_NAME
from appliance.settings import Settings
from appliance.vault.identity import BOX_ID

READY = "ready"
QUIET = "quiet"
NOTE = "swapping"
BEFORE = "before-restore-"
ADDRESS_BOOK = "esphome-devices.json"  # the name in `hardware.esphome.address_book`: where each device was last met
PARTS = ("keys", "logbook", ADDRESS_BOOK)
FOLDER_MODE = 0o700
OPENS = (
    "key",
    "offered/handover",
)  # in `restoring` (`recovery/office_way.py`): together they open all that the office handed over
TAKING_UP = "what was restored"
"""The name of the task that ends a daemon for it (`when_ready`)."""
HELD_S = 5.0  # a folder of files is removed in less; a start that would wait longer arms with what is there
LOOK_EVERY_S = 2.0  # somebody has just said yes, and waits

log = logging.getLogger("handbell.alert")


class BeginAnew(Exception):
    """A restored record is to be taken up, and nothing goes on here that this would interrupt."""


def say_yes(settings: Settings) -> None:
    """Say yes: from here on it is taken. Raises OSError, FileNotFoundError where nothing was restored."""
    with changing(settings):
        (settings.restored / READY).write_bytes(b"")
        _keep(settings.restored)


def put_there(built: Path, settings: Settings, before: bytes) -> bool:
    """Put a whole and synced folder in the place of what lay there and nobody had said yes to. Return False, and touch nothing, if
    somebody has said yes, or if this box has become another (`box_of`) since the work began. Raises OSError.
    """
    with changing(settings):
        if is_wanted(settings) or (before and box_of(settings) != before):
            return False
        shutil.rmtree(settings.restored, ignore_errors=True)
        built.rename(settings.restored)
        _keep(settings.data)
        return True


def box_of(settings: Settings) -> bytes:
    """Give which box this is, empty if it never started. Raises OSError."""
    try:
        return (settings.keys / BOX_ID).read_bytes()
    except FileNotFoundError:
        return b""


def is_wanted(settings: Settings) -> bool:
    """Return whether somebody said yes, and the change is not complete."""
    return (settings.restored / READY).exists() or (settings.data / NOTE).exists()


@contextmanager
def changing(settings: Settings) -> Iterator[None]:
    """Keep everybody else from changing what is in `restored` meanwhile. Raises OSError if another process holds it for longer than it
    should.
    """
    until_s = time.monotonic() + HELD_S
    with (settings.data / "restored.lock").open("ab") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until_s:
                    raise
                time.sleep(0.02)
        yield


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Allow one restore at a time. Raises BlockingIOError."""
    with (settings.data / "restoring.lock").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


async def when_ready(
    settings: Settings, quiet: Callable[[], bool], open_here: Callable[[], Awaitable[frozenset[int]]]
) -> None:
    """Wait, and raise BeginAnew once somebody has said yes and it is quiet here. `open_here`: gives the calls that are open in the record
    now, by first entries. Only the record's owner can read that: for everybody else the record is locked.
    """
    while not await _is_time(settings, quiet, open_here):  # noqa: ASYNC110 - another process says so, by a file
        await asyncio.sleep(LOOK_EVERY_S)
    raise BeginAnew(str(settings.restored))


async def _is_time(
    settings: Settings, quiet: Callable[[], bool], open_here: Callable[[], Awaitable[frozenset[int]]]
) -> bool:
    """Return whether it is time. A call that comes during this check is in no note: then the start puts it off. A card may stall, so it
    is asked in a thread.
    """
    if not quiet() or not await asyncio.to_thread((settings.restored / READY).exists):
        return False
    seen = await open_here()
    return quiet() and await asyncio.to_thread(note_quiet, settings, seen) and quiet()


def note_quiet(settings: Settings, seen: frozenset[int]) -> bool:
    """Note that the calls which the record has as open, by first entries, do not ring: a start waits for none of them. Return whether the
    disk took the note.
    """
    try:
        (settings.restored / QUIET).write_text(" ".join(map(str, sorted(seen))), "ascii")
    except OSError as error:
        log.error("what was restored waits: %s", error)
        return False
    return True


def take_over(settings: Settings) -> Path | None:
    """Take up what was restored. Give the folder in which the earlier keys and record are now; None if nothing was restored. The caller
    owns the data folder.

    Raises nothing: if the disk takes nothing, the box arms with what is there, and the next start tries again.
    """
    try:
        if not is_wanted(settings):
            return None
        if not (settings.data / NOTE).exists() and _somebody_calls(settings):
            log.warning("what was restored waits until nothing goes on here")
            return None
        with changing(settings):
            return _taken_over(settings)
    except OSError as error:
        log.error("what was restored could not be put in its place: %s", error)
        return None


def _somebody_calls(settings: Settings) -> bool:
    """Return whether something may go on in the record that this start finds: a call, or a response of the building, which no table
    tells. If a daemon noted that all was quiet, only calls opened since then count. If the record cannot be read, that daemon's note
    counts.
    """
    note = settings.restored / QUIET
    try:
        known = frozenset(map(int, note.read_text("ascii").split()))
    except (FileNotFoundError, ValueError):
        return (settings.logbook / LOGBOOK_NAME).exists()
    found = counted_in(settings.logbook)
    if found is None or found.open <= known:
        return False
    note.unlink()  # the note does not know calls that are opened from here on
    return True


def _taken_over(settings: Settings) -> Path:
    data, new, note = settings.data, settings.restored, settings.data / NOTE
    before = data / f"{BEFORE}{_turn(data, note)}"
    before.mkdir(mode=FOLDER_MODE, exist_ok=True)
    _keep(data)
    for part in PARTS:
        if (new / part).exists():
            if (data / part).exists():
                (data / part).rename(_free(before / part))
                _keep(before)
            (new / part).rename(data / part)
            _keep(data)
    if new.exists():
        (new / READY).unlink(missing_ok=True)
        shutil.rmtree(new)
    with suppress(OSError), alone(settings):  # whoever restores at this moment sees that this is another box now
        for name in OPENS:
            destroy(settings.restoring / name)
        shutil.rmtree(settings.restoring)
    _keep(data)
    note.unlink()
    _keep(data)
    log.warning("the restored keys and record are in place; those of before are kept in %s", before)
    return before


def _turn(data: Path, note: Path) -> int:
    """Give the number of the change that was begun, or of the next one; it is noted before anything is moved."""
    with suppress(FileNotFoundError, ValueError):
        return int(note.read_text("ascii"))
    turns = [int(found[1]) for path in data.iterdir() if (found := re.fullmatch(f"{BEFORE}([0-9]+)", path.name))]
    turn = max(turns, default=0) + 1
    unfinished = note.with_suffix(".unfinished")
    with unfinished.open("w", encoding="ascii") as file:
        file.write(str(turn))
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(note)
    _keep(data)
    return turn


def _free(path: Path) -> Path:
    """Give this path, or another if a start in between made the part anew and it was moved aside already."""
    while path.exists():
        path = path.with_name(f"{path.name}-again")
    return path


def _keep(folder: Path) -> None:
    """Sync the folder: a rename is on the disk only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

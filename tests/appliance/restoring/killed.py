"""Kills a restore, and the start that takes it, before each step that changes the disk, one after the other.

It runs as a program, since it forks, with a story's name as its argument. It prints how many kills it survived.
"""

import asyncio
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from appliance.core.calls.events import CallRaised
from appliance.district import root_file
from appliance.logbook.counted import counted_in
from appliance.recovery import office_way
from appliance.recovery.offered import Offered
from appliance.recovery.office_way import OFFERED
from appliance.restoring.by_office import lay_handed
from appliance.restoring.restoring import Restored, laid, restored
from appliance.settings import Settings
from appliance.swap import READY, note_quiet, say_yes, take_over
from appliance.vault.vault import Vault
from tests.appliance.logbook.box import box_at, call
from tests.appliance.restoring.copied import copy_of, key_of
from tests.appliance.restoring.handed import FINGERPRINT, entries_of, handed, sealed
from tests.appliance.restoring.opened import opened_at

CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.utime", "sqlite3.connect", "shutil.rmtree"}
DIED, LIVES = "B204", "B120"
"""The room that called on the box that died, and the room that called on the new box meanwhile."""

type Act = Callable[[Path], object]


def kills(begin: Act, act: Act) -> Iterator[tuple[Path, bool]]:
    """Give the folder after a kill before each step of `act`, and in the end after all steps; with each, whether `act` was over."""
    step = 0
    with tempfile.TemporaryDirectory() as kept:
        base = Path(kept) / "base"
        begin(base)
        while True:
            with tempfile.TemporaryDirectory() as here:
                folder = Path(here) / "here"
                shutil.copytree(base, folder)
                over = _killed_before(step, folder, act)
                yield folder, over
            if over:
                print(step)
                return
            step += 1


def _killed_before(step: int, folder: Path, act: Act) -> bool:
    child = os.fork()
    if child == 0:
        left = step

        def count(event: str, given: tuple[object, ...]) -> None:
            nonlocal left
            writes = event == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR)
            if event in CHANGES or writes:
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                left -= 1

        sys.addaudithook(count)
        act(folder)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return not os.WIFSIGNALED(status)


def two_boxes(folder: Path) -> None:
    """Make a dead box with a copy of it, and another box, `data`, that has been used since."""

    async def live() -> None:
        async with box_at(folder / "dead") as box:
            await box.keep(call(1, DIED))
        async with box_at(folder / "data") as box:
            await box.keep(call(1, LIVES))

    asyncio.run(live())
    copy_of(folder / "dead", folder / "copy")


def at(folder: Path) -> Settings:
    return Settings(data=folder / "data", run=folder / "run")


def nobody_calls(settings: Settings) -> None:
    """Note that nobody calls, as a daemon does whose board has no call, whatever its record has."""
    found = counted_in(settings.logbook)
    assert found is not None and len(found.open) == found.calls == 1
    assert note_quiet(settings, found.open)


def rooms_at(data: Path) -> set[str]:
    """Give the rooms with open calls, as a start would find them; nothing may be wrong with the folder."""

    async def look() -> set[str]:
        async with opened_at(data) as found:
            assert not found.remembered.troubles, found.remembered.troubles
            return {fact.event.room for fact in found.remembered.facts if isinstance(fact.event, CallRaised)}

    return asyncio.run(look())


def restore() -> None:
    for folder, over in kills(two_boxes, lambda folder: restored(folder / "copy", key_of(), at(folder))):
        ready = (at(folder).restored / READY).exists()
        assert ready or not over
        assert ready or take_over(at(folder)) is None
        assert rooms_at(folder / "data") == {LIVES}, "the box itself is as it was"
        if not ready:
            assert isinstance(restored(folder / "copy", key_of(), at(folder)), Restored), "begun anew"
        assert take_over(at(folder)) is None, "somebody calls here"
        assert rooms_at(folder / "data") == {LIVES}
        nobody_calls(at(folder))
        take_over(at(folder))
        assert rooms_at(folder / "data") == {DIED}


def swap() -> None:
    def begin(folder: Path) -> None:
        two_boxes(folder)
        assert isinstance(restored(folder / "copy", key_of(), at(folder)), Restored)
        nobody_calls(at(folder))

    for folder, over in kills(begin, lambda folder: take_over(at(folder))):
        building = Vault.open(folder / "dead" / "keys", mends=False).building
        assert over or take_over(at(folder)) is not None
        assert take_over(at(folder)) is None, "once"
        assert rooms_at(folder / "data") == {DIED}
        assert Vault.open(folder / "data" / "keys", mends=False).building == building
        assert [path.name for path in (folder / "data").glob("before-*")] == ["before-restore-1"]
        assert rooms_at(folder / "data" / "before-restore-1") == {LIVES}, "set aside, never deleted"
        assert not at(folder).restored.exists() and not at(folder).restoring.exists()


def by_office() -> None:
    """What came over the district's line: the code stays the same, and what came is taken again, wherever it was cut off."""

    def begin(folder: Path) -> None:
        two_boxes(folder)
        old, new = Settings(data=folder / "dead"), at(folder)
        vault = Vault.open(old.keys, mends=False)
        wanted = office_way.ask(new, vault.building, vault.box, 0)
        root_file.write(new.keys, FINGERPRINT)
        (folder / "handover").write_bytes(sealed(handed(old), wanted.private.public.raw))

    def takes(folder: Path) -> None:
        old, new = Settings(data=folder / "dead"), at(folder)
        offered = Offered(new.restoring / OFFERED)
        offered.take(wanted_of(new), (folder / "handover").read_bytes(), (), whole=False)
        for entry in entries_of(old):
            offered.take(wanted_of(new), b"", (entry,), whole=False)
        offered.take(wanted_of(new), b"", (), whole=True)
        lay_handed(new, 0)

    for folder, over in kills(begin, takes):
        assert rooms_at(folder / "data") == {LIVES}, "the box itself is as it was"
        if laid(at(folder)) is None:
            assert not over
            takes(folder)
        assert laid(at(folder)) is not None
        say_yes(at(folder))
        nobody_calls(at(folder))
        assert take_over(at(folder)) is not None
        assert rooms_at(folder / "data") == {DIED}


def wanted_of(new: Settings) -> bytes:
    found = office_way.wanted(new)
    assert found is not None
    return found.asked.building


STORIES: dict[str, Callable[[], None]] = {story.__name__: story for story in (restore, swap, by_office)}

if __name__ == "__main__":
    STORIES[sys.argv[1]]()

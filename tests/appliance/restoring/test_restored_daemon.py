"""A box is dead; another is restored from its copy and the phrase, and a daemon starts over it: what was open rings, and more."""

from pathlib import Path

import pytest

from appliance.core.commands import Acknowledge, StandDown
from appliance.core.events import EpochStarted
from appliance.core.rank import REPLACING_STEP
from appliance.core.words import Actor, Outcome
from appliance.daemon import Daemon
from appliance.engine.outcome import Done
from appliance.log.at_rest import examine
from appliance.plan.ids import DeskId, KeyId
from appliance.restoring.restoring import Restored, restored
from appliance.settings import Settings
from appliance.vault.vault import Vault
from tests.appliance.restoring.copied import copy_of, key_of
from tests.appliance.test_daemon import plan_document, pressed, settings

pytestmark = pytest.mark.slow

FRONT = Actor(DeskId("front"))
SECRET = b"a button's key of thirty-two byt"


def new_box(folder: Path) -> Settings:
    """A blank card that never started."""
    folder.mkdir()
    (folder / "data").mkdir(mode=0o700)
    return settings(folder)


async def a_day(folder: Path) -> Settings:
    """A plan, a credential, one call that is over, one that is open, a trouble; then the box dies."""
    old = settings(folder)
    async with Daemon.started(old) as daemon:
        await daemon.adopt(plan_document()).kept
        daemon.credentials.put(KeyId("B204-wall"), SECRET)
        first = await pressed(daemon, "B206-wall", 4)
        [incident] = daemon.engine.board.incidents
        for act in (
            Acknowledge(incident=incident),
            StandDown(incident=incident, outcome=Outcome.ATTENDED, saw_room="A"),
        ):
            assert isinstance(await daemon.engine.submit(act, FRONT).kept, Done)
        assert first is not None
        await pressed(daemon, "B204-wall", 9)
        await daemon.engine.recorder.caught_up()
    return old


async def test_the_open_call_rings_on_the_new_box_with_its_room(tmp_path: Path) -> None:
    old = await a_day(tmp_path)
    copy = copy_of(old.data, tmp_path / "copy")
    new = new_box(tmp_path / "new")
    done = restored(copy, key_of(), new)
    assert isinstance(done, Restored) and done.open_calls == 1 and done.has_plan and not done.gaps
    former = Vault.open(old.data / "keys", mends=False)
    async with Daemon.started(new) as daemon:
        board = daemon.engine.board
        [incident] = board.incidents.values()
        assert incident.room == "B204" and incident.ringing and incident.number == 2
        assert board.index.plan.building == "Fox Hollow Elementary"
        assert board.counters == {("B204-wall", "help", ""): 9, ("B206-wall", "help", ""): 4}
        assert daemon.credentials.get(KeyId("B204-wall")) == SECRET
        assert board.epoch_rank == former.rank + REPLACING_STEP
        vault = daemon.vault
        assert vault.building == former.building and vault.parents == (former.box,)
        assert vault.box not in (former.box,) and vault.device_public != former.device_public
        await pressed(daemon, "B206-wall", 5)
        numbers = {each.number for each in daemon.engine.board.incidents.values()}
        assert numbers == {2, 3}, "numbers people say go on"
        assert not daemon.engine.board.troubles.keys() & {"open-calls-unreadable"}
        [start] = [each for each in (await daemon.queries.feed(0, 100))[1] if isinstance(each[2], EpochStarted)][-1:]
        assert start[2].parent is not None and start[2].parent[1] == done.up_to
    report = await examine(new)
    assert report.faults == [], report

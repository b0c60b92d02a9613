"""Tests a new card whose seed says that it goes on for a dead box, with nothing of the dead box's record."""

import asyncio
from pathlib import Path

import pytest

from appliance import swap
from appliance.api.board import view
from appliance.api.desk.client import DeskClient
from appliance.api.desk.provisioning import BEGINS, ReplaceBox
from appliance.core.devices.commands import ClearTrouble
from appliance.core.devices.events import TroubleRaised
from appliance.core.district.copies import ASK_ROOMS
from appliance.core.district.events import BoxReplaced
from appliance.core.ground.words import RestoredBy
from appliance.daemon import Daemon
from appliance.engine.outcome import Done
from appliance.log.at_rest import examine
from appliance.replacing import ITSELF, NOT_NEW, WAITS
from appliance.restoring.restoring import Restored, lay, restored
from appliance.settings import Settings
from tests.appliance.restoring.copied import copy_of, key_of
from tests.appliance.restoring.test_restored_daemon import FRONT, a_day, new_box, stands_down
from tests.appliance.test_daemon import becomes, plan_document, pressed
from tests.patience import patient

pytestmark = pytest.mark.slow

BUILDING, BOX = b"the building's 1", b"the former box 1"


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(swap, "LOOK_EVERY_S", 0.02)


async def asked(settings: Settings, building: bytes = BUILDING, box: bytes = BOX) -> tuple[str, str]:
    """Ask as an administrator or the first boot does; give the answer."""
    async with DeskClient.connect(settings.desk_socket, None, "test") as line:
        reply = await line.ask(ReplaceBox(request=0, building=building, box=box))
    assert reply.ok is not bool(reply.says)
    return reply.code, reply.says


async def begins_anew(daemon: Daemon) -> None:
    async with patient():
        assert await asyncio.shield(daemon.tasks.failed) == swap.TAKING_UP


async def takes_its_place(settings: Settings) -> None:
    async with Daemon.started(settings) as daemon:
        assert (await asked(settings))[0] == BEGINS
        await begins_anew(daemon)


async def test_it_begins_anew_with_the_building_s_number_and_every_room_is_to_be_asked_until_somebody_says_so(
    tmp_path: Path,
) -> None:
    new = new_box(tmp_path / "new")
    async with Daemon.started(new) as daemon:
        interim = daemon.vault.box
        code, says = await asked(new)
        assert code == BEGINS and "as soon as no call is open" in says
        assert (await asked(new))[0] == BEGINS, "asked again before it did"
        await begins_anew(daemon)
    async with Daemon.started(new) as daemon:
        assert daemon.vault.building == BUILDING and daemon.vault.box not in {interim, BOX}
        assert not daemon.vault.parents
        assert await asked(new) == ("", "")
        replaced = daemon.engine.board.recovery.replaced
        assert replaced is not None
        assert (replaced.event.former_box, replaced.event.way) == (BOX, RestoredBy.NOTHING)
        await becomes(daemon, ASK_ROOMS.key, present=True)
        assert "ask every room" in daemon.engine.board.troubles[ASK_ROOMS.key].detail
        board = await board_of(new)
        assert board.new and board.replaces == BOX.hex()[:8], "and R is offered"
        await daemon.adopt(plan_document()).kept
    async with Daemon.started(new) as daemon:
        assert ASK_ROOMS.key in daemon.engine.board.troubles, "no start ends it"
        facts = [each[2] for each in (await daemon.queries.feed(0, 100))[1]]
        assert sum(isinstance(fact, BoxReplaced) for fact in facts) == 1
        assert sum(isinstance(fact, TroubleRaised) and fact.cause == ASK_ROOMS for fact in facts) == 1
        assert isinstance(await daemon.engine.submit(ClearTrouble(cause=ASK_ROOMS), FRONT).kept, Done)
    async with Daemon.started(new) as daemon:
        await daemon.engine.recorder.caught_up()
        assert ASK_ROOMS.key not in daemon.engine.board.troubles
    report = await examine(new)
    assert report.faults == [], report


async def board_of(settings: Settings) -> view.BoardView:
    async with DeskClient.connect(settings.desk_socket, None, "test") as line:
        async for board in line.states():
            return board
    raise AssertionError("the states of a line never end by themselves")


async def test_a_call_of_the_card_s_first_minutes_is_waited_for_and_told_of(tmp_path: Path) -> None:
    new = new_box(tmp_path / "new")
    async with Daemon.started(new) as daemon:
        await pressed(daemon, "stranger", 1)
        assert (await asked(new))[0] == BEGINS
        for _ in range(10):
            await asyncio.sleep(0.02)
        assert not daemon.tasks.failed.done()
        await daemon.adopt(plan_document()).kept
        await stands_down(daemon)
        await begins_anew(daemon)
    async with Daemon.started(new) as daemon:
        await becomes(daemon, "calls-before-restore:before-restore-1", present=True)
        await becomes(daemon, ASK_ROOMS.key, present=True)


async def test_a_restore_from_the_copy_comes_after_all_and_ends_it(tmp_path: Path) -> None:
    old = await a_day(tmp_path)
    copy = copy_of(old.data, tmp_path / "copy")
    async with Daemon.started(old) as daemon:
        building, box = daemon.vault.building, daemon.vault.box
    new = new_box(tmp_path / "new")
    async with Daemon.started(new) as daemon:
        assert (await asked(new, building, box))[0] == BEGINS
        await begins_anew(daemon)
    async with Daemon.started(new) as daemon:
        await becomes(daemon, ASK_ROOMS.key, present=True)
        assert isinstance(restored(copy, key_of(), new), Restored)
        await begins_anew(daemon)
    async with Daemon.started(new) as daemon:
        assert [each.room for each in daemon.engine.board.incidents.values()] == ["B204"]
        assert await asked(new, building, box) == ("", ""), "it has that one's record"
        assert not (await board_of(new)).replaces
        replaced = daemon.engine.board.recovery.replaced
        assert replaced is not None and replaced.event.way is RestoredBy.PHRASE
    report = await examine(new)
    assert report.faults == [], report


async def test_what_waits_for_a_yes_comes_first_and_a_box_in_use_goes_on_with_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = await a_day(tmp_path)
    new = new_box(tmp_path / "new")
    async with Daemon.started(new) as daemon:
        assert (await asked(new, daemon.vault.building, daemon.vault.box))[1] == ITSELF
        assert (await asked(new, b"short"))[0] == "no-box"
        assert isinstance(lay(copy_of(old.data, tmp_path / "copy"), key_of(), new), Restored)
        assert await asked(new) == ("not-replaced", WAITS)
    async with Daemon.started(old):
        monkeypatch.setattr("appliance.replacing.NEW_ENTRIES", 5)
        assert await asked(old) == ("not-replaced", NOT_NEW)


async def test_a_box_that_lost_its_record_since_stays_the_box_it_is(tmp_path: Path) -> None:
    """Its seed is asked again for everything that it gives."""
    new = new_box(tmp_path / "new")
    await takes_its_place(new)
    async with Daemon.started(new) as daemon:
        box = daemon.vault.box
    for each in new.logbook.iterdir():
        each.unlink()
    async with Daemon.started(new) as daemon:
        assert await asked(new) == ("", "")
        assert daemon.vault.box == box

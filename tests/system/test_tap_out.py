"""Tests a tap-out over the wire: pressed, shown apart, covered, out and back; a call for help beside it rings, and no room's history has
it.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.api.board.calls import TapOutLine
from appliance.api.desk.entries import FeedItems, Follow
from appliance.core.calls.commands import Arrive, AssignCover, ReportShown, StandDown
from appliance.core.ground.words import Outcome, Stage
from appliance.plan.ids import RoomId
from appliance.plan.model import Contact, Kind
from tests.system.box import Box
from tests.system.desk import Desk
from tests.system.school import CONTACTS, school

pytestmark = pytest.mark.slow

BUTTONS = tuple(
    replace(button, contacts=(*button.contacts, Contact("tap-out", Kind.TAP_OUT))) for button in school().buttons
)
WITH_TAP_OUT = replace(school(), buttons=BUTTONS)


async def sees_tap_out(desk: Desk, until: Callable[[TapOutLine], bool] = lambda line: line.recorded) -> TapOutLine:
    """Wait for the only tap-out, until this is true of it."""
    board = await desk.board(lambda board: any(map(until, board.tap_outs)))
    (line,) = board.tap_outs
    return line


async def test_from_asking_to_being_back_the_button_shows_how_far_cover_is(tmp_path: Path) -> None:
    async with Box(tmp_path, plan=WITH_TAP_OUT) as box:
        await box.starts()
        building, desk = await box.building("B204", contacts=(*CONTACTS, "tap-out")), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        await building.press("B204-wall", "tap-out")
        asked = await sees_tap_out(desk)
        assert (asked.room, asked.stage, asked.asks_here) == ("B204", Stage.CALLED, True)
        assert not (await desk.board()).calls
        await desk.does(ReportShown(incident=asked.incident))
        await building.until_lamp("B204-wall", "received", within_s=2)
        await desk.does(AssignCover(incident=asked.incident, cover="answered by radio"))
        await building.until_lamp("B204-wall", "on-the-way", within_s=2)
        await desk.does(Arrive(incident=asked.incident, responder="Ottoline Vasquez"))
        await desk.does(StandDown(incident=asked.incident, outcome=Outcome.COVERED, saw_room=""))
        await building.until_lamp("B204-wall", "ready", within_s=2)
        said = await desk.timeline()
        assert said[-1].endswith("covered, and the educator is back.")


async def test_help_beside_a_tap_out_rings_and_both_outlive_a_power_cut(tmp_path: Path) -> None:
    async with Box(tmp_path, plan=WITH_TAP_OUT) as box:
        await box.starts()
        building, desk = await box.building("B204", contacts=(*CONTACTS, "tap-out")), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        await building.press("B204-wall", "tap-out")
        asked = await sees_tap_out(desk)
        await building.press("B204-wall", "tap-out")
        await sees_tap_out(desk, lambda line: line.presses == 2 and line.incident == asked.incident)
        await building.press("B204-wall", "help")
        call = await desk.shows("B204")
        assert (call.kind, call.ringing, call.incident != asked.incident) == (Kind.ASSIST, True, True)
        box.kill()
        await box.starts()
        desk = await box.desk("front")
        assert (await sees_tap_out(desk)).incident == asked.incident
        assert (await desk.shows("B204")).incident == call.incident


async def test_no_history_of_a_room_has_its_tap_outs(tmp_path: Path) -> None:
    async with Box(tmp_path, plan=WITH_TAP_OUT) as box:
        await box.starts()
        building, desk = await box.building("B204", contacts=(*CONTACTS, "tap-out")), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        await building.press("B204-wall", "tap-out")
        asked = await sees_tap_out(desk)
        await building.press("B204-wall", "help")
        call = await desk.shows("B204")
        history = await desk.line.ask(Follow(request=0, after=0, room=RoomId("B204")))
        assert isinstance(history, FeedItems)
        assert {item.incident for item in history.items} == {call.incident}
        assert any(item.incident == asked.incident for item in await _all(desk))


async def _all(desk: Desk) -> tuple:
    answer = await desk.line.ask(Follow(request=0, after=0))
    assert isinstance(answer, FeedItems)
    return answer.items

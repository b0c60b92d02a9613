"""Tests keys that come just as another call takes a place: none opens anything for a call that was not meant."""

import pytest

from appliance.core.calls.commands import Acknowledge
from appliance.plan.ids import IncidentId
from appliance.plan.model import Kind
from tests.tui.boards import TROUBLES, board, call
from tests.tui.conftest import Sits
from tests.tui.stage import Stage
from tui.asking.pressing import LOOK_FIRST
from tui.board.aim import LOOKED_AT_MS, Aim

pytestmark = pytest.mark.slow


TWELVE, THIRTEEN = IncidentId("i-12"), IncidentId("i-13")


async def test_a_panel_opens_for_no_call_that_just_took_the_place_of_another(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204")))
        await person.sees("B204")
        await person.looks()
        stage.shows(board(call(12, "B204"), call(13, "Gym", Kind.EMERGENCY)))
        await person.sees("▲ EMERGENCY")
        await person.presses("x", "1")
        await person.sees(LOOK_FIRST)
        assert stage.acts == [] and person.app.board.panel is None
        await person.looks()
        await person.presses("x")
        await person.sees("STAND DOWN Gym")


async def test_keys_stay_with_the_call_a_panel_was_opened_for(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204")))
        await person.sees("B204")
        await person.presses("d")
        stage.shows(board(call(12, "B204"), call(13, "Gym", Kind.EMERGENCY)))
        await person.sees("▲ EMERGENCY", "SEND HELP to Room B204")
        await person.presses("1")
        await person.sees_no_more("SEND HELP")
        await person.presses("l")
        await person.sees("LOG of Room B204", "Call 12 raised")  # by then the cards have made room for all of it
        await person.looks()
        await person.presses("f2")
        await person.until(lambda: stage.acts[1:] == [Acknowledge(incident=TWELVE)], "the acknowledgement")


@pytest.mark.parametrize(("key", "title"), [("t", "TROUBLES"), ("question_mark", "HELP"), ("l", "LOG of")])
async def test_a_call_looked_at_before_a_panel_took_its_room_is_taken_as_soon_as_it_is_back(
    stage: Stage, sits: Sits, key: str, title: str
) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204", Kind.EMERGENCY), troubles=TROUBLES))
        await person.sees("B204")
        await person.looks()
        for timer in list(person.app._timers):
            timer.pause()  # from here on no second passes: a new layout itself says that it is new
        await person.presses(key)
        await person.sees(title)
        await person.looks(0)
        await person.presses("escape")
        await person.sees_no_more(title)
        await person.looks(0)
        await person.presses("space")
        await person.until(lambda: stage.acts == [Acknowledge(incident=TWELVE)], "the acknowledgement")


def test_a_target_slips_when_another_stood_there_a_moment_ago() -> None:
    aim = Aim()
    assert not aim.slipped(TWELVE, 0)
    aim.painted(TWELVE, 0)
    assert not aim.slipped(TWELVE, 10)
    assert aim.slipped(THIRTEEN, 10)
    aim.painted(THIRTEEN, 5000)
    assert aim.slipped(THIRTEEN, 5000 + LOOKED_AT_MS - 1)
    assert not aim.slipped(THIRTEEN, 5000 + LOOKED_AT_MS)

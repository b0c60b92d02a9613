"""Tests what is typed for a response of the building: it is kept where the screen says so, and is never more than the box takes."""

import pytest

from appliance.core.building.responses import DETAIL_CHARACTERS_MAX
from appliance.core.ground.words import BuildingResponse
from appliance.flows.building.response import END_RESPONSE, START_RESPONSE, what_is_on
from appliance.flows.flow import GoOn
from appliance.flows.known import Known
from appliance.flows.parts import about_nothing
from tests.tui.boards import board, drill
from tests.tui.conftest import Sits
from tests.tui.stage import Stage
from tests.tui.test_building import on
from tui.screens.flow import FlowPanel

KEPT = "ESC closes, text is kept"


def test_text_is_said_to_be_kept_only_where_it_is() -> None:
    given = about_nothing(Known(view=board(response=on())))
    given.parts["response"] = BuildingResponse.EVACUATE
    assert KEPT in FlowPanel(START_RESPONSE, given)._hint()
    given.parts["detail"] = ""
    (ending,) = what_is_on(given)
    end = GoOn(END_RESPONSE, {"on": ending.value}).given(given)
    for panel in (FlowPanel(START_RESPONSE, given), FlowPanel(END_RESPONSE, end)):
        assert "ESC closes" in panel._hint() and KEPT not in panel._hint()


@pytest.mark.slow
async def test_where_to_evacuate_is_kept_while_the_panel_is_closed(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.sees("= Desks")
        await person.presses("b", "4")
        await person.sees("Evacuate to where", KEPT)
        await person.presses(*"north field", "escape")
        await person.sees_no_more("Evacuate to where")
        await person.presses("b", "4")
        await person.sees("Evacuate to where", "north field")
        await person.presses("enter")
        await person.sees("EVACUATE (north field)")
        assert stage.acts == []
        await person.presses(*"evacuate", "enter", "1")
        await person.until(lambda: len(stage.acts) == 1, "the response asked for")
        await person.presses("b", "4")
        await person.sees("Evacuate to where")
        assert person.typed == "", "the place of one evacuation is not that of the next"


@pytest.mark.slow
async def test_what_was_typed_for_practice_is_not_there_for_the_real_one(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(drill=drill("117")))
        await person.sees("DRILL Medical practice")
        await person.presses("b", "4", "1")
        await person.sees("Evacuate to where")
        await person.presses(*"gym", "escape", "b", "4", "2")
        await person.sees("Evacuate to where")
        assert person.typed == ""


@pytest.mark.slow
async def test_no_more_can_be_typed_than_the_box_takes(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.sees("= Desks")
        await person.presses("b", "4")
        await person.sees("Evacuate to where")
        await person.presses(*"x" * (DETAIL_CHARACTERS_MAX + 3))
        assert person.typed == "x" * DETAIL_CHARACTERS_MAX

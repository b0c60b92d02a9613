"""Tests digits in a panel with numbered choices, also if its first line is for a name."""

import pytest

from appliance.core.calls.commands import StandDown
from appliance.core.ground.words import Outcome
from appliance.core.ground.words import Stage as CallStage
from appliance.plan.ids import IncidentId
from tests.tui.boards import TROUBLES, board, call
from tests.tui.conftest import Sits
from tests.tui.sitting import Sitting
from tests.tui.stage import Stage

pytestmark = pytest.mark.slow

TWELVE = IncidentId("i-12")


async def test_a_digit_chooses_though_the_witness_is_not_named_yet(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await at_the_stand_down(stage, person)
        await person.presses("3")
        ended = StandDown(incident=TWELVE, outcome=Outcome.NOT_ATTENDED, saw_room="")
        await person.until(lambda: stage.acts == [ended], "the stand-down")


async def test_a_digit_after_enter_behind_the_name_of_the_witness_chooses(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await at_the_stand_down(stage, person)
        await person.presses(*"Ms Vo", "enter", "1")
        ended = StandDown(incident=TWELVE, outcome=Outcome.ATTENDED, saw_room="Ms Vo")
        await person.until(lambda: stage.acts == [ended], "the stand-down")


@pytest.mark.parametrize("name", ["Unit", "Officer "])
async def test_a_digit_in_a_half_typed_name_is_refused_and_neither_chosen_nor_typed(
    stage: Stage, sits: Sits, name: str
) -> None:
    async with sits() as person:
        await at_the_stand_down(stage, person)
        await person.presses(*name, "4")
        await person.sees("! A name has no digits. ENTER, then 1-4 choose.")
        assert (person.typed, stage.acts) == (name, [])


async def test_a_digit_chooses_again_once_the_name_is_taken_away(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await at_the_stand_down(stage, person)
        await person.presses("U", "backspace", "3")
        ended = StandDown(incident=TWELVE, outcome=Outcome.NOT_ATTENDED, saw_room="")
        await person.until(lambda: stage.acts == [ended], "the stand-down")


async def test_a_name_that_was_kept_half_typed_is_one_still(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await at_the_stand_down(stage, person)
        await person.presses(*"Unit", "escape", "x")
        await person.until(lambda: person.typed == "Unit", "the name that was kept")
        await person.presses("4")
        await person.sees("! A name has no digits.")
        assert stage.acts == []


async def test_a_digit_chooses_beside_the_name_that_stood_there_already(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204", stage=CallStage.ON_SCENE, going="Officer Diaz")))
        await person.sees("B204")
        await person.presses("x")
        await person.sees("Who saw the room with their own eyes:", "Officer Diaz")
        await person.presses("up", "1")
        ended = StandDown(incident=TWELVE, outcome=Outcome.ATTENDED, saw_room="Officer Diaz")
        await person.until(lambda: stage.acts == [ended], "the stand-down")


async def test_a_reason_takes_digits_and_the_screen_says_how_to_choose(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(troubles=TROUBLES))
        await person.sees("! TROUBLE (T)")
        await person.presses("t")
        await person.sees("TROUBLES: 2 are open")
        await person.presses("down", "enter")
        await person.sees("Why it can wait:", "ENTER, then 1-9 choose")
        await person.presses(*"2 men at it")
        assert person.typed == "2 men at it"


async def at_the_stand_down(stage: Stage, person: Sitting) -> None:
    """Open the stand-down of a call to which nobody was sent, so that the line for the witness is empty and has the keys."""
    stage.shows(board(call(12, "B204", stage=CallStage.ACKNOWLEDGED)))
    await person.sees("B204")
    await person.presses("x")
    await person.sees("Who saw the room with their own eyes:", "3 Not attended", "1-9 choose, after a name ENTER first")

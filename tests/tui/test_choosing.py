"""Digits in a panel with numbered choices, also where its first line is for a name."""

import pytest

from appliance.core.commands import StandDown
from appliance.core.words import Outcome
from appliance.core.words import Stage as CallStage
from appliance.plan.ids import IncidentId
from tests.tui.boards import TROUBLES, board, call
from tests.tui.conftest import Sits
from tests.tui.sitting import Sitting
from tests.tui.stage import Stage
from tui.screens.panel import NO_DIGIT_IN_A_NAME

pytestmark = pytest.mark.slow

TWELVE = IncidentId("i-12")


async def test_a_digit_chooses_though_the_witness_is_not_named_yet(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await at_the_stand_down(stage, person)
        await person.presses("3")
        ended = StandDown(incident=TWELVE, outcome=Outcome.NOT_ATTENDED, saw_room="")
        await person.until(lambda: stage.acts == [ended], "the stand-down")


async def test_a_digit_behind_the_name_of_the_witness_chooses(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await at_the_stand_down(stage, person)
        await person.presses(*"Ms Vo", "1")
        ended = StandDown(incident=TWELVE, outcome=Outcome.ATTENDED, saw_room="Ms Vo")
        await person.until(lambda: stage.acts == [ended], "the stand-down")


async def test_a_digit_that_may_be_part_of_a_name_is_refused_and_neither_chosen_nor_typed(
    stage: Stage, sits: Sits
) -> None:
    async with sits() as person:
        await at_the_stand_down(stage, person)
        await person.presses(*"Officer ", "2")
        await person.sees(f"! {NO_DIGIT_IN_A_NAME}")
        assert (person.typed, stage.acts) == ("Officer ", [])


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
    """Nobody was sent, so that the line for the witness is empty and has the keys."""
    stage.shows(board(call(12, "B204", stage=CallStage.ACKNOWLEDGED)))
    await person.sees("B204")
    await person.presses("x")
    await person.sees("Who saw the room with their own eyes:", "3 Not attended", "1-9, or")

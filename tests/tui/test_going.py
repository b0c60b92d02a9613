"""Tests who can go now, said at the console by keys: also while a call rings."""

import pytest

from appliance.api.ask import Reply
from appliance.api.board.supervised import NotNowLine
from appliance.doors.console.going import NO_DAY
from tests.tui.boards import FACTS, board, call
from tests.tui.conftest import Sits
from tests.tui.stage import Stage

pytestmark = pytest.mark.slow  # these tests run at a person's pace

PERSON = next(person for person in FACTS.people if person.on_duty)
TYPED = [*PERSON.name.split()[0].lower()]


async def test_somebody_cannot_go_and_can_again(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board())
        await person.presses("minus")
        await person.sees("WHO CANNOT GO TO A CALL NOW", "until midnight, written down nowhere")
        await person.presses(*TYPED, "down", "enter")
        await person.until(lambda: stage.going == [(PERSON.person, False)], "that they cannot go")
        stage.shows(board(not_now=(NotNowLine(person=PERSON.person, name=PERSON.name),)))
        await person.sees("Not now", PERSON.name)
        await person.presses("minus")
        await person.sees("NOT NOW: can go again")
        await person.presses(*TYPED, "down", "enter")
        await person.until(lambda: stage.going[1:] == [(PERSON.person, True)], "that they can")


async def test_enter_alone_says_it_of_nobody_and_why_it_was_not_kept_is_said(stage: Stage, sits: Sits) -> None:
    stage.going_answer = Reply(request=0, ok=False, says=NO_DAY)
    async with sits() as person:
        stage.shows(board(call(12, "B204")))
        await person.sees("RINGING")
        await person.presses("minus", "enter")
        assert stage.going == []
        await person.presses(*TYPED, "down", "enter")
        await person.sees("The box does not know what day it is")
        assert stage.acts == []

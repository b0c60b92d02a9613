"""Tests who carries a pendant, said at the console by keys; and a walk test of one."""

import pytest

from appliance.api.ask import Reply
from appliance.api.board.supervised import CarriedLine
from appliance.core.practice.commands import ArmWalkTest
from appliance.doors.console.carrying import NO_DAY
from appliance.flows.devices.carried import KEPT_TODAY
from appliance.plan.ids import ButtonId
from tests.tui.boards import WITH_PENDANTS, board, call
from tests.tui.conftest import Sits
from tests.tui.stage import Stage

pytestmark = pytest.mark.slow  # these tests run at a person's pace

CARRIED = (CarriedLine(button=ButtonId("play-2"), duty="Playground 2", name="Ms Rivera"),)


async def test_a_name_is_said_seen_changed_and_taken_back(stage: Stage, sits: Sits) -> None:
    stage.facts = WITH_PENDANTS
    async with sits() as person:
        stage.shows(board())
        await person.presses("0", *"play", "enter")
        await person.sees("WHO CARRIES IT TODAY: Playground 2, near Gymnasium", "never written down")
        await person.presses(*"Ms", "space", *"Rivera", "enter")
        await person.sees(KEPT_TODAY)
        assert stage.carried == [("play-2", "Ms Rivera")]
        stage.shows(board(carried=CARRIED))
        await person.sees("Carried", "Playground 2: Ms Rivera")
        await person.presses("0")
        await person.sees("Ms Rivera", "nobody said")
        await person.presses("enter", *["backspace"] * 9, "enter")
        await person.until(lambda: stage.carried[1:] == [("play-2", "")], "the name taken back")


async def test_why_it_was_not_kept_stands_where_it_was_typed(stage: Stage, sits: Sits) -> None:
    stage.facts, stage.carried_answer = WITH_PENDANTS, Reply(request=0, ok=False, says=NO_DAY)
    async with sits() as person:
        await person.presses("0", "enter", *"Ana", "enter")
        await person.sees("The box does not know what day it is")
        assert person.typed == "Ana"


async def test_it_can_be_said_while_a_call_rings(stage: Stage, sits: Sits) -> None:
    stage.facts = WITH_PENDANTS
    async with sits() as person:
        stage.shows(board(call(12, "B204")))
        await person.sees("RINGING")
        await person.presses("0", *"bus", "enter", *"Ana", "enter")
        await person.until(lambda: stage.carried == [("bus", "Ana")], "the name")
        assert stage.acts == []


async def test_a_pendant_is_found_by_its_duty_for_a_walk_test(stage: Stage, sits: Sits) -> None:
    stage.facts = WITH_PENDANTS
    async with sits() as person:
        stage.shows(board())
        await person.presses("w", *"play")
        await person.sees("Room or duty:", "Playground 2, near Gymnasium", "pendant  play-2")
        await person.presses("enter")
        await person.until(lambda: stage.acts == [ArmWalkTest(button=ButtonId("play-2"))], "the test")

"""Tests the question who would be told if a room pressed now, on the desk line of a real engine."""

from appliance.api.desk.reach import AskReach, ReachKnown
from appliance.core.devices.commands import ReportTrouble
from appliance.core.ground.words import Cause
from appliance.plan.ids import DeskId, RoomId
from tests.appliance.doors.harness import FRONT, Console, Harness


async def asked(console: Console, room: str) -> ReachKnown:
    answer = await console.line.ask(AskReach(request=0, room=RoomId(room)))
    assert isinstance(answer, ReachKnown)
    return answer


async def test_with_nobody_at_any_desk_the_first_broken_link_is_people(harness: Harness) -> None:
    async with harness.console(None) as watching:
        answer = await asked(watching, "201")
        assert (answer.room_name, answer.button) == ("Room 201", "")
        assert answer.broken.startswith("Nobody at all would be told")
        assert [(step.after_s, step.places) for step in answer.steps] == [(0, ())], "every later step is tried at once"


async def test_an_attended_desk_is_told_at_once_and_the_chain_holds(harness: Harness) -> None:
    async with harness.console(FRONT) as front:
        await front.attended()
        answer = await asked(front, "201")
        assert answer.steps[0].places == ("desk Front office",)
        assert answer.broken == ""


async def test_a_button_that_does_not_work_is_the_first_broken_link(harness: Harness) -> None:
    async with harness.console(FRONT) as front:
        await front.attended()
        await harness.engine.submit(ReportTrouble(cause=Cause("button-stuck", "B201"), detail="look at it")).kept
        assert (await asked(front, "201")).broken == "The button: stuck."
        assert (await asked(front, "206")).broken.startswith("The button: no two-way button")


async def test_a_room_the_plan_does_not_have_has_no_button(harness: Harness) -> None:
    async with harness.console(DeskId("front")) as front:
        answer = await asked(front, "attic")
        assert answer.room_name == "attic"
        assert answer.button != ""

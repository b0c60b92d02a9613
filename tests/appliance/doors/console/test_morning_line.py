"""Tests the morning check on the desk line of a real engine: what it finds, and in whose name it is signed."""

from appliance.api.desk.entries import Follow
from appliance.api.desk.morning import AskMorning, MorningKnown
from appliance.core.devices.commands import ReportTrouble
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Cause
from appliance.core.people.commands import SignDay, SignIn
from appliance.plan.ids import PersonId
from tests.appliance.doors.harness import FRONT, Console, Harness


async def asked(console: Console) -> MorningKnown:
    answer = await console.line.ask(AskMorning(request=0))
    assert isinstance(answer, MorningKnown)
    return answer


async def test_an_empty_office_is_one_thing_for_all_rooms_and_a_broken_button_another(harness: Harness) -> None:
    await harness.engine.submit(ReportTrouble(cause=Cause("button-stuck", "B203"), detail="look at it")).kept
    async with harness.console(FRONT) as front:
        one, other = (await asked(front)).broken
        assert one.rooms == ("Room 201", "Room 202", "Room 204", "Room 205")
        assert one.why.startswith("Nobody at all would be told")
        assert (other.why, other.rooms) == ("Button stuck.", ("Room 203",))
        await front.attended()
        assert [line.rooms for line in (await asked(front)).broken] == [("Room 203",)]


async def test_roles_are_named_with_their_people_to_a_desk_and_counted_to_whoever_watches(harness: Harness) -> None:
    async with harness.console(FRONT) as front, harness.console(None) as watching:
        assert [line.people for line in (await asked(front)).duty] == [("Ana Ortiz",), ("Ben Ruiz",)]
        assert [(line.people, line.people_count) for line in (await asked(watching)).duty] == [((), 1), ((), 1)]


async def test_a_desk_without_a_proof_signs_as_an_unlisted_person_with_a_name(harness: Harness) -> None:
    async with harness.console(FRONT) as front:
        assert (await front.board()).day_unchecked
        assert (await front.line.act(SignIn(person=PersonId("ana")))).ok, "that is no proof"
        assert (await front.line.act(SignDay())).code == Rejection.SIGNED_BY_NOBODY
        assert (await front.line.act(SignDay(name="Pat Substitute"))).ok
        check = (await front.board(lambda board: not board.day_unchecked)).day_check
        assert check is not None
        assert (check.by, check.today) == ("Pat Substitute", True)
        assert check.not_well > 0, "nothing here was heard from"


async def test_whoever_proved_who_they_are_signs_without_a_word(harness: Harness) -> None:
    harness.give_pins("ana")
    async with harness.console(FRONT) as front, harness.console(None) as watching:
        assert (await front.proves("ana")).ok
        assert (await front.line.act(SignDay(name="not read"))).ok
        check = (await front.board(lambda board: board.day_check is not None)).day_check
        seen = (await watching.board(lambda board: board.day_check is not None)).day_check
        assert check is not None
        assert seen is not None
        assert (check.by, seen.by) == ("Ana Ortiz", "Front office")


async def test_the_entry_names_what_was_not_well_and_who_signed_only_to_whoever_may_read_it(harness: Harness) -> None:
    harness.give_pins("ana", "ben")
    async with harness.console(FRONT) as front:
        await front.attended()
        assert (await front.line.act(SignDay(name="Pat Substitute"))).ok
        before = await record(front)
        assert "who gave the name a person of the team. Not well: buttons not heard: B201 (Room 201), " in before
        assert "nobody at Nurse" in before
        assert (await front.proves("ana")).ok
        assert "by somebody who gave the name Pat Substitute. Not well: " in await record(front)


async def record(console: Console) -> str:
    answer = await console.line.ask(Follow(request=0, after=0))
    return "\n".join(item.line for item in getattr(answer, "items", ()))

"""Tests who can go now: said at one desk, shown at all of them, in the chains within a second, and written down nowhere."""

import asyncio

from msgspec.structs import replace

from appliance.api.ask import Reply
from appliance.api.board.board import BoardView
from appliance.api.desk.entries import Follow
from appliance.api.desk.people import TellCanGo
from appliance.api.desk.reach import AskReach, ReachKnown
from appliance.doors.console.going import NO_SUCH_PERSON
from appliance.plan.document import to_document
from appliance.plan.ids import PersonId, RoomId, SounderId, ZoneId
from appliance.plan.model import Role, Sounder, Step
from tests.appliance.doors.harness import FRONT, NURSE, Console, Harness, school

ANA, BEN = PersonId("ana"), PersonId("ben")
RADIO = SounderId("radio")
WITHIN_S = 1
"""What is said is in every chain within a second: whoever asks next, and the next call, must hear it."""


async def with_people_told(harness: Harness) -> None:
    plan = school()
    people = tuple(replace(each, told_by=(RADIO,)) for each in plan.people)
    radio = Sounder(RADIO, "Radio", "simulated", "radio", ZoneId("office"))
    ladder = (Step(0, (FRONT, NURSE)), Step(15, (FRONT, NURSE), (), (Role.LEAD, Role.NURSE)))
    await harness.adopt(to_document(replace(plan, people=people, sounders=(radio,), ladder=ladder))).kept
    harness.engine.heard.sounder_reports(RADIO, True)


async def says(console: Console, person: str, *, can_go: bool) -> Reply:
    reply = await console.line.ask(TellCanGo(request=0, person=PersonId(person), can_go=can_go))
    assert isinstance(reply, Reply)
    return reply


async def told(console: Console) -> tuple[str, ...]:
    reach = await console.line.ask(AskReach(request=0, room=RoomId("201")))
    assert isinstance(reach, ReachKnown)
    return reach.steps[-1].people


def who(board: BoardView) -> tuple[PersonId, ...]:
    return tuple(each.person for each in board.not_now)


async def test_the_chain_leaves_somebody_out_within_a_second_and_has_them_again(harness: Harness) -> None:
    await with_people_told(harness)
    async with harness.console(FRONT) as front, harness.console(NURSE) as nurse:
        assert await told(nurse) == ("Ana Ortiz", "Ben Ruiz")
        async with asyncio.timeout(WITHIN_S):
            assert (await says(front, "ana", can_go=False)).ok
            assert await told(nurse) == ("Ben Ruiz",)
            assert who(await nurse.board(lambda board: bool(board.not_now))) == (ANA,)
        async with asyncio.timeout(WITHIN_S):
            assert (await says(nurse, "ana", can_go=True)).ok
            assert await told(front) == ("Ana Ortiz", "Ben Ruiz")
            await front.board(lambda board: not board.not_now)


async def test_whoever_only_watches_neither_says_it_nor_hears_of_whom(harness: Harness) -> None:
    async with harness.console(FRONT) as front, harness.console(None) as watching:
        assert (await says(front, "ben", can_go=False)).ok
        assert who(await front.board(lambda board: bool(board.not_now))) == (BEN,)
        refused = await says(watching, "ben", can_go=True)
        assert (refused.ok, refused.code) == (False, "watching")
        assert who(await watching.board()) == ()
        assert set(harness.engine.heard.not_now) == {BEN}


async def test_no_entry_is_made_of_it(harness: Harness) -> None:
    async with harness.console(FRONT) as front:
        head = harness.engine.head
        assert (await says(front, "ana", can_go=False)).ok
        await front.board(lambda board: bool(board.not_now))
        items = await front.line.ask(Follow(request=0, after=head))
        assert not [each for each in items.items if "Ortiz" in each.line or "ana" in each.line]
        assert harness.engine.head == head


async def test_somebody_whom_the_plan_does_not_have_is_refused_and_who_leaves_it_is_listed_no_more(
    harness: Harness,
) -> None:
    async with harness.console(FRONT) as front:
        assert (await says(front, "nobody", can_go=False)).says == NO_SUCH_PERSON
        assert (await says(front, "ana", can_go=False)).ok
        await front.board(lambda board: bool(board.not_now))
        plan = school()
        await harness.adopt(to_document(replace(plan, people=plan.people[1:]))).kept
        await front.board(lambda board: not board.not_now)


def test_the_question_prints_without_the_person() -> None:
    assert "ana" not in repr(TellCanGo(request=7, person=ANA, can_go=False))

"""Tests a PIN on the desk line: what it opens, how it ends, and that somebody who gets it wrong keeps no call and no other
person waiting.
"""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest

from appliance.api.ask import Reply
from appliance.api.desk.entries import FeedItems, Follow
from appliance.api.desk.people import AskPeople, PeopleKnown, SetPin, TakePin
from appliance.core.calls.commands import Acknowledge, AddNote
from appliance.core.devices.commands import TakeOutOfService
from appliance.core.people.commands import SignIn, SignOut
from appliance.core.practice.commands import EndDrill, StartDrill
from appliance.doors.peer import Rights
from appliance.doors.sitting import sitting
from appliance.doors.sitting.proving import Proving
from appliance.plan.document import to_document
from appliance.plan.ids import ButtonId, DeskId, DrillId, IncidentId, PersonId, RoomId
from appliance.record.words import ItemId
from appliance.vault.slow_hash import SlowHash
from tests.appliance.doors.harness import FRONT, NURSE, PIN, Console, Harness, school

pytestmark = pytest.mark.slow

NOTE = "Leon threw a chair"


@pytest.fixture
def harness(harness: Harness) -> Harness:
    harness.give_pins("ana", "ben")
    return harness


async def record(console: Console, incident: IncidentId | None = None) -> str:
    answer = await console.line.ask(Follow(request=0, after=0, incident=incident))
    assert isinstance(answer, FeedItems)
    return "\n".join(item.line for item in answer.items)


async def noted_call(harness: Harness, console: Console) -> IncidentId:
    harness.press("201")
    incident = (await console.sees("201")).incident
    assert (await console.line.act(AddNote(incident=incident, text=NOTE))).ok
    return incident


TURNS_OF_THE_CALL = 200
"""Many times the turns that a press, its board and one act would take, even if a PIN were checked between each two of them."""


@asynccontextmanager
async def loop_turns() -> AsyncIterator[list[None]]:
    """Count the turns of the loop: the list gets one item for each."""
    turns: list[None] = []

    async def watch() -> None:
        while True:
            turns.append(None)
            await asyncio.sleep(0)

    watching = asyncio.get_running_loop().create_task(watch())
    try:
        yield turns
    finally:
        watching.cancel()


async def test_signing_in_without_a_pin_acts_by_name_and_reads_no_more(harness: Harness) -> None:
    async with harness.console(FRONT) as front:
        assert (await front.line.act(SignIn(person=PersonId("ana")))).ok
        incident = await noted_call(harness, front)
        assert (await front.line.act(Acknowledge(incident=incident))).ok
        assert NOTE not in await record(front)
        assert not (await front.board()).proven


async def test_the_pin_signs_in_and_both_that_and_what_is_read_are_entries_once(harness: Harness) -> None:
    async with harness.console(FRONT) as front:
        incident = await noted_call(harness, front)
        assert (await front.proves("ana")).ok
        board = await front.board(lambda board: board.proven)
        assert board.here is not None
        assert board.here.operator == "Ana Ortiz"
        for _ in range(3):
            assert NOTE in await record(front, incident)
            assert NOTE in await record(front)
        lines = (await record(front)).splitlines()
        assert lines.count("Signed in with a PIN at Front office by Ana Ortiz.") == 1
        assert lines.count("The record of call 1 was read with names at Front office by Ana Ortiz.") == 1
        assert lines.count("The record was read with names at Front office by Ana Ortiz.") == 1


async def test_reading_without_names_is_no_entry(harness: Harness) -> None:
    async with harness.console(FRONT) as front:
        await noted_call(harness, front)
        await record(front)
        assert "was read" not in await record(front)


@pytest.mark.parametrize("how", ["out", "another", "another console"])
async def test_a_sitting_ends_when_somebody_else_sits_there_or_nobody(harness: Harness, how: str) -> None:
    async with harness.console(FRONT) as front, harness.console(FRONT) as beside:
        await noted_call(harness, front)
        assert (await front.proves("ana")).ok
        assert NOTE not in await record(beside), "the PIN was given at the other console"
        line = beside.line if how == "another console" else front.line
        assert (await line.act(SignOut() if how == "out" else SignIn(person=PersonId("ben")))).ok
        assert NOTE not in await record(front)
        await front.board(lambda board: not board.proven)


async def test_a_sitting_ends_with_the_line(harness: Harness) -> None:
    async with harness.console(FRONT) as front:
        await noted_call(harness, front)
        assert (await front.proves("ana")).ok
    async with harness.console(FRONT) as again:
        assert NOTE not in await record(again)


async def test_a_sitting_ends_when_no_key_is_touched_and_the_board_says_so(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitting, "IDLE_S", 0.3)
    async with harness.console(FRONT) as front:
        await noted_call(harness, front)
        assert (await front.proves("ana")).ok
        await front.board(lambda board: board.proven)
        await front.board(lambda board: not board.proven)
        assert NOTE not in await record(front)


@pytest.mark.slow
async def test_a_wrong_pin_says_so_and_the_next_try_waits_at_that_desk_alone(harness: Harness) -> None:
    async with harness.console(FRONT) as front, harness.console(NURSE) as nurse:
        for waits_s in (1, 2, 0):
            wrong = await front.proves("ana", "000111")
            assert (wrong.ok, wrong.code) == (False, "not-proven")
            assert "not the PIN" in wrong.says
            await asyncio.sleep(waits_s)
        soon = await front.proves(
            "ana"
        )  # soon enough even on a slow machine: after the third wrong PIN the wait is four seconds
        assert re.match("Wait [1-4] s", soon.says), soon.says
        assert (await front.proves("ben")).ok, "another person does not wait"
        assert (await nurse.proves("ana")).ok, "nor the same person at another desk"
        await asyncio.sleep(4)
        assert (await front.proves("ana")).ok


async def test_who_has_no_pin_and_who_is_in_no_plan_are_told_what_to_do(harness: Harness) -> None:
    async with harness.console(FRONT) as front, harness.console(None) as watching:
        told = (await front.proves("nobody")).says
        assert "handbell people list" in told and "set-pin" not in told
        plan = school()
        pat = msgspec.structs.replace(plan.people[0], person=PersonId("pat"), name="Pat Ko")
        await harness.adopt(to_document(msgspec.structs.replace(plan, people=(*plan.people, pat)))).kept
        assert "handbell people set-pin pat" in (await front.proves("pat")).says
        assert (await watching.proves("ana")).code == "watching"


@pytest.mark.slow
async def test_a_flood_of_wrong_pins_holds_up_neither_the_loop_nor_a_call(harness: Harness) -> None:
    async with harness.console(FRONT) as front, harness.console(NURSE) as nurse:
        people = [PersonId(f"p{number}") for number in range(8)]
        new = [msgspec.structs.replace(school().people[0], person=person) for person in people]
        await harness.adopt(to_document(msgspec.structs.replace(school(), people=(*school().people, *new)))).kept
        harness.give_pins(*people)
        async with loop_turns() as turns, asyncio.TaskGroup() as group:
            guesses = [group.create_task(nurse.proves(person, "111222")) for person in people]
            harness.press("201")
            incident = (await front.sees("201")).incident
            assert (await front.line.act(Acknowledge(incident=incident))).ok
            unfinished = sum(not guess.done() for guess in guesses)
        assert not any(guess.result().ok for guess in guesses)
        assert unfinished, "the call was answered while PINs were still being checked"
        assert len(turns) > TURNS_OF_THE_CALL, "a PIN is checked off the loop"


async def test_practice_and_a_button_out_of_service_ask_for_a_pin_and_their_end_does_not(harness: Harness) -> None:
    drill = StartDrill(name="Autumn", rooms=(RoomId("201"),))
    out = TakeOutOfService(button=ButtonId("B201"), people=("ana", "ben"), ends_after_s=3600, reason="broken")
    async with harness.console(FRONT) as front, harness.console(NURSE) as nurse:
        for command in (drill, out):
            refused = await front.line.act(command)
            assert (refused.ok, refused.code) == (False, "prove-first")
        assert (await front.proves("ana")).ok
        for command in (drill, out):
            assert (await front.line.act(command)).ok
        board = await nurse.board(lambda board: board.drill is not None)
        assert board.drill is not None
        assert (await nurse.line.act(EndDrill(drill=DrillId(board.drill.drill)))).ok, "anybody ends practice"


@pytest.mark.slow
async def test_a_person_changes_their_pin_with_the_one_before(harness: Harness) -> None:
    ana, new = PersonId("ana"), "correct horse"
    async with harness.console(FRONT) as front:
        assert not (await front.line.ask(SetPin(request=0, person=ana, secret=new, before="wrong guess"))).ok
        await asyncio.sleep(1)
        easy = await front.line.ask(SetPin(request=0, person=ana, secret="111111", before=PIN))
        assert "Digits in a row" in easy.says
        assert (await front.line.ask(SetPin(request=0, person=ana, secret=new, before=PIN))).ok
        assert (await front.proves("ana", new)).ok
        assert "Ana Ortiz was given a new PIN at Front office by Ana Ortiz." in await record(front)


def proving_of(harness: Harness) -> Proving:
    return Proving(
        harness.people, SlowHash(harness.folder / "keys" / "codes.pepper"), lambda: harness.engine.board.index
    )


async def test_who_guesses_gains_no_try_by_another_record_another_name_or_a_desk_that_is_not_there(
    harness: Harness,
) -> None:
    proving, (one, other) = proving_of(harness), ("7KQ2-M9XD", "0000-0000")
    given = {ItemId("r1"): await proving.hash_code(other)}
    assert "opens nothing" in await proving.whose_code(FRONT, one, {})
    assert "Wait" in await proving.whose_code(FRONT, other, given), "another record's code waits too"
    assert await proving.whose_code(NURSE, other, given) == (ItemId("r1"),)
    for desk in ("made-up-1", "made-up-2"):
        said = await proving.why_not(PersonId("ana"), DeskId(desk), "000111")
        assert ("Wait" in said) == (desk == "made-up-2"), said
    harness.give_pins("eve")
    assert "no person of that name" in await proving.why_not(PersonId("eve"), FRONT, PIN)


async def test_the_right_code_of_one_record_forgives_no_guess_at_another(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    proving, right = proving_of(harness), "0000-0000"
    given = {ItemId("r1"): await proving.hash_code(right)}
    began_s = proving._loop.time()
    monkeypatch.setattr(proving._loop, "time", lambda: began_s)
    await proving.whose_code(FRONT, "7KQ2-M9XD", {})
    monkeypatch.setattr(proving._loop, "time", lambda: began_s + 1)
    assert await proving.whose_code(FRONT, right, given) == (ItemId("r1"),)
    await proving.whose_code(FRONT, "7KQ2-M9XD", {})
    assert "Wait 2 s" in await proving.whose_code(FRONT, right, given)


async def test_a_pin_that_was_taken_away_is_not_put_back_by_a_change_that_was_under_way(harness: Harness) -> None:
    harness.give_pins("ana")
    proving = proving_of(harness)
    assert await proving.take(PersonId("ana")) == ""
    assert "taken away meanwhile" in await proving.set(PersonId("ana"), "640281", in_place_of_one=True)
    assert not harness.people.has(PersonId("ana"))


async def test_an_administrator_sets_a_pin_for_people_of_the_plan_only(harness: Harness) -> None:
    async with harness.console(None) as admin:
        assert (await admin.line.ask(SetPin(request=0, person=PersonId("ana"), secret="270641"))).ok
        assert not (await admin.line.ask(SetPin(request=0, person=PersonId("eve"), secret="270641"))).ok
        assert "was given a new PIN by an administrator of the box." in await record(admin)
        assert "Ortiz" not in await record(admin)


async def test_an_administrator_sees_who_has_a_pin_and_since_when(harness: Harness) -> None:
    before_ms = time.time_ns() // 1_000_000 - 60_000
    async with harness.console(None) as admin, harness.console(FRONT) as front:
        assert (await admin.line.ask(TakePin(request=0, person=PersonId("ben")))).ok
        known = await admin.line.ask(AskPeople(request=0))
        assert isinstance(known, PeopleKnown)
        ana, ben = known.people
        assert (ana.person, ana.name, ben.person, ben.since_wall_ms) == ("ana", "Ana Ortiz", "ben", None)
        assert before_ms < (ana.since_wall_ms or 0) <= time.time_ns() // 1_000_000
        assert not isinstance(await front.line.ask(AskPeople(request=0)), PeopleKnown), "a desk is no place for that"


async def test_a_pin_taken_away_opens_nothing_from_that_moment_and_is_an_entry(harness: Harness) -> None:
    take = TakePin(request=0, person=PersonId("ana"))
    async with harness.console(None) as admin, harness.console(FRONT) as front:
        incident = await noted_call(harness, front)
        assert (await front.proves("ana")).ok
        await front.board(lambda board: board.proven)
        assert (await admin.line.ask(take)).ok
        board = await front.board(lambda board: not board.proven)
        assert board.here is not None
        assert (await front.line.act(Acknowledge(incident=incident))).ok, "she is still who acts here"
        assert NOTE not in await record(front)
        assert "No PIN is set for ana" in (await front.proves("ana")).says
        again = await admin.line.ask(take)
        assert (again.ok, again.code, again.says) == (False, "pin-not-taken", "ana has no PIN. Nothing was changed.")
        nobody = await admin.line.ask(TakePin(request=0, person=PersonId("eve")))
        assert (nobody.ok, nobody.code) == (False, "no-such-person")
        assert (await admin.line.ask(SetPin(request=0, person=PersonId("ana"), secret=PIN))).ok
        assert NOTE not in await record(front), "a new PIN is proven anew"
        assert (await record(front)).count("has no PIN any more") == 1


class TestWithoutRights:
    @pytest.fixture
    def rights(self) -> Rights:
        class Nobody(Rights):
            def may_adopt(self, peer: object) -> bool:
                return False

        return Nobody(0, None)

    async def test_nobody_else_sees_who_has_a_pin_or_takes_one_away(self, harness: Harness) -> None:
        async with harness.console(None) as watching, harness.console(FRONT) as front:
            for console in (watching, front):
                for wish in (AskPeople(request=0), TakePin(request=0, person=PersonId("ana"))):
                    refused = await console.line.ask(wish)
                    assert isinstance(refused, Reply)
                    assert (refused.ok, refused.code) == (False, "not-allowed")
            assert harness.people.is_right(PersonId("ana"), PIN)

    async def test_nobody_else_sets_a_pin_without_the_one_before(self, harness: Harness) -> None:
        wish = SetPin(request=0, person=PersonId("ana"), secret="270641")
        async with harness.console(None) as watching, harness.console(FRONT) as front:
            refused = await watching.line.ask(wish)
            assert (refused.ok, refused.code) == (False, "not-allowed")
            assert not (await front.line.ask(wish)).ok
            assert harness.people.is_right(PersonId("ana"), PIN)


async def test_a_secret_is_in_nothing_that_is_printed() -> None:
    assert "270641" not in repr(SetPin(request=0, person=PersonId("ana"), secret="270641", before="270641"))

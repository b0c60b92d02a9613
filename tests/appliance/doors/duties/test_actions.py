"""Tells what was agreed after an exercise on the desk line: it stands in the list of whoever does it, is noted, moved and late."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from appliance.api.duties.actions import ActionLine, MoveOwedAction, NoteOwedAction
from appliance.api.duties.messages import DutiesKnown
from appliance.api.records.messages import Written
from appliance.core.exercises.commands import AgreeOnAction, AnnounceExercise, LeaveExercise, StepExercise
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.core.held.exercises import AgreedAction
from appliance.doors.duties.actions import NOT_SHOWN
from appliance.duties.noting import NOT_PROVEN
from appliance.plan.ids import PersonId
from appliance.plan.model import Role
from tests.appliance.doors.duties.bitten import Desk, signs_in, staffed
from tests.appliance.doors.harness import FRONT, Harness

NURSE_OWES, TEACHER_OWES, NOBODY_OWES = "Zoe NURSE Zed", "Teacher", "The locksmith"


@pytest.fixture
async def agreed(harness: Harness) -> Harness:
    """An exercise was held, and three actions were agreed for a week from now."""
    await staffed(harness)
    by, engine = Actor(FRONT, PersonId("p-lead")), harness.engine
    announced = AnnounceExercise(scenario="two", title="Two rooms", steps=1, minutes=9, asked_alone=True)
    await engine.submit(announced, by).kept
    on = engine.board.exercise
    assert on is not None
    await engine.submit(StepExercise(exercise=on.exercise, step=1), by).kept
    for owner in (NURSE_OWES, TEACHER_OWES, NOBODY_OWES):
        due_on = f"{today(harness) + timedelta(days=7)}"
        await engine.submit(
            AgreeOnAction(exercise=on.exercise, says=f"{owner} does it.", owner=owner, due_on=due_on), by
        ).kept
    await engine.submit(LeaveExercise(exercise=on.exercise), by).kept
    return harness


def today(harness: Harness) -> date:
    return datetime.fromtimestamp(harness.engine.clock.now().wall_ms / 1000, UTC).date()


def ago(harness: Harness, days: int) -> None:
    """Let every action be due so many days ago, as it stands for whoever looks later."""
    late: dict[int, AgreedAction] = harness.engine.board.agreed
    for place, on in late.items():
        late[place] = replace(on, due_on=f"{today(harness) - timedelta(days=days)}")


async def seen(desk: Desk) -> dict[str, ActionLine]:
    return {each.owner: each for each in (await desk.all()).actions}


async def does(desk: Desk, asked: NoteOwedAction | MoveOwedAction) -> Written:
    answer = await desk.console.line.ask(asked)
    assert isinstance(answer, Written), answer
    return answer


def noted(line: ActionLine, *, done: bool = True, words: str = "") -> NoteOwedAction:
    return NoteOwedAction(request=0, exercise=line.exercise, number=line.number, done=done, words=words)


def moved(line: ActionLine, due_on: str, reason: str) -> MoveOwedAction:
    return MoveOwedAction(request=0, exercise=line.exercise, number=line.number, due_on=due_on, reason=reason)


async def test_it_stands_in_the_list_of_whoever_does_it_and_of_whoever_leads(agreed: Harness) -> None:
    for role, owners in (
        (Role.NURSE, {NURSE_OWES}),
        (Role.TEACHER, {TEACHER_OWES}),
        (Role.LEAD, {NURSE_OWES, TEACHER_OWES, NOBODY_OWES}),
        (Role.ADMINISTRATOR, {NOBODY_OWES}),
        (Role.SECURITY, set[str]()),
    ):
        async with agreed.console(FRONT) as console:
            desk = await signs_in(console, role)
            known = await desk.all()
            assert {each.owner for each in known.actions} == owners, role
            assert known.open == len(owners)
            assert not known.overdue
            assert (known.next_due_ms is not None) == bool(owners)


async def test_nobody_is_told_anything_or_notes_anything_before_the_pin(agreed: Harness) -> None:
    async with agreed.console(FRONT) as console:
        on = next(iter(agreed.engine.board.agreed.values()))
        asked = NoteOwedAction(request=0, exercise=on.exercise, number=on.number, done=True)
        assert (await does(Desk(console), asked)).says == NOT_PROVEN
        assert await Desk(console).refused()


async def test_it_says_where_it_comes_from_and_what_the_reader_may_do(agreed: Harness) -> None:
    async with agreed.console(FRONT) as console:
        line = (await seen(await signs_in(console, Role.NURSE)))[NURSE_OWES]
        assert (line.title, line.agreed_on) == ("Two rooms", today(agreed))
        assert (line.owe, line.owed, line.nobody, line.may_note, line.may_move) == (True, False, False, (True,), True)
        assert line.due_on == today(agreed) + timedelta(days=7)


async def test_it_is_noted_by_whoever_does_it_and_stays_at_the_end_of_the_list_for_a_while(agreed: Harness) -> None:
    async with agreed.console(FRONT) as console:
        desk = await signs_in(console, Role.LEAD)
        line = (await seen(desk))[NURSE_OWES]
        assert (await does(desk, noted(line))).says == Rejection.ACTION_NOT_YOURS.says
        desk = await signs_in(console, Role.NURSE)
        assert (await does(desk, noted(line, words="a\u202eb"))).says == NOT_SHOWN
        assert (await does(desk, noted(line, words="The sign hangs."))).ok
        again = await does(desk, noted(line, words="The sign hangs."))
        assert (again.ok, again.before) == (True, True)
        known = await desk.all()
        assert (known.open, [each.done for each in known.actions]) == (0, [True])
        assert (known.actions[0].words, known.actions[0].noted_by) == ("The sign hangs.", NURSE_OWES)
        desk = await signs_in(console, Role.LEAD)
        assert [each.done for each in (await desk.all()).actions] == [False, False, True]
        assert (await does(desk, noted(line, done=False, words="It fell down."))).ok
        assert not (await seen(desk))[NURSE_OWES].done


async def test_its_day_moves_with_a_reason(agreed: Harness) -> None:
    async with agreed.console(FRONT) as console:
        desk = await signs_in(console, Role.TEACHER)
        line = (await seen(desk))[TEACHER_OWES]
        day = f"{today(agreed) + timedelta(days=30)}"
        assert (await does(desk, moved(line, day, ""))).says == Rejection.ACTION_WORDS_WRONG.says
        assert (await does(desk, moved(line, "soon", "No time."))).says == Rejection.ACTION_DATE_WRONG.says
        assert (await does(desk, moved(line, day, "The lock comes in May."))).ok
        line = (await seen(desk))[TEACHER_OWES]
        assert (f"{line.due_on}", line.moved) == (day, "The lock comes in May.")


async def test_what_is_late_counts_as_overdue_and_is_told_to_whoever_administers(agreed: Harness) -> None:
    def counts(known: DutiesKnown) -> tuple[Any, ...]:
        return known.open, known.overdue, known.told

    async with agreed.console(FRONT) as console:
        desk = await signs_in(console, Role.ADMINISTRATOR)
        assert counts(await desk.all()) == (1, 0, 0), "what names nobody of the plan is for those who lead too"
        ago(agreed, 10)
        assert counts(await desk.all()) == (1, 1, 2)
        lines = await seen(desk)
        assert {owner: each.told for owner, each in lines.items()} == {
            NURSE_OWES: True,
            TEACHER_OWES: True,
            NOBODY_OWES: False,
        }
        assert lines[NURSE_OWES].may_note == (), "nobody notes what others do"
        desk = await signs_in(console, Role.NURSE)
        assert counts(await desk.all()) == (1, 1, 0)
        assert (await does(desk, noted((await seen(desk))[NURSE_OWES]))).ok
        desk = await signs_in(console, Role.ADMINISTRATOR)
        assert counts(await desk.all()) == (1, 1, 1), "who was told is told no more"

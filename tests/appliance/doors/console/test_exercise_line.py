"""Tests a table-top exercise on the desk line: every desk sees it, who may read what was said, and that a real call breaks it at once."""

import msgspec

from appliance.core.exercise_sets.commands import AskForExercise, ScheduleExercise
from appliance.core.exercise_sets.events import AskedFor
from appliance.core.exercises.commands import (
    AgreeOnAction,
    AnnounceExercise,
    EndExercise,
    NoteExercise,
    StepExercise,
)
from appliance.core.exercises.state import ExerciseState
from appliance.core.ground.words import ExerciseEnd, ExerciseNoteKind
from appliance.exercises_file import shipped
from appliance.plan.document import to_document
from appliance.plan.ids import ExerciseId
from appliance.plan.model import Role
from tests.appliance.doors.harness import FRONT, NURSE, Console, Harness, school
from tests.patience import patient

TWO = next(each for each in shipped() if each.scenario == "two-at-once")


async def announced(console: Console) -> ExerciseId:
    asked = AnnounceExercise(
        scenario=TWO.scenario, title=TWO.title, steps=len(TWO.steps), minutes=TWO.minutes, asked_alone=True
    )
    assert (await console.line.act(asked)).ok
    line = (await console.board(lambda board: board.exercise is not None)).exercise
    assert line is not None
    return line.exercise


async def in_step(console: Console, step: int) -> None:
    await console.board(lambda board: board.exercise is not None and board.exercise.step == step)


async def test_two_desks_take_one_to_its_end(harness: Harness) -> None:
    async with harness.console(FRONT) as front, harness.console(NURSE) as nurse:
        exercise = await announced(front)
        for step, desk in enumerate((front, nurse, front), start=1):
            assert (await desk.line.act(StepExercise(exercise=exercise, step=step))).ok
            await in_step(nurse, step)
            assert (await nurse.line.act(StepExercise(exercise=exercise, step=step))).code == "no-news"
        assert (await nurse.line.act(EndExercise(exercise=exercise))).ok
        over = (await front.board(lambda board: board.exercise is not None and board.exercise.state.over)).exercise
        assert over is not None
        assert (over.state, over.step, over.title) == (ExerciseState.DONE, 3, TWO.title)
        assert [done.scenario for done in harness.engine.board.exercised] == ["two-at-once"]


async def test_a_console_that_only_watches_sees_it_and_changes_nothing_of_it(harness: Harness) -> None:
    async with harness.console(FRONT) as front, harness.console(None) as watcher:
        exercise = await announced(front)
        await watcher.board(lambda board: board.exercise is not None)
        assert (await watcher.line.act(StepExercise(exercise=exercise, step=1))).code == "watching"


async def test_a_real_call_is_shown_with_the_exercise_broken_and_that_is_recorded(harness: Harness) -> None:
    async with harness.console(FRONT) as front:
        exercise = await announced(front)
        assert (await front.line.act(StepExercise(exercise=exercise, step=1))).ok
        await in_step(front, 1)
        harness.press("201")
        board = await front.board(lambda board: bool(board.calls))
        assert board.exercise is not None
        assert board.exercise.state is ExerciseState.BROKEN, "with the very board that shows the call"
        assert board.calls[0].ringing
        async with patient():
            await front.board(lambda board: board.exercise is not None and board.exercise.ended_ms is not None)
        on = harness.engine.board.exercise
        assert on is not None
        assert on.ended is ExerciseEnd.BROKEN
        assert (await front.line.act(StepExercise(exercise=exercise, step=2))).code == "no-such-exercise"


async def test_what_was_said_is_read_by_whoever_leads_and_its_number_by_every_desk(harness: Harness) -> None:
    async with harness.console(FRONT) as front, harness.console(NURSE) as nurse:
        exercise = await announced(front)
        assert (await front.line.act(StepExercise(exercise=exercise, step=1))).ok
        said = NoteExercise(exercise=exercise, kind=ExerciseNoteKind.CHANGE, says="Nobody knew the door.")
        due = AgreeOnAction(exercise=exercise, says="A sign.", owner="Ben Ruiz", due_on="2099-01-01")
        assert (await front.line.act(said)).ok
        assert (await front.line.act(due)).code == "action-date-wrong"
        hidden = (await nurse.board(lambda board: board.exercise is not None and bool(board.exercise.notes))).exercise
        assert hidden is not None
        assert [(note.step, note.kind, note.says) for note in hidden.notes] == [(1, ExerciseNoteKind.CHANGE, "")]
        harness.give_pins("ana")
        assert (await nurse.proves("ana")).ok
        shown = (
            await nurse.board(lambda board: board.exercise is not None and board.exercise.notes[0].says != "")
        ).exercise
        assert shown is not None
        assert shown.notes[0].says == "Nobody knew the door."


async def test_one_more_exercise_is_asked_for_only_after_the_pin_and_days_without_it(harness: Harness) -> None:
    asked = AskedFor("2027-03-31", "two-at-once", "", TWO.title)
    administers = tuple(
        msgspec.structs.replace(each, roles=(Role.ADMINISTRATOR,)) if each.person == "ana" else each
        for each in school().people
    )
    await harness.adopt(to_document(msgspec.structs.replace(school(), people=administers))).kept
    harness.give_pins("ana")
    async with harness.console(FRONT) as front, harness.console(None) as watcher:
        assert (await front.line.act(AskForExercise(asked=asked))).code == "prove-first"
        assert harness.engine.board.year.sets == {}
        assert (await front.proves("ana")).ok
        assert (await front.line.act(AskForExercise(asked=asked))).ok
        (name,) = harness.engine.board.year.sets
        day = ScheduleExercise(name=name, asked=asked, on="2027-03-01")
        assert (await watcher.line.act(day)).code == "watching"
        assert (await front.line.act(day)).ok
        board = await watcher.board(
            lambda board: board.exercise_year is not None and bool(board.exercise_year.waiting[0].on)
        )
        assert board.exercise_year is not None
        assert board.exercise_year.waiting[0].asked == asked
        assert harness.engine.board.year.sets[name].by != ""

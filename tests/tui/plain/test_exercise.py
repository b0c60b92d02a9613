"""Tests a table-top exercise at the plain console: announced, heard, taken on, written down and ended, in sentences."""

from copy import replace

import msgspec
import pytest

from appliance.core.exercises.commands import (
    AgreeOnAction,
    AnnounceExercise,
    EndExercise,
    LeaveExercise,
    NoteExercise,
    PauseExercise,
    StepExercise,
)
from appliance.core.exercises.state import ExerciseState
from appliance.core.ground.words import ExerciseNoteKind
from appliance.exercises.scenario import Scenario
from appliance.exercises_file import shipped
from tests.tui.boards import board, call
from tests.tui.exercises import AGREED, ANNOUNCED, FIRST, MINUTE_MS, SAID, TWO, exercise, talking
from tests.tui.plain.conversation import Conversation

TO_HEAR = "To hear it, type: exercise read"


@pytest.fixture
def desk() -> Conversation:
    made = Conversation()
    made.model = replace(made.model, scenarios=shipped)
    return made


def test_one_is_announced_only_after_the_question_about_who_was_asked(desk: Conversation) -> None:
    assert "Which scenario?" in desk.hears("exercise")
    assert "Was each person asked alone" in desk.hears("two-at-once")
    assert desk.does("yes") == AnnounceExercise(
        scenario="two-at-once", title=TWO.title, steps=3, minutes=17, asked_alone=True
    )
    desk.hears("exercise two-at-once")
    assert desk.hears("no").startswith("Nothing was announced. Ask each person alone")


def test_every_desk_hears_that_it_goes_on_and_only_who_asks_hears_what_is_talked_about(desk: Conversation) -> None:
    assert desk.told(talking(ANNOUNCED)) == [
        f"An exercise at a table is announced: {TWO.title}. Every call is REAL. {TO_HEAR}"
    ]
    assert desk.told(talking(exercise(1))) == [f"Exercise {TWO.title}: step 1 of 3. Every call is REAL. {TO_HEAR}"]
    assert TWO.steps[0].asks[0] in desk.hears("exercise read")
    assert f"An exercise is on at a table: {TWO.title}, step 1 of 3. Every call is REAL." in desk.hears("board")
    assert desk.told(talking(exercise(1, ExerciseState.PAUSED))) == ["The exercise is paused."]
    assert desk.told(talking(exercise(1))) == ["The exercise goes on."]


def test_news_is_said_to_have_come_in_its_minute_and_never_what_it_is(desk: Conversation) -> None:
    desk.told(talking(exercise(1)))
    assert desk.waits(MINUTE_MS - 1) == []
    assert desk.waits(1) == [f"Exercise: news has come. {TO_HEAR}"]
    assert desk.waits(MINUTE_MS) == []
    assert "You are ten steps from room A" in desk.hears("exercise read")
    assert desk.told(talking(exercise(1, step_ms=3 * MINUTE_MS))) == [f"Exercise: news has come. {TO_HEAR}"]
    desk.told(talking(exercise(1, ExerciseState.PAUSED, step_ms=3 * MINUTE_MS)))
    assert desk.waits(60 * MINUTE_MS) == []


def test_it_is_taken_on_by_one_line_each(desk: Conversation) -> None:
    desk.told(talking(ANNOUNCED))
    assert desk.does("exercise begin") == StepExercise(exercise=FIRST, step=1)
    desk.told(talking(exercise(1)))
    assert desk.does("exercise next") == StepExercise(exercise=FIRST, step=2)
    assert desk.does("exercise pause") == PauseExercise(exercise=FIRST)
    assert desk.does("exercise leave") == LeaveExercise(exercise=FIRST)
    desk.told(talking(exercise(3)))
    assert desk.does("exercise done") == EndExercise(exercise=FIRST)


def test_what_the_table_says_is_written_down(desk: Conversation) -> None:
    desk.told(talking(exercise(2)))
    assert "What helped?" in desk.hears("exercise helped")
    assert desk.does("The radio was heard.") == NoteExercise(
        exercise=FIRST, kind=ExerciseNoteKind.HELPED, says="The radio was heard."
    )
    desk.hears("exercise agree")
    assert "Who does it?" in desk.hears("Hang a second key at the desk.")
    assert "By when?" in desk.hears("Ana Ortiz")
    assert "That is no date." in desk.hears("soon")
    assert desk.does("2026-12-01") == AgreeOnAction(
        exercise=FIRST, says="Hang a second key at the desk.", owner="Ana Ortiz", due_on="2026-12-01"
    )


def test_a_real_call_is_said_first_and_that_the_exercise_is_over_last(desk: Conversation) -> None:
    desk.told(talking(exercise(2)))
    broken = exercise(2, ExerciseState.BROKEN)
    said = desk.told(msgspec.structs.replace(board(call(12, "B204", ringing=True)), exercise=broken))
    assert "B204" in said[0]
    assert said[-1] == f"The exercise {TWO.title} is over. Something real began, so it is over."
    assert desk.told(msgspec.structs.replace(board(call(12, "B204", ringing=True)), exercise=broken)) == []


def test_what_came_of_it_is_heard_until_the_next_one(desk: Conversation) -> None:
    assert desk.told(talking(exercise(3, ExerciseState.DONE, notes=SAID, actions=AGREED))) == []
    said = desk.hears("exercise read")
    assert "What helped (step 1): The radio was heard." in said
    assert "Who: Ana Ortiz. By: 2026-12-01." in said
    assert "EXERCISE" not in desk.hears("board")


def test_no_scenario_is_read_where_no_news_can_come(desk: Conversation) -> None:
    asked: list[str] = []

    def scenarios() -> tuple[Scenario, ...]:
        asked.append("asked")
        return shipped()

    desk.model = replace(desk.model, scenarios=scenarios)
    for still in (ANNOUNCED, exercise(3, ExerciseState.DONE)):
        desk.told(talking(still))
        desk.told(talking(still))
    assert asked == []
    desk.told(talking(exercise(1)))
    desk.told(talking(exercise(1)))
    assert asked


def test_it_is_dropped_by_cancel(desk: Conversation) -> None:
    desk.hears("exercise")
    assert desk.hears("cancel") == "Cancelled: exercise. Nothing was done."

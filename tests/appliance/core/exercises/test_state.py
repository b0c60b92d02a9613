"""Tests how a table-top exercise is said to stand, and how long its step runs."""

import pytest

from appliance.core.exercises.commands import (
    AnnounceExercise,
    LeaveExercise,
    PauseExercise,
    ResumeExercise,
    StepExercise,
)
from appliance.core.exercises.state import ExerciseState, state_of, step_ms
from appliance.core.ground.words import ExerciseEnd
from appliance.plan.ids import ExerciseId

FIRST = ExerciseId("aaaaaaaa-x1")


@pytest.fixture
def stands(story):
    story.desk("front", AnnounceExercise, scenario="s", title="Table", steps=2, minutes=20, asked_alone=True)
    return lambda: (state_of(story.board, story.board.exercise).value, step_ms(story.board.exercise, story.now) // 1000)


def test_its_step_runs_but_for_its_pauses(story, stands):
    story.at(5)
    assert stands() == ("announced", 0)
    story.desk("front", StepExercise, exercise=FIRST, step=1)
    story.at(15)
    assert stands() == ("running", 10)
    story.desk("front", PauseExercise, exercise=FIRST)
    story.at(35)
    assert stands() == ("paused", 10)
    story.desk("front", ResumeExercise, exercise=FIRST)
    story.at(40)
    assert stands() == ("running", 15)
    story.desk("front", StepExercise, exercise=FIRST, step=2)
    story.at(43)
    assert stands() == ("running", 3)
    story.desk("front", LeaveExercise, exercise=FIRST)
    story.at(60)
    assert stands() == ("left", 3)
    story.restart(after_ms=60_000)
    assert stands() == ("left", 3), "also once the box has started again"


def test_it_is_broken_before_that_is_recorded(story, stands):
    story.desk("front", StepExercise, exercise=FIRST, step=1)
    story.press("B201")
    assert story.board.exercise.runs
    assert stands() == ("broken", 0)
    story.at(1)
    assert not story.board.exercise.runs
    assert stands() == ("broken", 0)


def test_every_end_is_a_state_that_is_over():
    assert {each.value for each in ExerciseState if each.over} == {each.value for each in ExerciseEnd}

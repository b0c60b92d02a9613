"""Tells a whole exercise of 22 minutes on a driven clock: each step in its time, each piece of news in its minute, and what is agreed."""

from datetime import UTC

import pytest

from appliance.api.access import proven
from appliance.api.board.drill_view import exercise_line
from appliance.api.board.practice import ExerciseLine
from appliance.core.exercises.commands import AgreeOnAction, AnnounceExercise, EndExercise, StepExercise
from appliance.core.ground.words import ExerciseEnd
from appliance.exercises.scenario import Scenario
from appliance.exercises_file import shipped
from appliance.flows.practice.exercise_words import news_come, said_now
from appliance.plan.ids import ExerciseId
from appliance.plan.model import Role
from tests.appliance.core.story import Story

FIRST = ExerciseId("aaaaaaaa-x1")
LONG = [each for each in shipped() if each.minutes >= 20]
MINUTE_S = 60
LATER_S = 5 * MINUTE_S


def line_of(story: Story) -> ExerciseLine:
    line = exercise_line(story.board, story.now, proven((Role.LEAD,)))
    assert line is not None
    return line


def said(story: Story, scenario: Scenario) -> tuple[str, ...]:
    return said_now(line_of(story), scenario, 0, UTC)


@pytest.mark.parametrize("scenario", LONG, ids=lambda each: each.scenario)
def test_all_of_it_comes_in_its_minute_until_its_end(scenario: Scenario) -> None:
    story = Story()
    its = {"scenario": scenario.scenario, "title": scenario.title, "minutes": scenario.minutes}
    assert story.desk("front", AnnounceExercise, **its, steps=len(scenario.steps), asked_alone=True) is None
    minute = 0
    for number, step in enumerate(scenario.steps, 1):
        assert story.desk("library", StepExercise, exercise=FIRST, step=number) is None
        for passed in range(step.minutes):
            story.at((minute + passed) * MINUTE_S)
            due = tuple(each for each in step.injects if each.at_min <= passed)
            assert news_come(line_of(story), scenario, 0) == due
            assert [each for each in due if not any(each.says in words for words in said(story, scenario))] == []
            assert not any(words.startswith("Its time is over.") for words in said(story, scenario))
        minute += step.minutes
        story.at(minute * MINUTE_S)
        assert any(words.startswith("Its time is over.") for words in said(story, scenario))
    assert minute == scenario.minutes
    assert story.desk("front", EndExercise, exercise=FIRST) is None
    story.at(minute * MINUTE_S + LATER_S)
    agreed = {"says": "A key for each.", "owner": "Ben Ruiz", "due_on": "2027-02-01"}
    assert story.desk("front", AgreeOnAction, exercise=FIRST, **agreed) is None
    over = line_of(story)
    assert story.board.exercise is not None
    assert story.board.exercise.ended is ExerciseEnd.DONE
    took = [(each - over.stepped_ms[0]) // (MINUTE_S * 1000) for each in (*over.stepped_ms, over.ended_ms or 0)]
    ends = [sum(step.minutes for step in scenario.steps[:number]) for number in range(len(scenario.steps) + 1)]
    assert took == ends
    assert [each.owner for each in story.board.agreed.values()] == ["Ben Ruiz"]


def test_there_is_one_of_twenty_minutes() -> None:
    assert LONG

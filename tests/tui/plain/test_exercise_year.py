"""Tests the exercises of a year at the plain console: told once when one is out of compliance, and a day chosen by words."""

from copy import replace

import msgspec

from appliance.core.exercise_sets.commands import ScheduleExercise, TakeBackExerciseDay
from appliance.exercises_file import shipped
from tests.tui.boards import board
from tests.tui.exercise_years import SPRING, TWO, YEAR, planning
from tests.tui.exercises import exercise
from tests.tui.plain.conversation import Conversation

LATE = "1 exercise out of compliance: Two rooms call at once, due 2026-10-30. To hear them, type: exercise schedule"


def at_desk() -> Conversation:
    made = Conversation()
    made.model = replace(made.model, scenarios=shipped)
    return made


def test_it_is_said_once_and_again_only_when_there_is_one_more() -> None:
    desk = at_desk()
    desk.told(board())
    assert desk.told(planning()) == [LATE]
    assert desk.told(planning()) == []
    assert desk.told(planning(msgspec.structs.replace(YEAR, out=0))) == []
    (said,) = desk.told(planning(msgspec.structs.replace(YEAR, out=2)))
    assert said.startswith("2 exercises out of compliance")
    assert "2 exercises out of compliance" in desk.hears("board")


def test_it_is_said_beside_an_exercise_that_goes_on() -> None:
    desk = at_desk()
    desk.told(board(exercise=exercise(1)))
    assert desk.told(planning(exercise=exercise(2)))[0] == LATE


def test_a_day_is_chosen_and_taken_back() -> None:
    desk = at_desk()
    desk.told(planning())
    said = desk.hears("exercise schedule")
    assert "Two rooms call at once, due 2026-10-30, out of compliance" in said
    assert "On which day?" in desk.hears("1")
    assert "not in the school year" in desk.hears("2027-12-01")
    assert desk.does("2026-12-01") == ScheduleExercise(name="2026-27", asked=TWO, on="2026-12-01")
    said = desk.hears("exercise take back")
    assert "Type 1 for Spring drill (drill), due 2027-04-30, set for 2027-03-01." in said
    assert desk.does("1") == TakeBackExerciseDay(name="2026-27", asked=SPRING)

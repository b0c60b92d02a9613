"""Tests the exercises of a year in the flow of exercises: what is offered when, to whom, and what the box is asked for."""

from typing import Any

import msgspec
import pytest

from appliance.api.board.board import BoardView
from appliance.api.desk.plan import PersonLine, PlanFacts
from appliance.core.exercise_sets.commands import AskForExercise, ScheduleExercise, TakeBackExerciseDay
from appliance.core.exercise_sets.events import AskedFor
from appliance.core.exercises.state import ExerciseState
from appliance.exercises_file import shipped
from appliance.flows.flow import AskAgain
from appliance.flows.known import Known
from appliance.flows.parts import Given, about_nothing
from appliance.flows.practice.exercise import EXERCISE, Wanted, what_now
from appliance.flows.practice.exercise_year import NONE_SCHEDULED, NONE_WAITS, heading, stands_words, to_schedule
from appliance.plan.ids import PersonId
from appliance.plan.model import Role
from tests.tui.boards import FRONT, board
from tests.tui.exercise_years import DATED, LATE, SPRING, TWO, YEAR, planning
from tests.tui.exercises import ANNOUNCED, exercise

DANA = PersonLine(person=PersonId("dana"), name="Dana Reyes", roles=(Role.ADMINISTRATOR,), on_duty=True)


def facts(*people: PersonLine) -> PlanFacts:
    return PlanFacts(
        request=1, building="B", address="", phone="", rooms=(), people=people, desks=(), uncovered=(), timezone=""
    )


def given(view: BoardView, /, people: tuple[PersonLine, ...] = (), **parts: Any) -> Given:
    made = about_nothing(Known(FRONT, view, facts(*people), scenarios=shipped))
    made.parts.update(parts)
    return made


def wanted(view: BoardView, *people: PersonLine) -> list[str]:
    return [option.value.value for option in what_now(given(view, people))]


def test_days_are_chosen_where_something_waits_and_no_exercise_goes_on() -> None:
    assert wanted(planning()) == ["announce", "schedule", "take back"]
    assert wanted(planning(msgspec.structs.replace(YEAR, waiting=(LATE,)))) == ["announce", "schedule"]
    assert wanted(planning(msgspec.structs.replace(YEAR, waiting=(), out=0))) == ["announce"]
    assert "schedule" not in wanted(planning(exercise=ANNOUNCED))
    assert "schedule" not in wanted(planning(exercise=exercise(2)))
    assert wanted(planning(exercise=exercise(3, ExerciseState.DONE)))[-2:] == ["schedule", "take back"]


@pytest.mark.parametrize(
    ("roles", "proven", "asks"),
    [(Role.ADMINISTRATOR, True, True), (Role.ADMINISTRATOR, False, False), (Role.LEAD, True, False)],
)
def test_one_more_is_offered_to_an_administrator_who_proved_it(roles: Role, proven: bool, asks: bool) -> None:
    person = msgspec.structs.replace(DANA, roles=(roles,))
    assert ("ask for" in wanted(board(proven=proven), person)) is asks
    assert "ask for" not in wanted(board(proven=True), msgspec.structs.replace(person, name="Somebody Else"))


def test_a_day_is_scheduled_taken_back_and_asked_for_by_one_command_each() -> None:
    view = planning()
    assert EXERCISE.make(given(view, what=Wanted.SCHEDULE, waits=LATE, on=" 2026-12-01 ")) == ScheduleExercise(
        name="2026-27", asked=TWO, on="2026-12-01"
    )
    assert EXERCISE.make(given(view, what=Wanted.TAKE_BACK, taken=DATED)) == TakeBackExerciseDay(
        name="2026-27", asked=SPRING
    )
    asked = EXERCISE.make(given(view, (DANA,), what=Wanted.ASK_FOR, scenario="weapon-seen", on="2027-03-01"))
    title = next(each.title for each in shipped() if each.scenario == "weapon-seen")
    assert asked == AskForExercise(asked=AskedFor("2027-03-01", "weapon-seen", "", title))


def test_what_is_no_day_or_none_of_the_school_year_is_asked_for_again() -> None:
    for on, says in (("soon", "That is no date."), ("2027-06-01", "which has the days 2026-08-17 to 2027-05-28")):
        again = EXERCISE.make(given(planning(), what=Wanted.SCHEDULE, waits=LATE, on=on))
        assert isinstance(again, AskAgain)
        assert says in again.why
    assert isinstance(EXERCISE.make(given(planning(), what=Wanted.ASK_FOR, scenario="x", on="soon")), AskAgain)
    assert EXERCISE.make(given(planning(), what=Wanted.SCHEDULE, waits=None, on="2026-12-01")) == NONE_WAITS
    assert EXERCISE.make(given(planning(), what=Wanted.TAKE_BACK, taken=None)) == NONE_SCHEDULED


def test_the_list_says_what_is_late_and_what_has_a_day() -> None:
    assert [option.line for option in to_schedule(given(planning()))] == [
        "Two rooms call at once\tdue 2026-10-30 LATE",
        "Spring drill (drill)\tdue 2027-04-30, set for 2027-03-01",
    ]
    assert heading(given(planning())) == "EXERCISES of this year: 2 wait, 1 out of compliance"
    more = planning(msgspec.structs.replace(YEAR, more=5, out=0))
    assert heading(given(more)) == "EXERCISES of this year: 7 wait (5 later ones are not listed)"
    assert heading(given(board())) == ""


def test_one_line_says_what_is_out_of_compliance() -> None:
    assert stands_words(planning()) == "1 exercise out of compliance: Two rooms call at once, due 2026-10-30"
    three = planning(msgspec.structs.replace(YEAR, out=3))
    assert stands_words(three).startswith("3 exercises out of compliance: Two rooms")
    assert stands_words(three).endswith("and 2 more")
    assert stands_words(planning(msgspec.structs.replace(YEAR, out=0))) == stands_words(board()) == ""

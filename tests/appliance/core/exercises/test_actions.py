"""Tests what a table agreed to change: it stands over later exercises, whoever does it notes it, and its day moves only with a reason."""

from datetime import date

import pytest

from appliance.core.exercises.actions import may_move, may_note, owners, soon_enough
from appliance.core.exercises.commands import (
    AgreeOnAction,
    AnnounceExercise,
    LeaveExercise,
    MoveAction,
    NoteAction,
    StepExercise,
)
from appliance.core.exercises.events import PLACES
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.core.held.exercises import ActionNote
from appliance.plan.ids import DeskId, ExerciseId, PersonId
from tests.appliance.core.story import as_found

ANA, BEN = Actor(DeskId("front"), PersonId("ana")), Actor(DeskId("nurse"), PersonId("ben"))
FIRST = ExerciseId("aaaaaaaa-x1")
NEXT_EXERCISE = 2


def holds(story, number, *owners_of):
    """Hold the exercise of this number, agree on one action for each of these owners, and leave it."""
    exercise = ExerciseId(f"aaaaaaaa-x{number}")
    story.desk("front", AnnounceExercise, scenario="two", title="Two rooms", steps=3, minutes=9, asked_alone=True)
    story.desk("front", StepExercise, exercise=exercise, step=1)
    for owner in owners_of:
        agreed = story.desk("front", AgreeOnAction, exercise=exercise, says="A sign.", owner=owner, due_on="2027-02-01")
        assert agreed is None, agreed
    story.desk("front", LeaveExercise, exercise=exercise)


def notes(story, by, *, done=True, words="Hung.", number=1, exercise=FIRST):
    return story.tell(NoteAction(exercise=exercise, number=number, done=done, words=words), by)


def moves(story, by, due_on="2027-03-01", reason="The sign is late.", number=1):
    return story.tell(MoveAction(exercise=FIRST, number=number, due_on=due_on, reason=reason), by)


@pytest.fixture
def agreed(story):
    holds(story, 1, "ben  ruiz", "Nurse", "The district")
    return story


def of(story, number):
    return next(each for each in story.board.agreed.values() if (each.exercise, each.number) == (FIRST, number))


def test_it_stands_over_the_next_exercise_and_over_a_restart(agreed):
    holds(agreed, NEXT_EXERCISE, "Ana Ortiz")
    assert [(each.exercise[-1], each.owner) for each in agreed.board.agreed.values()] == [
        ("1", "ben ruiz"),
        ("1", "Nurse"),
        ("1", "The district"),
        ("2", "Ana Ortiz"),
    ]
    assert {each.title for each in agreed.board.agreed.values()} == {"Two rooms"}
    assert notes(agreed, BEN) is None
    assert moves(agreed, BEN, number=2) is None
    assert as_found(agreed.recorded).agreed == agreed.board.agreed


def test_words_mean_a_person_by_name_or_whoever_has_a_role_or_nobody(agreed):
    index = agreed.board.index
    assert owners(index, "BEN ruiz") == {PersonId("ben")}
    assert owners(index, "the nurse") == owners(index, "Nurse") == owners(index, "nurse") == {PersonId("ben")}
    assert owners(index, "the district") == frozenset()


def test_whoever_does_it_notes_it_and_no_superior_does_that_for_them(agreed):
    assert notes(agreed, ANA) is Rejection.ACTION_NOT_YOURS
    assert notes(agreed, BEN, words="") is None, "the first note needs no words"
    assert of(agreed, 1).noted == ActionNote(True, "", BEN.person, agreed.now.wall_ms)
    assert notes(agreed, BEN) is Rejection.NO_NEWS
    assert notes(agreed, ANA, done=False, words="") is Rejection.ACTION_WORDS_WRONG, "a second one says why"
    assert notes(agreed, ANA, done=False, words="It fell down.") is None, "whoever leads opens it again"
    assert not of(agreed, 1).done
    assert notes(agreed, BEN, words="Hung again.") is None


def test_what_names_nobody_of_the_plan_is_noted_by_whoever_leads(agreed):
    assert notes(agreed, BEN, number=3) is Rejection.ACTION_NOT_YOURS
    assert notes(agreed, ANA, number=3) is None
    nobody = Actor(DeskId("front"))
    assert notes(agreed, nobody, number=3, done=False) is Rejection.ACTION_NOT_YOURS


def test_its_day_moves_with_a_reason_as_long_as_it_is_open(agreed):
    assert moves(agreed, BEN, reason=" ") is Rejection.ACTION_WORDS_WRONG
    assert moves(agreed, BEN, due_on="2027-02-31") is Rejection.ACTION_DATE_WRONG
    assert moves(agreed, BEN, due_on="2027-02-01") is Rejection.NO_NEWS
    assert moves(agreed, ANA) is None, "whoever leads may move it too"
    assert (of(agreed, 1).due_on, of(agreed, 1).moved.reason) == ("2027-03-01", "The sign is late.")
    assert notes(agreed, BEN) is None
    assert moves(agreed, BEN, due_on="2027-04-01") is Rejection.ACTION_NOT_YOURS
    assert not may_move(agreed.board.index, of(agreed, 1), BEN.person)
    assert may_note(agreed.board.index, of(agreed, 1), BEN.person) == (False,)


def test_an_action_that_is_done_gives_its_place_to_another_and_open_ones_never_do(story):
    for number in range(1, PLACES + 1):
        holds(story, number, "Ben Ruiz")
    assert len(story.board.agreed) == PLACES
    story.desk("front", AnnounceExercise, scenario="two", title="One more", steps=3, minutes=9, asked_alone=True)
    last = ExerciseId(f"aaaaaaaa-x{PLACES + 1}")
    story.desk("front", StepExercise, exercise=last, step=1)
    says = {"says": "A sign.", "owner": "Ben Ruiz", "due_on": "2027-02-01"}
    assert story.desk("front", AgreeOnAction, exercise=last, **says) is Rejection.TOO_MANY_ACTIONS
    assert notes(story, BEN, exercise=ExerciseId("aaaaaaaa-x7")) is None
    assert story.desk("front", AgreeOnAction, exercise=last, **says) is None
    assert (story.board.agreed[7].exercise, story.board.agreed[7].noted) == (last, None)
    assert notes(story, BEN, exercise=ExerciseId("aaaaaaaa-x7"), done=False) is Rejection.NO_SUCH_ACTION
    assert as_found(story.recorded).agreed == story.board.agreed


@pytest.mark.parametrize("wall_ms", [-(10**18), 10**18])
def test_a_clock_beyond_every_calendar_refuses_a_date_and_breaks_nothing(wall_ms):
    assert not soon_enough(date(2026, 12, 2), Moment(0, wall_ms, 600))


@pytest.mark.parametrize("due_on", ["0001-01-01", "9999-12-31"])
def test_a_year_that_no_list_can_show_is_refused_also_while_nobody_knows_the_day(story, due_on):
    story.week_minute = None
    story.desk("front", AnnounceExercise, scenario="two", title="Two rooms", steps=3, minutes=9, asked_alone=True)
    story.desk("front", StepExercise, exercise=FIRST, step=1)
    agreed = {"exercise": FIRST, "says": "A sign.", "owner": "Ben Ruiz"}
    assert story.desk("front", AgreeOnAction, **agreed, due_on=due_on) is Rejection.ACTION_DATE_WRONG
    assert story.desk("front", AgreeOnAction, **agreed, due_on="2027-02-01") is None
    moved = MoveAction(exercise=FIRST, number=1, due_on=due_on, reason="Later.")
    assert story.tell(moved, ANA) is Rejection.ACTION_DATE_WRONG

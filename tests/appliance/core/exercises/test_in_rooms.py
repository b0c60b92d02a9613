"""Tests an exercise over real buttons: its rooms practise as in a drill, both end together, and nothing real is hidden by it."""

import pytest

from appliance.core.building.commands import StartResponse
from appliance.core.calls.commands import Acknowledge
from appliance.core.exercise_sets.commands import AssignExerciseSet
from appliance.core.exercise_sets.events import AskedFor
from appliance.core.exercises.commands import (
    AnnounceExercise,
    AnnounceInRooms,
    BeginInRooms,
    EndExercise,
    LeaveExercise,
    StepExercise,
)
from appliance.core.exercises.in_rooms import DRILL_NAME
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import BuildingResponse, ExerciseEnd
from appliance.core.practice.commands import EndDrill, MakeDrillReal, MakeReal, StartDrill
from appliance.core.transcript import line
from appliance.plan.ids import DrillId, ExerciseId, PersonId, RoomId
from tests.appliance.core.story import as_found

FIRST = ExerciseId("aaaaaaaa-x1")
DRILL = DrillId("aaaaaaaa-d1")


def announce(story, *rooms, **fields):
    its = {"scenario": "rooms", "title": "Help comes", "steps": 2, "minutes": 15, "asked_alone": True}
    its |= {"rooms": tuple(map(RoomId, rooms or ("201",))), "cast": (PersonId("ana"), PersonId("ben"))} | fields
    return story.desk("front", AnnounceInRooms, **its)


def begin(story):
    return story.desk("front", BeginInRooms, exercise=FIRST)


@pytest.fixture
def begun(story):
    assert announce(story) is None
    assert begin(story) is None
    return story


def practice(story):
    return [call.room for call in story.board.incidents.values() if call.drill is not None]


def real(story):
    return [call.room for call in story.board.incidents.values() if call.drill is None]


def test_until_it_begins_a_press_in_its_rooms_is_real_and_breaks_it(story):
    announce(story)
    assert story.board.exercise.rooms == (RoomId("201"),)
    story.press("B201")
    assert (practice(story), real(story)) == ([], [RoomId("201")])
    story.look()
    assert story.board.exercise.ended is ExerciseEnd.BROKEN
    assert begin(story) is Rejection.NO_SUCH_EXERCISE


def test_once_it_begins_a_press_in_its_rooms_is_practice_and_ends_nothing(begun):
    assert (begun.board.exercise.step, begun.board.exercise.drill, begun.board.drill.drill) == (1, DRILL, DRILL)
    begun.press("B201")
    begun.look()
    assert (practice(begun), real(begun)) == ([RoomId("201")], [])
    assert begun.board.exercise.runs
    assert begun.desk("front", Acknowledge) is None
    assert begun.desk("front", StepExercise, exercise=FIRST, step=2) is None


def test_a_press_anywhere_else_is_real_and_ends_it_with_its_practice_at_once(begun):
    begun.press("B201")
    begun.press("B202")
    assert real(begun) == [RoomId("202")], "with nothing between the press and its call"
    begun.look()
    assert begun.board.exercise.ended is ExerciseEnd.BROKEN
    assert (begun.board.drill, practice(begun), real(begun)) == (None, [], [RoomId("202")])
    begun.press("B201")
    assert RoomId("201") in real(begun), "and a press in its rooms is real again"


@pytest.mark.parametrize("whole", [True, False])
def test_whoever_says_that_it_is_real_ends_it_and_the_call_stays(begun, whole):
    begun.press("B201")
    if whole:
        assert begun.desk("front", MakeDrillReal, drill=DRILL) is None
    else:
        assert begun.desk("front", MakeReal) is None
    begun.look()
    assert begun.board.exercise.ended is ExerciseEnd.BROKEN
    assert (begun.board.drill, practice(begun), real(begun)) == (None, [], [RoomId("201")])


def test_a_real_response_ends_it_before_it_begins(begun):
    begun.press("B201")
    begun.desk("front", StartResponse, response=BuildingResponse.LOCKDOWN)
    begun.look()
    assert begun.board.exercise.ended is ExerciseEnd.BROKEN
    assert (begun.board.drill, practice(begun)) == (None, [])


@pytest.mark.parametrize(("command", "how"), [(LeaveExercise, ExerciseEnd.LEFT), (EndExercise, ExerciseEnd.DONE)])
def test_its_practice_ends_with_it(begun, command, how):
    begun.press("B201")
    begun.desk("front", StepExercise, exercise=FIRST, step=2)
    assert begun.desk("library", command, exercise=FIRST) is None
    assert begun.board.exercise.ended is how
    assert (begun.board.drill, begun.board.incidents) == (None, {})
    begun.press("B201")
    assert real(begun) == [RoomId("201")]


def test_it_ends_with_its_practice_by_the_word_of_a_person_or_by_time(begun, tell_story):
    begun.desk("library", EndDrill, drill=DRILL)
    begun.look()
    assert begun.board.exercise.ended is ExerciseEnd.TIME_UP
    other = tell_story()
    announce(other)
    begin(other)
    other.press("B201")
    other.at(other.board.index.plan.limits.drill_s + 1)
    assert other.board.exercise.ended is ExerciseEnd.TIME_UP
    assert (other.board.drill, practice(other)) == (None, [])


def test_another_drill_is_not_ended_with_an_exercise_at_a_table(story):
    story.desk("front", AnnounceExercise, scenario="t", title="Table", steps=2, minutes=9, asked_alone=True)
    story.desk("front", StepExercise, exercise=FIRST, step=1)
    story.desk("front", StartDrill, name="Practice", rooms=(RoomId("201"),))
    story.desk("front", LeaveExercise, exercise=FIRST)
    assert story.board.drill is not None


def test_what_forbids_a_drill_forbids_its_beginning_and_only_its_own_command_begins_it(story):
    announce(story)
    assert story.desk("front", StepExercise, exercise=FIRST, step=1) is Rejection.NO_SUCH_STEP
    story.desk("front", StartDrill, name="Practice", rooms=(RoomId("202"),))
    assert begin(story) is Rejection.DRILL_ALREADY_RUNNING
    story.desk("front", EndDrill, drill=story.board.drill.drill)
    assert begin(story) is None
    assert begin(story) is Rejection.NO_NEWS


def test_both_need_a_pin_as_a_drill_does():
    assert AnnounceInRooms.traits.needs_proof
    assert BeginInRooms.traits.needs_proof
    assert LeaveExercise.traits.helps, "and its exit needs none"
    assert not LeaveExercise.traits.needs_proof


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"rooms": ()}, Rejection.EXERCISE_ROOMS_WRONG),
        ({"rooms": (RoomId("201"), RoomId("201"))}, Rejection.EXERCISE_ROOMS_WRONG),
        ({"rooms": (RoomId("999"),)}, Rejection.NO_SUCH_ROOM),
        ({"cast": (PersonId("ana"), PersonId("ana"))}, Rejection.NOBODY_PLAYS),
        ({"cast": (PersonId("ana"), PersonId("nobody"))}, Rejection.NO_SUCH_PERSON),
        ({"minutes": 31}, Rejection.EXERCISE_LONGER_THAN_DRILL),
        ({"asked_alone": False}, Rejection.NOT_ASKED_ALONE),
    ],
)
def test_what_is_wrong_in_an_announcement_is_told(story, fields, why):
    assert announce(story, **fields) is why
    assert story.board.exercise is None


def test_it_goes_on_over_a_restart_with_its_rooms_and_its_practice(begun):
    begun.press("B201")
    found = as_found(begun.recorded)
    assert (found.exercise, found.drill) == (begun.board.exercise, begun.board.drill)
    begun.restart()
    assert begun.board.exercise.runs and begun.board.drill is not None
    begun.press("B202", counter=9)
    begun.look()
    assert begun.board.exercise.ended is ExerciseEnd.BROKEN
    assert begun.board.drill is None


def test_the_log_names_its_rooms_and_nobody_who_plays(begun):
    told = [line(event, begun.board.index) for event in [event for _, event in begun.recorded]]
    assert any("held over the buttons in" in each for each in told)
    assert any("A press outside its rooms is real, and ends it." in each for each in told)
    assert not any("cast" in each for each in told)


def test_its_practice_counts_as_no_drill_of_a_set_however_it_ends(begun):
    asked = AskedFor("2027-03-31", "", DRILL_NAME, "A drill with the same name")
    its = AssignExerciseSet(name="a", title="T", first="2027-01-01", last="2027-12-31", asked=(asked,), by="R. Ortiz")
    assert begun.tell(its) is None
    assert begun.desk("front", EndDrill, drill=DRILL) is None
    begun.look()
    assert begun.board.exercise.ended is ExerciseEnd.TIME_UP
    assert begun.board.year.drills == ()
    assert begun.desk("front", StartDrill, name=DRILL_NAME, rooms=(RoomId("201"),)) is None
    assert begun.desk("front", EndDrill, drill=begun.board.drill.drill) is None
    assert [each.drill for each in begun.board.year.drills] == [DRILL_NAME], "a drill of that name does"


def test_its_practice_counts_as_no_drill_when_its_time_is_up(begun):
    asked = AskedFor("2027-03-31", "", DRILL_NAME, "A drill with the same name")
    its = AssignExerciseSet(name="a", title="T", first="2027-01-01", last="2027-12-31", asked=(asked,), by="R. Ortiz")
    assert begun.tell(its) is None
    begun.at(begun.board.index.plan.limits.drill_s + 1)
    assert (begun.board.drill, begun.board.year.drills) == (None, ())

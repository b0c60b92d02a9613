"""Tests table-top exercises: announced, step by step, paused, left, broken by what is real, over; and that nothing real waits for one."""

import pytest

from appliance.core.building.commands import EndResponse, StartCheckIn, StartResponse
from appliance.core.calls.commands import RaiseCallFromDesk, StandDown, Upgrade
from appliance.core.calls.events import CallRaised
from appliance.core.calls.sounding import sounding
from appliance.core.devices.commands import ClearTrouble, ReportTrouble
from appliance.core.district.copies import ASK_ROOMS
from appliance.core.exercises.commands import (
    AgreeOnAction,
    AnnounceExercise,
    EndExercise,
    LeaveExercise,
    NoteExercise,
    PauseExercise,
    ResumeExercise,
    StepExercise,
)
from appliance.core.exercises.events import DONE_KEPT, ExerciseAnnounced, ExerciseEnded, ExerciseStepped
from appliance.core.exercises.folding import ANNOUNCED_S_MAX, EXERCISE_S_MAX
from appliance.core.exercises.running import NOTE_CHARACTERS_MAX, NOTES_MAX, OWNER_CHARACTERS_MAX
from appliance.core.ground.limits import EXERCISE_STEPS_MAX
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, BuildingResponse, ExerciseEnd, ExerciseNoteKind, Outcome
from appliance.core.held.exercises import ExerciseDone
from appliance.core.practice.commands import StartDrill
from appliance.core.standing import changes
from appliance.core.transcript import line
from appliance.plan.ids import DeskId, ExerciseId, PersonId, RoomId
from appliance.plan.model import Kind
from tests.appliance.core.story import as_found

FIRST, SECOND = ExerciseId("aaaaaaaa-x1"), ExerciseId("aaaaaaaa-x2")
ANA = Actor(DeskId("front"), PersonId("ana"))


def announce(story, scenario="two-at-once", **fields):
    its = {"title": "Two rooms", "steps": 3, "minutes": 17, "asked_alone": True} | fields
    return story.desk("front", AnnounceExercise, scenario=scenario, **its)


def step(story, number, exercise=FIRST, desk="front"):
    return story.desk(desk, StepExercise, exercise=exercise, step=number)


def note(story, says="The radio was heard.", kind=ExerciseNoteKind.HELPED, exercise=FIRST):
    return story.desk("front", NoteExercise, exercise=exercise, kind=kind, says=says)


def agree(story, says="A second radio.", owner="Ana Ortiz", due_on="2027-02-01"):
    return story.desk("front", AgreeOnAction, exercise=FIRST, says=says, owner=owner, due_on=due_on)


@pytest.fixture
def announced(story):
    assert announce(story) is None
    return story


@pytest.fixture
def begun(announced):
    assert step(announced, 1) is None
    return announced


def test_it_is_announced_first_and_then_runs_step_by_step_to_its_end(story):
    assert step(story, 1) is Rejection.NO_SUCH_EXERCISE
    announce(story)
    assert (story.board.exercise.step, story.board.exercise.runs) == (0, True)
    for number in (1, 2, 3):
        assert step(story, number, desk="library") is None
    assert story.desk("front", EndExercise, exercise=FIRST) is None
    assert story.board.exercise.ended is ExerciseEnd.DONE
    assert story.board.exercised == (ExerciseDone(1, "two-at-once", story.now.wall_ms),)
    assert story.desk("front", EndExercise, exercise=FIRST) is Rejection.NO_SUCH_EXERCISE


def test_nobody_is_told_who_sits_at_the_table_and_each_was_asked_alone(story):
    assert announce(story, asked_alone=False) is Rejection.NOT_ASKED_ALONE
    announce(story)
    story.sees(
        ExerciseAnnounced(by=ANA, exercise=FIRST, scenario="two-at-once", title="Two rooms", steps=3, minutes=17)
    )


def test_steps_are_taken_in_order_and_two_desks_take_one_once(begun):
    assert step(begun, 1, desk="library") is Rejection.NO_NEWS
    assert step(begun, 3) is Rejection.NO_SUCH_STEP
    step(begun, 2)
    step(begun, 3)
    assert step(begun, 4) is Rejection.NO_SUCH_STEP
    assert [each.step for each in begun.seen if isinstance(each, ExerciseStepped)] == [1, 2, 3]


def test_it_ends_only_after_its_last_step_but_can_be_left_at_any_time(begun):
    assert begun.desk("front", EndExercise, exercise=FIRST) is Rejection.STEPS_LEFT
    assert begun.desk("library", LeaveExercise, exercise=FIRST) is None
    assert begun.board.exercise.ended is ExerciseEnd.LEFT
    assert begun.board.exercised == ()
    assert begun.desk("library", LeaveExercise, exercise=FIRST) is Rejection.NO_SUCH_EXERCISE


def test_one_that_did_not_begin_is_dropped(announced):
    announced.desk("front", LeaveExercise, exercise=FIRST)
    assert announced.board.exercise.ended is ExerciseEnd.DROPPED
    assert note(announced) is Rejection.NO_SUCH_EXERCISE
    assert announce(announced) is None
    assert announced.board.exercise.exercise == SECOND


def test_a_pause_stops_its_clock_and_the_next_step_ends_it(begun):
    begun.at(60)
    begun.desk("front", PauseExercise, exercise=FIRST)
    assert begun.desk("front", PauseExercise, exercise=FIRST) is Rejection.NO_NEWS
    begun.at(100)
    begun.desk("library", ResumeExercise, exercise=FIRST)
    assert begun.desk("library", ResumeExercise, exercise=FIRST) is Rejection.NO_NEWS
    assert (begun.board.exercise.paused, begun.board.exercise.away_ms) == (None, 40_000)
    begun.desk("front", PauseExercise, exercise=FIRST)
    begun.at(110)
    begun.desk("front", ResumeExercise, exercise=FIRST)
    assert begun.board.exercise.away_ms == 50_000
    begun.desk("front", PauseExercise, exercise=FIRST)
    step(begun, 2)
    assert (begun.board.exercise.paused, begun.board.exercise.away_ms) == (None, 0)


def test_what_has_not_begun_cannot_be_paused(announced):
    assert announced.desk("front", PauseExercise, exercise=FIRST) is Rejection.NO_NEWS


def test_a_real_call_is_taken_as_ever_and_breaks_the_exercise_at_once(begun):
    begun.seen.clear()
    begun.press("B201")
    raised = [type(each) for each in begun.seen]
    assert raised[0] is CallRaised
    assert ExerciseEnded not in raised, "nothing stands between a press and its call"
    begun.at(begun.now_ms / 1000)
    assert begun.seen[-1] == ExerciseEnded(
        by=None, exercise=FIRST, scenario="two-at-once", how=ExerciseEnd.BROKEN, number=0
    )
    assert begun.board.incidents, "the call goes on"
    assert step(begun, 2) is Rejection.NO_SUCH_EXERCISE


def test_not_even_the_time_until_the_look_lets_an_exercise_go_on_beside_a_real_call(begun):
    begun.press("B201")
    assert step(begun, 2) is Rejection.EXERCISE_WAITS
    assert begun.desk("front", LeaveExercise, exercise=FIRST) is None, "the exit waits for nothing"


@pytest.mark.parametrize(
    "begins",
    [
        lambda story: story.desk("front", RaiseCallFromDesk, room=RoomId("202"), kind=Kind.ASSIST),
        lambda story: story.desk("front", StartResponse, response=BuildingResponse.HOLD),
        lambda story: story.desk("front", StartCheckIn),
        lambda story: story.press("B203", ago_ms=None),
    ],
)
def test_whatever_real_begins_breaks_it(begun, begins):
    assert begins(begun) is None
    begun.at(begun.now_ms / 1000)
    assert begun.board.exercise.ended is ExerciseEnd.BROKEN


def test_an_announcement_is_broken_too(announced):
    announced.press("B201")
    announced.at(1)
    assert announced.board.exercise.ended is ExerciseEnd.BROKEN


def test_a_tap_out_breaks_nothing_until_it_becomes_a_call(begun):
    begun.press("B201", "tap-out")
    begun.at(5)
    assert begun.board.exercise.runs
    begun.desk("front", Upgrade, kind=Kind.ASSIST)
    begun.at(6)
    assert begun.board.exercise.ended is ExerciseEnd.BROKEN


def test_practice_breaks_nothing(begun):
    begun.desk("front", StartDrill, name="Autumn", rooms=(RoomId("201"),))
    begun.press("B201")
    begun.at(5)
    assert begun.board.exercise.runs


def test_nothing_is_announced_beside_what_is_real(story):
    story.press("B201")
    assert announce(story) is Rejection.EXERCISE_WAITS
    story.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="Ana")
    story.desk("front", StartResponse, response=BuildingResponse.SECURE)
    assert announce(story) is Rejection.EXERCISE_WAITS
    story.desk("front", EndResponse, response=BuildingResponse.SECURE)
    assert announce(story) is None
    assert announce(story) is Rejection.EXERCISE_RUNNING


def test_no_exercise_goes_on_beside_calls_that_nobody_can_read(begun):
    begun.tell(ReportTrouble(cause=ASK_ROOMS, detail="Calls may have been open: ask every room."))
    assert step(begun, 2) is Rejection.EXERCISE_WAITS
    begun.at(1)
    assert begun.board.exercise.ended is ExerciseEnd.BROKEN
    assert announce(begun) is Rejection.EXERCISE_WAITS
    begun.desk("front", ClearTrouble, cause=ASK_ROOMS)
    assert announce(begun) is None


def test_it_makes_no_sound_and_changes_no_lamp(story):
    lamps = [story.lamp(f"B20{number}") for number in range(1, 7)]
    sound = sounding(story.board, story.now)
    announce(story)
    step(story, 1)
    assert [story.lamp(f"B20{number}") for number in range(1, 7)] == lamps
    assert sounding(story.board, story.now) == sound


def test_an_announcement_is_for_its_day(announced):
    announced.at(ANNOUNCED_S_MAX - 1)
    assert announced.board.exercise.runs
    announced.at(ANNOUNCED_S_MAX)
    assert announced.board.exercise.ended is ExerciseEnd.DROPPED


def test_one_that_nobody_ends_ends_by_itself(announced):
    announced.at(3600)
    step(announced, 1)
    announced.at(3600 + EXERCISE_S_MAX - 1)
    assert announced.board.exercise.runs
    announced.at(3600 + EXERCISE_S_MAX)
    assert announced.board.exercise.ended is ExerciseEnd.TIME_UP


def test_after_a_restart_it_goes_on_in_its_step(begun):
    begun.at(100)
    step(begun, 2)
    note(begun)
    begun.at(130)
    begun.desk("front", PauseExercise, exercise=FIRST)
    begun.at(150)
    begun.desk("front", ResumeExercise, exercise=FIRST)
    agree(begun)
    begun.restart(after_ms=30_000)
    on = begun.board.exercise
    assert (on.step, on.away_ms, on.paused, on.runs) == (2, 20_000, None, True)
    assert begun.now.mono_ms - on.step_since.mono_ms == 80_000
    assert [each.says for each in on.notes] == ["The radio was heard."]
    assert [each.owner for each in on.actions] == ["Ana Ortiz"]
    assert step(begun, 3) is None
    begun.at(EXERCISE_S_MAX - 180 - 1)
    assert begun.board.exercise.runs
    begun.at(EXERCISE_S_MAX - 180)
    assert begun.board.exercise.ended is ExerciseEnd.TIME_UP


def test_a_restart_in_a_later_pause_forgets_no_earlier_one(begun):
    begun.at(10)
    begun.desk("front", PauseExercise, exercise=FIRST)
    begun.at(50)
    begun.desk("front", ResumeExercise, exercise=FIRST)
    begun.at(60)
    begun.desk("front", PauseExercise, exercise=FIRST)
    begun.restart(after_ms=30_000)
    assert (begun.board.exercise.paused is None, begun.board.exercise.away_ms) == (False, 40_000)
    begun.desk("front", ResumeExercise, exercise=FIRST)
    step(begun, 2)
    begun.restart()
    assert (begun.board.exercise.paused, begun.board.exercise.away_ms) == (None, 0), "the next step has no pause yet"


def test_what_was_said_is_kept_until_the_next_one_is_announced(begun):
    note(begun, "  It   was\nheard. ")
    step(begun, 2)
    note(begun, "The door was shut.", ExerciseNoteKind.CHANGE)
    begun.press("B201")
    begun.at(1)
    assert note(begun, "Nobody knew the door.", ExerciseNoteKind.CHANGE) is None, "also after it was broken"
    assert [(each.step, each.kind.value, each.says) for each in begun.board.exercise.notes] == [
        (1, "helped", "It was heard."),
        (2, "change", "The door was shut."),
        (2, "change", "Nobody knew the door."),
    ]
    begun.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="Ana")
    announce(begun)
    assert note(begun) is Rejection.NO_SUCH_EXERCISE
    assert begun.board.exercise.notes == ()
    begun.restart()
    assert (begun.board.exercise.exercise, begun.board.exercise.notes) == (SECOND, ())


def test_notes_have_an_end_and_a_date_can_be_a_typing_mistake(begun):
    assert note(begun, " ") is Rejection.EXERCISE_NOTE_WRONG
    assert note(begun, "x" * (NOTE_CHARACTERS_MAX + 1)) is Rejection.EXERCISE_NOTE_WRONG
    assert agree(begun, owner="") is Rejection.EXERCISE_NOTE_WRONG
    assert agree(begun, owner="x" * (OWNER_CHARACTERS_MAX + 1)) is Rejection.EXERCISE_NOTE_WRONG
    for wrong in ("soon", "2026-13-01", "2020-01-01", "2099-01-01"):
        assert agree(begun, due_on=wrong) is Rejection.ACTION_DATE_WRONG
    for _ in range(NOTES_MAX - 1):
        assert note(begun) is None
    assert agree(begun) is None
    assert note(begun) is agree(begun) is Rejection.TOO_MANY_NOTES


def test_without_a_clock_any_date_is_taken(begun):
    begun.week_minute = None
    assert agree(begun, due_on="2020-01-01") is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"title": "x" * 61},
        {"scenario": ""},
        {"steps": 0},
        {"steps": 13},
        {"minutes": 0},
        {"minutes": 61},
    ],
)
def test_what_is_no_scenario_is_not_announced(story, wrong):
    assert announce(story, **wrong) is Rejection.NOT_A_SCENARIO


def test_the_record_has_no_more_standing_than_one_exercise_can_have(story):
    for number in range(1, 6):
        exercise = ExerciseId(f"aaaaaaaa-x{number}")
        announce(story, f"scenario-{number}")
        for each in (1, 2, 3):
            step(story, each, exercise)
            note(story, exercise=exercise)
        story.desk("front", EndExercise, exercise=exercise)
    keys = {
        change.key for _, event in story.recorded for change in changes(event) if change.key.startswith("exercise-")
    }
    assert keys == {
        *("exercise-begun", "exercise-paused", "exercise-resumed", "exercise-ended"),
        *(f"exercise-step:{number}" for number in range(2, EXERCISE_STEPS_MAX + 1)),
        *("exercise-note:1", "exercise-note:2", "exercise-note:3"),
    }
    found = as_found(story.recorded).exercised
    assert [(done.number, done.scenario) for done in found] == [
        (number, f"scenario-{number}") for number in range(1, 6)
    ]


def test_only_the_newest_that_were_done_stand_and_their_numbers_go_on(story):
    for number in range(1, DONE_KEPT + 4):
        exercise = ExerciseId(f"aaaaaaaa-x{number}")
        announce(story, steps=1)
        step(story, 1, exercise)
        story.desk("front", EndExercise, exercise=exercise)
    assert [done.number for done in story.board.exercised] == list(range(4, DONE_KEPT + 4))
    assert as_found(story.recorded).exercised == story.board.exercised


def test_one_done_while_the_clock_is_not_known_has_no_time(story):
    story.week_minute = None
    announce(story, steps=1)
    step(story, 1)
    story.desk("front", EndExercise, exercise=FIRST)
    assert story.board.exercised == (ExerciseDone(1, "two-at-once", 0),)


def test_the_log_says_each_of_it_and_names_no_player(begun):
    note(begun)
    agree(begun)
    begun.desk("front", PauseExercise, exercise=FIRST)
    begun.desk("front", ResumeExercise, exercise=FIRST)
    step(begun, 2)
    begun.desk("front", LeaveExercise, exercise=FIRST)
    told = [line(event, begun.board.index) for event in begun.seen]
    by = "at Front office by Ana Ortiz"
    assert told == [
        f'Exercise "Two rooms" announced {by}. Every call stays real.',
        f"The exercise began {by}: step 1.",
        f"What helped, noted in step 1 {by}: The radio was heard.",
        f"Agreed {by}: A second radio. Who: Ana Ortiz. By: 2027-02-01.",
        "What was agreed after the exercise is listed as owed until 2027-02-01: A second radio.",
        f"The exercise was paused {by}.",
        f"The exercise goes on {by}.",
        f"The exercise went on {by}: step 2.",
        f"The exercise was left {by}.",
    ]

"""Tests drills and walk tests: they are marked and bounded, and neither they nor real calls are mistaken for the other."""

import pytest
from msgspec.structs import replace

from appliance.core.calls.commands import (
    Acknowledge,
    Dispatch,
    RaiseCall,
    RaiseCallFromDesk,
    StandDown,
    Undo,
    Upgrade,
)
from appliance.core.calls.events import CallAcknowledged, StoodDown
from appliance.core.calls.lamps import Lamp
from appliance.core.calls.sounding import Priority, sounding
from appliance.core.devices.commands import ReportTrouble
from appliance.core.ground.place import Place
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, Cause, Door, Outcome, Source
from appliance.core.practice.commands import ArmWalkTest, AttestTestPress, EndDrill, EndWalkTest, StartDrill
from appliance.core.practice.events import PressAttested, WalkTestPassed
from appliance.core.practice.walk_tests import call_to_attest
from appliance.plan.ids import ButtonId, DeskId, DrillId, PersonId, RoomId, SounderId
from appliance.plan.model import Kind, Role
from tests.appliance.core.story import as_found, school, with_pendant


def start(story, *rooms, **fields):
    return story.desk("front", StartDrill, name="Practice", rooms=tuple(RoomId(room) for room in rooms), **fields)


def test_only_presses_in_its_rooms_are_practice(story):
    start(story, "201")
    story.press("B201")
    assert story.call.drill == DrillId("aaaaaaaa-d1")
    story.press("B202")
    assert story.call.drill is None


def test_a_drill_ends_by_itself_with_all_its_calls_and_no_other(story):
    start(story, "201", ends_after_s=120)
    story.press("B201")
    practice = story.call.incident
    story.press("B202")
    story.at(119)
    assert practice in story.board.incidents
    story.at(120)
    assert story.board.drill is None
    assert [call.room for call in story.board.incidents.values()] == [RoomId("202")]
    ended = next(event for event in story.seen if isinstance(event, StoodDown))
    assert ended == StoodDown(incident=practice, by=None, outcome=Outcome.DRILL_ENDED, saw_room="")


def test_a_practice_call_that_lost_its_drill_to_a_damaged_record_ends_all_the_same(story):
    start(story, "201")
    story.press("B201")
    practice = story.call.incident
    story.board.drill = None
    story.press("B202")
    story.at(200)
    assert [call.room for call in story.board.incidents.values()] == [RoomId("202")]
    ended = next(event for event in story.seen if isinstance(event, StoodDown))
    assert ended == StoodDown(incident=practice, by=None, outcome=Outcome.DRILL_ENDED, saw_room="")


def test_a_press_after_the_end_is_real_even_before_anybody_noticed_the_end(story):
    start(story, "201", ends_after_s=120)
    story.press("B201")
    story.now_ms = 121_000
    story.press("B201")
    assert story.call.drill is None
    assert len(story.board.incidents) == 2


def test_no_drill_is_longer_than_the_plan_allows(story):
    start(story, "201", ends_after_s=10**6)
    assert story.board.drill.ends_ms == story.now_ms + 1_800_000


def test_where_help_is_called_nobody_practises(story):
    story.press("B201")
    assert start(story, "201", "202") is Rejection.ROOM_HAS_OPEN_CALL
    assert start(story) is Rejection.NO_SUCH_ROOM
    assert start(story, "999") is Rejection.NO_SUCH_ROOM
    assert start(story, "202") is None
    assert start(story, "203") is Rejection.DRILL_ALREADY_RUNNING


def test_two_drills_are_two(story):
    start(story, "201")
    first = story.board.drill.drill
    assert story.desk("front", EndDrill, drill=DrillId("other")) is Rejection.NO_SUCH_DRILL
    story.desk("front", EndDrill, drill=first)
    start(story, "201")
    assert story.board.drill.drill != first


def test_a_practice_call_may_be_stood_down_unseen(story):
    start(story, "201")
    story.press("B201")
    assert story.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="") is None


def test_practice_sounds_like_practice_and_never_masks_a_call(story):
    start(story, "201")
    story.press("B201", "hold")
    story.at(31)
    assert sounding(story.board, story.now)[SounderId("hall")] is Priority.DRILL
    story.press("B202", "help")
    story.at(62)
    assert sounding(story.board, story.now)[SounderId("hall")] is Priority.MEDIUM


def arm(story, button="B201"):
    return story.desk("front", ArmWalkTest, button=ButtonId(button))


def test_the_expected_press_is_a_test_and_the_next_one_is_real(story):
    arm(story)
    assert story.lamp("B201") is Lamp.TEST
    story.seen.clear()
    story.press("B201")
    story.sees(WalkTestPassed(button=ButtonId("B201"), source=Source(Door.BUTTON, ButtonId("B201"), "help", 1)))
    assert story.lamp("B201") is Lamp.READY
    assert story.press("B201", counter=1) is Rejection.REPEAT
    story.press("B201")
    assert story.call.room == "201"


def test_any_other_press_during_a_walk_test_is_real(story):
    arm(story)
    story.press("B202")
    assert story.call.room == "202"


def test_a_press_from_before_the_walk_test_is_real(story):
    story.at(10)
    arm(story)
    story.at(15)
    story.press("B201", ago_ms=6_000)
    assert story.call.room == "201"


def test_a_press_nobody_knows_the_time_of_is_real(story):
    arm(story)
    story.press("B201", ago_ms=None)
    assert story.call.room == "201"


def test_a_walk_test_waits_two_minutes_and_not_longer(story):
    arm(story)
    story.now_ms += 120_000
    story.press("B201")
    assert story.call.room == "201"
    story.look()
    assert story.board.walk_test is None


def test_one_walk_test_at_a_time_and_none_where_help_is_called(story):
    story.press("B202")
    assert arm(story, "B202") is Rejection.ROOM_HAS_OPEN_CALL
    assert arm(story, "B999") is Rejection.NO_SUCH_BUTTON
    assert arm(story) is None
    assert arm(story, "B203") is Rejection.WALK_TEST_ALREADY_ARMED
    assert story.desk("front", EndWalkTest, button=ButtonId("B203")) is Rejection.NO_SUCH_BUTTON
    assert story.desk("front", EndWalkTest, button=ButtonId("B201")) is None
    assert story.board.walk_test is None


def test_a_press_made_before_a_drill_or_nobody_knows_when_is_real_when_it_arrives_in_it(story):
    story.at(60)
    start(story, "201", "202", "203")
    story.at(90)
    story.press("B201", ago_ms=30_001)
    assert story.call.drill is None
    story.press("B202", ago_ms=None)
    assert story.call.drill is None
    story.press("B203", ago_ms=29_000)
    assert story.call.drill is not None
    story.press("B201")
    assert [call.presses for call in story.board.incidents.values()] == [2, 1, 1], (
        "where a call is real, so is each press"
    )


def test_a_passed_test_ends_what_asked_for_one(story):
    wiped, stuck = Cause("button-wiped", "B201"), Cause("button-stuck", "B201")
    for cause in (wiped, stuck):
        story.tell(ReportTrouble(cause=cause, detail="look at it"), None)
    story.desk("front", ArmWalkTest, button=ButtonId("B201"))
    story.press("B201")
    assert wiped.key not in story.board.troubles
    assert stuck.key in story.board.troubles, "that one ends when the button says so"


def test_a_press_of_which_nothing_is_said_is_real(story):
    """A door that does not know a press's age says none: a press of unknown age never counts as one made now."""
    start(story, "201")
    source = Source(Door.FIXED_URL, ButtonId("B201"), "help")
    story.tell(RaiseCall(place=Place(room=RoomId("201")), kind=Kind.ASSIST, source=source))
    assert (story.call.drill, story.call.pressed_ago_ms) == (None, None)


def test_a_desk_that_raises_a_call_knows_when(story):
    start(story, "201")
    story.desk("front", RaiseCallFromDesk, room=RoomId("201"), kind=Kind.ASSIST)
    assert story.call.drill is not None
    assert story.call.pressed_ago_ms == 0


FRONT = Actor(DeskId("front"), PersonId("ana"))


@pytest.fixture
def pendant(story):
    """Give a walk test of a button that cannot say when it was pressed, and its press: it rings."""
    story.adopt(with_pendant())
    arm(story)
    story.press("B201", ago_ms=None)
    story.seen.clear()
    return story


def attest(story, desk="front"):
    return story.desk(desk, AttestTestPress)


def test_a_button_that_cannot_say_when_rings_in_its_test_until_who_stands_it_says_pressed_just_now(pendant):
    assert pendant.call.room == "201"
    assert pendant.call.ringing and pendant.call.drill is None
    assert pendant.lamp("B201") is Lamp.SENDING
    incident = pendant.call.incident
    assert attest(pendant) is None
    pendant.sees(
        CallAcknowledged(incident=incident, by=FRONT),
        StoodDown(incident=incident, by=FRONT, outcome=Outcome.TEST, saw_room=""),
        PressAttested(by=FRONT, button=ButtonId("B201"), incident=incident),
    )
    assert not pendant.board.incidents and pendant.board.walk_test is None
    assert pendant.board.test_over.passed
    assert pendant.lamp("B201") is Lamp.READY
    pendant.press("B201", ago_ms=None)
    assert pendant.call.ringing, "the next press is real"


def test_that_is_said_only_at_the_desk_that_stands_the_test(pendant):
    assert attest(pendant, "library") is Rejection.TEST_OF_ANOTHER_DESK
    assert pendant.call.ringing


def test_nobody_who_says_nothing_makes_it_a_test(pendant):
    pendant.at(120)
    assert pendant.board.walk_test is None and not pendant.board.test_over.passed
    assert pendant.call.ringing
    assert attest(pendant) is Rejection.NO_TEST_PRESS


def test_it_is_too_late_as_soon_as_the_time_is_up_even_before_anybody_noticed(pendant):
    pendant.now_ms += 120_000
    assert attest(pendant) is Rejection.NO_TEST_PRESS


@pytest.mark.parametrize("pressed", ["B201", "again in the room"])
def test_a_second_press_is_none_that_was_waited_for(pendant, pressed):
    """One of the two presses may have been made long before the test."""
    if pressed == "B201":
        pendant.press("B201", ago_ms=None)
    else:
        pendant.press("B999", room="201")
    assert call_to_attest(pendant.board) is None
    assert attest(pendant) is Rejection.NO_TEST_PRESS
    assert pendant.call.ringing


@pytest.mark.parametrize("act", [{"make": Dispatch, "role": Role.NURSE}, {"make": Upgrade, "kind": Kind.EMERGENCY}])
def test_a_call_that_people_took_for_real_ends_as_one(pendant, act):
    assert pendant.desk("library", act.pop("make"), **act) is None
    assert attest(pendant) is Rejection.NO_TEST_PRESS
    assert pendant.desk("front", StandDown, outcome=Outcome.TEST, saw_room="") is None


def test_who_has_silenced_it_first_may_still_say_so(pendant):
    pendant.desk("front", Acknowledge)
    assert attest(pendant) is None
    assert pendant.board.test_over.passed


def test_a_word_said_by_a_slip_is_taken_back_and_the_call_rings_on(pendant):
    incident = pendant.call.incident
    attest(pendant)
    assert pendant.desk("front", Undo, incident=incident) is None
    assert pendant.call.incident == incident
    assert pendant.call.ringing


def test_a_tap_out_in_a_walk_test_is_asked_about_too(story):
    story.adopt(with_pendant())
    arm(story)
    story.press("B201", "tap-out", ago_ms=None)
    assert attest(story) is None
    assert not story.board.incidents


def test_only_a_button_that_can_never_say_when_is_asked_about(story):
    """If one of our buttons does not know when it was pressed, it had lost its power: then its press is an old one."""
    arm(story)
    story.press("B201", ago_ms=None)
    assert call_to_attest(story.board) is None
    assert attest(story) is Rejection.NO_TEST_PRESS


def test_a_pendant_that_says_when_is_tested_as_any_other(story):
    plan = school()
    pendant = replace(plan.buttons[0], family="webhook", tells_age=True)
    story.adopt(replace(plan, buttons=(pendant, *plan.buttons[1:])))
    arm(story)
    story.at(1)
    story.press("B201", ago_ms=300)
    assert not story.board.incidents
    assert story.board.test_over.passed


def test_a_press_of_a_pendant_is_real_in_a_drill_of_its_room(story):
    story.adopt(with_pendant())
    start(story, "201", "202")
    story.press("B201", ago_ms=None)
    assert story.call.drill is None
    story.press("B202")
    assert story.call.drill is not None


def test_a_test_that_was_attested_ends_what_asked_for_one(pendant):
    below = Cause("button-count-below-record", "B201")
    pendant.tell(ReportTrouble(cause=below, detail="look at it"), None)
    attest(pendant)
    assert below.key not in pendant.board.troubles


def test_a_power_cut_ends_the_test_and_leaves_the_call(pendant):
    pendant.restart()
    assert as_found(pendant.recorded) == pendant.board
    pendant.look()
    assert pendant.board.walk_test is None
    assert pendant.call.ringing
    assert attest(pendant) is Rejection.NO_TEST_PRESS

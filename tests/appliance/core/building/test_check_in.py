"""Tests the room check-in: a room is silent until somebody says otherwise; *safe* means safe in that room, and nothing anywhere else."""

import pytest

from appliance.core.building.answers import answer_of
from appliance.core.building.commands import EndCheckIn, MarkRoom, PressSafe, StartCheckIn, StartResponse
from appliance.core.building.events import CheckInEnded, RoomMarked, SafePressed
from appliance.core.calls.commands import RaiseCallFromDesk, StandDown
from appliance.core.calls.events import CallRaised
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.stands import Falls, Stands
from appliance.core.ground.words import BuildingResponse, Door, Outcome, RoomAnswer, Source
from appliance.core.practice.commands import StartDrill
from appliance.core.standing import changes
from appliance.plan.ids import ButtonId, CheckInId, RoomId, ZoneId
from appliance.plan.model import Kind

SILENT, HELP, SAFE = RoomAnswer.NO_ANSWER, RoomAnswer.NEEDS_HELP, RoomAnswer.SAFE


def begin(story, **fields):
    return story.desk("front", StartCheckIn, **fields)


def mark(story, room, answer, **fields):
    name = story.board.check_in.check_in
    return story.desk("library", MarkRoom, check_in=name, room=RoomId(room), answer=answer, **fields)


def press_safe(story, room, counter=1, ago_ms=0):
    source = Source(Door.BUTTON, ButtonId(f"B{room}"), "safe", counter)
    return story.tell(PressSafe(room=RoomId(room), source=source, pressed_ago_ms=ago_ms))


def answer(story, room):
    return answer_of(story.board, story.board.check_in, RoomId(room))


def test_every_room_is_silent_until_somebody_says_otherwise(story):
    begin(story)
    assert len(story.board.check_in.rooms) == 7
    story.at(4000)
    assert {answer(story, room) for room in story.board.check_in.rooms} == {SILENT}


def test_desks_and_safe_contacts_answer_and_a_slip_is_taken_back(story):
    begin(story)
    mark(story, "201", SAFE)
    press_safe(story, "202")
    mark(story, "203", HELP)
    assert [answer(story, room) for room in ("201", "202", "203", "204")] == [SAFE, SAFE, HELP, SILENT]
    assert story.board.check_in.marks["202"].button == "B202"
    assert story.board.check_in.marks["201"].by.desk == "library"
    mark(story, "201", SILENT)
    assert answer(story, "201") is SILENT
    assert mark(story, "201", SILENT) is Rejection.NO_NEWS


@pytest.mark.parametrize("ago_ms", [0, None, 5000])
def test_outside_a_check_in_safe_means_nothing_and_is_counted_once(story, ago_ms):
    press_safe(story, "201", ago_ms=ago_ms)
    assert [(type(event), event.check_in) for event in story.seen] == [(SafePressed, None)]
    assert (story.board.incidents, story.board.troubles) == ({}, {})
    assert story.board.counters[ButtonId("B201"), "safe", ""] == 1
    assert press_safe(story, "201", ago_ms=ago_ms) is Rejection.REPEAT


@pytest.mark.parametrize("ago_ms", [None, 10_001])
def test_a_safe_pressed_before_it_began_or_nobody_knows_when_answers_nothing(story, ago_ms):
    story.at(100)
    begin(story)
    story.at(110)
    press_safe(story, "201", ago_ms=ago_ms)
    assert answer(story, "201") is SILENT
    press_safe(story, "201", counter=2, ago_ms=9_999)
    assert answer(story, "201") is SAFE


def test_any_other_press_is_a_call_and_safe_never_takes_it_back(story):
    begin(story)
    press_safe(story, "201")
    story.press("B201")
    assert answer(story, "201") is HELP
    press_safe(story, "201", counter=2)
    assert answer(story, "201") is HELP
    assert len(story.board.incidents) == 1
    story.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="Ana")
    assert answer(story, "201") is SAFE, "what it said itself, before it called"


def test_safe_never_takes_back_what_a_desk_marked(story):
    begin(story)
    mark(story, "201", HELP)
    press_safe(story, "201")
    assert answer(story, "201") is HELP
    mark(story, "201", SAFE)
    assert answer(story, "201") is SAFE


def test_needs_help_raises_a_call_only_where_the_person_says_so(story):
    begin(story)
    story.seen.clear()
    mark(story, "201", HELP)
    assert [type(event) for event in story.seen] == [RoomMarked]
    mark(story, "201", HELP, call=Kind.ASSIST)
    assert story.call.room == "201"
    assert story.call.kind is Kind.ASSIST
    assert mark(story, "202", SAFE, call=Kind.ASSIST) is Rejection.CALL_WITHOUT_NEED
    assert sum(isinstance(event, CallRaised) for event in story.seen) == 1


def test_a_call_raised_at_a_desk_shows_as_needing_help(story):
    begin(story)
    story.desk("front", RaiseCallFromDesk, room=RoomId("203"), kind=Kind.MEDICAL)
    assert answer(story, "203") is HELP


def test_a_tap_out_asks_for_an_adult_too(story):
    begin(story)
    story.press("B203", "tap-out")
    press_safe(story, "203")
    assert answer(story, "203") is HELP


def test_only_chosen_zones_are_asked(story):
    assert begin(story, zones=(ZoneId("cellar"),)) is Rejection.NO_SUCH_ZONE
    begin(story, zones=(ZoneId("office"),))
    assert story.board.check_in.rooms == ("office",)
    assert mark(story, "201", SAFE) is Rejection.ROOM_NOT_ASKED
    press_safe(story, "201")
    assert story.board.check_in.marks == {}


def test_one_at_a_time_and_a_desk_that_is_late_changes_nothing_of_the_next(story):
    begin(story)
    first = story.board.check_in.check_in
    assert begin(story) is Rejection.CHECK_IN_RUNNING
    assert story.desk("front", EndCheckIn, check_in=CheckInId("other")) is Rejection.NO_SUCH_CHECK_IN
    story.desk("front", EndCheckIn, check_in=first)
    begin(story)
    late = story.desk("library", MarkRoom, check_in=first, room=RoomId("201"), answer=SAFE)
    assert late is Rejection.NO_SUCH_CHECK_IN
    assert answer(story, "201") is SILENT


def test_its_end_names_the_silent_rooms(story):
    begin(story)
    mark(story, "201", SAFE)
    story.press("B202")
    story.seen.clear()
    story.desk("front", EndCheckIn, check_in=story.board.check_in.check_in)
    ended = story.seen[0]
    assert isinstance(ended, CheckInEnded)
    assert ended.no_answer == ("203", "204", "205", "206", "office")
    assert (ended.needs_help, ended.safe) == (("202",), ("201",))


def test_it_survives_a_power_cut_in_the_middle(story):
    begin(story)
    story.at(60)
    mark(story, "201", HELP)
    press_safe(story, "202")
    mark(story, "203", SAFE)
    mark(story, "203", SILENT)
    before = {room: answer(story, room) for room in story.board.check_in.rooms}
    story.restart(after_ms=30_000)
    assert {room: answer(story, room) for room in story.board.check_in.rooms} == before
    assert story.now.mono_ms - story.board.check_in.started.mono_ms == 90_000
    assert press_safe(story, "202") is Rejection.REPEAT
    press_safe(story, "204")
    assert answer(story, "204") is SAFE


def test_no_answer_is_left_standing_when_it_has_ended(story):
    begin(story)
    mark(story, "201", HELP)
    press_safe(story, "202")
    story.desk("front", EndCheckIn, check_in=story.board.check_in.check_in)
    left: set[str] = set()
    for _, event in story.recorded:
        for change in changes(event):
            match change:
                case Stands(key):
                    left.add(key)
                case Falls(key):
                    left.discard(key)
    assert left == {"epoch", "plan"}


def test_practice_asks_the_drills_rooms_and_a_real_one_ends_it(story):
    assert begin(story, practice=True) is Rejection.NO_SUCH_DRILL
    story.desk("front", StartDrill, name="x", rooms=(RoomId("201"), RoomId("office")))
    begin(story, practice=True, zones=(ZoneId("office"),))
    assert story.board.check_in.rooms == ("office",)
    story.press("Boffice")
    assert answer(story, "office") is HELP
    assert begin(story) is None
    assert story.board.drill is None
    assert (story.board.check_in.drill, len(story.board.check_in.rooms)) == (None, 7)
    again = story.desk("front", StartDrill, name="x", rooms=(RoomId("201"),))
    assert again is Rejection.RESPONSE_RUNNING


def test_a_response_starts_it_in_the_same_act_and_ending_the_response_leaves_it(story):
    story.desk("front", StartResponse, response=BuildingResponse.EVACUATE, detail="north field", check_in=True)
    assert len(story.board.check_in.rooms) == 7
    mark(story, "201", SAFE)
    story.desk("front", StartResponse, response=BuildingResponse.SHELTER, check_in=True)
    assert answer(story, "201") is SAFE, "the one that is on goes on"

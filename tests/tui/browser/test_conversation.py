"""Tests a live call at a desk in a browser by keys and touches: each act of it, what is asked, and what a slip does."""

import msgspec
import pytest

from appliance.core.building.commands import EndCheckIn, MarkRoom, StartCheckIn, StartResponse
from appliance.core.calls.commands import (
    Acknowledge,
    AddNote,
    Arrive,
    AssignCover,
    Confirm,
    Dispatch,
    LocateCall,
    RaiseCallFromDesk,
    StandDown,
)
from appliance.core.ground.place import Place
from appliance.core.ground.words import Answer, BuildingResponse, Outcome, RoomAnswer, Stage
from appliance.core.practice.commands import MakeDrillReal
from appliance.core.room_clear.commands import BeginClear
from appliance.plan.ids import CheckInId, DrillId, RoomId
from appliance.plan.model import Kind, Role
from tests.tui.boards import board, call, drill
from tests.tui.browser.page import Page, check_in
from tests.tui.callers import by_text
from tests.tui.test_tap_outs import tap_out
from tui.asking.pressing import LOOK_FIRST
from tui.board.aim import LOOKED_AT_MS
from tui.browser.conversation import LIST_MOVED, Act
from tui.browser.heard import Choose, Enter, Stroke
from tui.browser.reachable import NOT_HERE

RINGS = call(12, "B204", Kind.EMERGENCY)


@pytest.fixture
def page() -> Page:
    return Page()


def wanted(act: Act | None) -> object:
    assert act is not None
    return act.command


def test_a_whole_call_is_answered_by_keys_alone(page: Page) -> None:
    page.shows(board(RINGS))
    assert wanted(page.press("space")) == Acknowledge(incident=RINGS.incident)
    page.shows(board(call(12, "B204", Kind.EMERGENCY, Stage.ACKNOWLEDGED)))
    assert wanted(page.press("d", "4")) == Dispatch(incident=RINGS.incident, role=Role.NURSE)
    page.is_told(page.press("4"))
    page.shows(board(call(12, "B204", Kind.EMERGENCY, Stage.DISPATCHED)))
    page.press("c")
    assert page.asked.title == "CONFIRMED: somebody goes to Room B204 (call 12, EMERGENCY)"
    confirmed = page.choose("radio", text=page.asked.text)
    assert wanted(confirmed) == Confirm(incident=RINGS.incident, responder="Marcus Bell", answer=Answer.BY_RADIO)
    page.is_told(confirmed)
    page.shows(board(call(12, "B204", Kind.EMERGENCY, Stage.CONFIRMED)))
    assert wanted(page.press("s")) == Arrive(incident=RINGS.incident, responder="Marcus Bell")
    page.shows(board(call(12, "B204", Kind.EMERGENCY, Stage.ON_SCENE)))
    page.press("x")
    over = page.choose("attended", text="Marcus Bell") if len(page.rows) == 1 else page.press("1")
    assert isinstance(wanted(over), StandDown) and wanted(over).outcome is Outcome.ATTENDED  # type: ignore[attr-defined]
    page.is_told(over)
    assert page.scene.asked is None


def test_a_call_by_text_is_said_to_be_in_a_room_and_its_number_is_hidden(page: Page) -> None:
    page.shows(board(by_text()))
    assert page.scene.calls[0].marks[0] == "UNVERIFIED text: NUMBER HIDDEN"
    assert "+1720" not in repr(page.scene)
    page.press("full_stop")
    assert page.asked.title == "WHERE IS place unknown, says Room B204 (call 12, ASSIST)"
    place = Place(room=RoomId("117"))
    assert wanted(page.choose("117")) == LocateCall(incident=by_text().incident, place=place)


def test_a_call_that_came_under_the_key_just_now_is_not_taken(page: Page) -> None:
    page.shows(board(RINGS), looked_ms=LOOKED_AT_MS - 1)
    assert page.press("space") is None
    assert page.scene.notice == LOOK_FIRST
    page.after(1)
    assert wanted(page.press("space")) == Acknowledge(incident=RINGS.incident)


def test_a_scene_that_no_page_painted_is_aimed_at_by_nobody(page: Page) -> None:
    page.talk.board(board(RINGS), page.now_ms)
    page.after(10_000)
    assert page.press("space") is None
    assert page.scene.notice == LOOK_FIRST


def test_a_call_is_reported_as_shown_once_it_stands_there_in_full_and_can_be_heard(page: Page) -> None:
    assert page.shows(board(RINGS), sounds=False) == ()
    assert page.paints() == (RINGS.incident,)
    assert page.paints() == ()
    page.talk.not_shown(RINGS.incident)
    assert page.talk.to_report() == (RINGS.incident,)
    page.talk.board(board(msgspec.structs.replace(RINGS, presses=2)), page.now_ms)
    assert page.talk.to_report() == (), "the page did not paint yet that it was pressed again"
    assert page.paints() == (RINGS.incident,)
    assert page.talk.back() == (RINGS.incident,)
    assert page.paints() == ()
    page.talk.unseen()
    assert page.talk.back() == ()
    assert page.paints() == (RINGS.incident,)


def test_touching_a_call_lets_the_keys_be_about_it(page: Page) -> None:
    one, two = call(12, "B204", stage=Stage.ACKNOWLEDGED), call(13, "117", stage=Stage.ACKNOWLEDGED)
    page.shows(board(one, two))
    page.select(two.incident)
    page.press("d")
    assert page.asked.title.startswith("SEND HELP to Room 117")
    page.press("escape")
    page.select("i-of-nobody")
    assert [each.ref for each in page.scene.calls if each.selected] == [two.incident]
    page.press("up")
    assert [each.ref for each in page.scene.calls if each.selected] == [one.incident]


def test_a_refusal_stands_in_the_question_and_what_was_typed_stays(page: Page) -> None:
    page.shows(board(call(12, "B204", stage=Stage.ACKNOWLEDGED)))
    page.press("n")
    noted = page.enter("the nurse needs the lift key")
    assert wanted(noted) == AddNote(incident=RINGS.incident, text="the nurse needs the lift key")
    page.is_told(noted, "It is over.", ok=False)
    assert (page.asked.refused, page.asked.text) == ("It is over.", "the nurse needs the lift key")
    page.press("escape")
    assert page.scene.asked is None
    page.press("n")
    assert page.asked.text == "the nurse needs the lift key"


def test_what_stood_under_the_finger_before_is_not_chosen(page: Page) -> None:
    page.shows(board())
    page.press("r")
    before = page.asked.list
    page.type("11")
    assert page.talk.choose(Choose(before, 0), page.now_ms) is None
    assert page.asked.refused == LIST_MOVED
    assert page.talk.enter(Enter(page.asked.asked - 1, "117"), page.now_ms) is None


def test_a_call_is_raised_for_a_room_and_for_a_place_in_words(page: Page) -> None:
    page.shows(board())
    page.press("r")
    page.enter("117")
    assert page.asked.title == "RAISE A CALL for Room 117: what kind?"
    assert wanted(page.press("1")) == RaiseCallFromDesk(room=RoomId("117"), kind=Kind.EMERGENCY)
    page.press("escape", "r")
    page.type("behind the gym")
    page.choose("RAISE IT FOR: behind the gym")
    page.choose("NO ROOM is near it")
    place = Place(words="behind the gym")
    assert wanted(page.press("3")) == RaiseCallFromDesk(place=place, kind=Kind.ASSIST)


def test_a_response_of_the_building_begins_only_by_its_typed_word(page: Page) -> None:
    page.shows(board())
    page.press("b", "3")
    assert page.asked.label.startswith("Type LOCKDOWN and press ENTER")
    assert page.choose("Start LOCKDOWN and a room check-in", text="lock") is None
    assert page.asked.refused == "Nothing was started: the word was not LOCKDOWN."
    began = page.choose("Start LOCKDOWN and a room check-in", text="lockdown")
    assert isinstance(wanted(began), StartResponse)
    assert wanted(began).response is BuildingResponse.LOCKDOWN  # type: ignore[attr-defined]


def test_a_check_in_is_started_marked_room_by_room_and_ended(page: Page) -> None:
    page.shows(board())
    page.press("i")
    assert isinstance(wanted(page.press("1")), StartCheckIn)
    page.press("escape")
    page.shows(board(check_in=check_in()))
    page.press("i")
    page.type("b204")
    page.enter("b204")
    assert page.asked.title == "Room B204: what did it answer?"
    safe = page.choose("Safe")
    assert wanted(safe) == MarkRoom(check_in=CheckInId("k-1"), room=RoomId("B204"), answer=RoomAnswer.SAFE, call=None)
    page.is_told(safe)
    page.choose("END THE ROOM CHECK-IN")
    page.choose("Go on asking")
    page.choose("END THE ROOM CHECK-IN")
    assert wanted(page.choose("End the room check-in")) == EndCheckIn(check_in=CheckInId("k-1"))


def test_a_check_in_that_ended_meanwhile_is_put_away(page: Page) -> None:
    page.shows(board(check_in=check_in()))
    page.press("i")
    page.shows(board())
    assert page.scene.asked is None and page.scene.notice == "No room check-in is on."


def test_a_class_is_sent_to_another_room(page: Page) -> None:
    page.shows(board())
    page.press("5")
    page.enter("117")
    page.choose("Room B204")
    page.choose("their teacher")
    begun = page.enter("24")
    assert isinstance(wanted(begun), BeginClear) and wanted(begun).expected == 24  # type: ignore[attr-defined]


def test_cover_is_found_for_a_tap_out(page: Page) -> None:
    line = tap_out()
    assert page.shows(board(tap_outs=(line,))) == (line.incident,)
    page.press("y")
    assert page.asked.title.startswith("WHO COVERS")
    assert isinstance(wanted(page.press("1")), AssignCover)


def test_the_card_for_911_follows_its_call_and_is_closed_by_its_own_key(page: Page) -> None:
    page.shows(board(RINGS))
    page.press("9")
    card = page.scene.card
    assert card is not None and card.title == "911: Handbell does NOT call 911. Pick up the phone."
    assert ("Room", "Room B204, floor 2, the phone there shows: LMS-B204") in card.rows
    assert wanted(page.press("f2")) == Acknowledge(incident=RINGS.incident)
    page.shows(board())
    assert page.scene.card is not None and "NOT OPEN any more" in page.scene.card.title
    page.press("9")
    assert page.scene.card is None


def test_a_desk_that_is_left_keeps_nothing_half_typed(page: Page) -> None:
    page.shows(board(call(12, "B204", stage=Stage.ACKNOWLEDGED)))
    page.press("n")
    page.type("a name")
    page.talk.lock()
    assert page.scene.asked is None
    page.press("n")
    assert page.asked.text == ""


def test_keys_of_the_other_consoles_say_that_they_are_not_here(page: Page) -> None:
    page.shows(board(call(12, "B204", Kind.EMERGENCY, Stage.ACKNOWLEDGED)))
    for key in ("q", "o", "e", "g", "t", "w", "p", "f", "8", "ctrl+q"):
        page.talk.say("", page.now_ms)
        assert page.press(key) is None
        assert (page.scene.notice, page.scene.asked) == (NOT_HERE, None), key


def test_a_board_while_something_is_asked_takes_nothing_away(page: Page) -> None:
    page.shows(board(call(12, "B204", stage=Stage.ACKNOWLEDGED)))
    page.press("d")
    before = page.asked
    page.shows(board(call(12, "B204", stage=Stage.ACKNOWLEDGED), call(13, "117", Kind.EMERGENCY)))
    assert page.asked == msgspec.structs.replace(before, list=page.asked.list)
    assert [each.number for each in page.scene.calls] == ["call 13", "call 12"]


def test_a_digit_chooses_no_line_of_a_list_that_moved_while_it_was_typed(page: Page) -> None:
    page.shows(board(call(12, "B204", Kind.EMERGENCY, Stage.ACKNOWLEDGED)))
    page.press("d")
    asked = page.asked
    assert page.talk.stroke(Stroke("4", asked.asked, asked.list - 1), page.now_ms) is None
    assert page.asked.refused == LIST_MOVED
    assert wanted(page.talk.stroke(Stroke("4", asked.asked, asked.list), page.now_ms)) == Dispatch(
        incident=RINGS.incident, role=Role.NURSE
    )


def test_a_digit_that_was_typed_ahead_of_its_question_is_taken(page: Page) -> None:
    page.shows(board(call(12, "B204", Kind.EMERGENCY, Stage.ACKNOWLEDGED)))
    page.talk.stroke(Stroke("d"), page.now_ms)
    assert wanted(page.talk.stroke(Stroke("4"), page.now_ms)) == Dispatch(incident=RINGS.incident, role=Role.NURSE)


def test_a_whole_drill_is_made_real_where_it_is_asked_once(page: Page) -> None:
    page.shows(board(call(12, "B204", drill=True), drill=drill("B204")))
    assert page.press("j") is None
    assert page.asked.title.startswith("DRILL Medical practice: is it REAL?")
    assert wanted(page.press("1")) == MakeDrillReal(drill=DrillId("d-1"))

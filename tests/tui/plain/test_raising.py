"""Tests a call raised in words for an area, for a place in words, or for an unknown place. A slip in a name never becomes a place."""

import pytest

from appliance.core.calls.commands import AddNote, RaiseCallFromDesk
from appliance.core.ground.place import Place
from appliance.core.ground.words import Stage
from appliance.plan.ids import AreaName, IncidentId, RoomId
from appliance.plan.model import Kind
from tests.tui.boards import call
from tests.tui.plain.conversation import Conversation, changed

GYM = "behind the gym"
SURE = f"There is no room or area of that name. Raise the call for {GYM}?"


def raised(kind: Kind = Kind.MEDICAL, **place: str) -> RaiseCallFromDesk:
    return RaiseCallFromDesk(place=Place(**place), kind=kind)  # type: ignore[arg-type]


@pytest.mark.parametrize("line", ["call playground medical", "call for the playground medical", "call play medical"])
def test_an_area_is_called_for_as_a_room_is(line: str) -> None:
    assert Conversation().does(line) == raised(area=AreaName("Playground"))


def test_a_place_in_words_is_asked_about_and_then_which_room_is_near() -> None:
    desk = Conversation()
    assert SURE in desk.hears(f"call {GYM}")
    assert "What kind of help?" in desk.hears("yes")
    assert "Which room is it near?" in desk.hears("medical")
    assert desk.does("117") == raised(words=GYM, near=RoomId("117"))


def test_the_room_near_it_can_be_left_out_and_the_kind_may_come_with_the_command() -> None:
    desk = Conversation()
    assert SURE in desk.hears(f"call {GYM} emergency")
    assert "Press Enter alone to leave it out." in desk.hears("yes")
    assert desk.does("") == raised(Kind.EMERGENCY, words=GYM)


def test_yes_is_the_digit_it_is_listed_under() -> None:
    desk = Conversation()
    assert f"Type 1 for yes: {GYM}." in desk.hears(f"call {GYM} medical")
    assert "Which room is it near?" in desk.hears("1")


@pytest.mark.parametrize("again", ["gym", "Gymnasium"])
def test_another_room_may_be_said_instead(again: str) -> None:
    desk = Conversation()
    desk.hears(f"call {GYM} medical")
    assert desk.does(again) == RaiseCallFromDesk(room=RoomId("gym"), kind=Kind.MEDICAL)


@pytest.mark.parametrize(
    ("slip", "meant"), [("gymnasum", "Gymnasium"), ("playgrond", "Playground"), ("rom 117", "Room 117")]
)
def test_a_slip_offers_what_was_meant_before_the_words(slip: str, meant: str) -> None:
    desk = Conversation()
    said = desk.hears(f"call {slip} medical")
    assert f"Type 1 for {meant}." in said
    assert said.index(meant) < said.index(f"yes: {slip}")
    found = desk.does("1")
    assert isinstance(found, RaiseCallFromDesk) and not found.where.words


def test_no_says_the_room_again_and_raises_nothing() -> None:
    desk = Conversation()
    desk.hears(f"call {GYM} medical")
    assert "Nothing was done. For which room?" in desk.hears("no")
    assert desk.does("gym") == RaiseCallFromDesk(room=RoomId("gym"), kind=Kind.MEDICAL), "the kind was said before"


def test_the_kind_alone_is_no_place() -> None:
    desk = Conversation()
    assert "For which room?" in desk.hears("call medical")
    assert desk.does("gym") == RaiseCallFromDesk(room=RoomId("gym"), kind=Kind.MEDICAL)


def test_an_empty_line_is_no_yes() -> None:
    desk = Conversation()
    desk.hears(f"call {GYM} medical")
    assert SURE in desk.hears("")
    assert "Cancelled: call. Nothing was done." in desk.hears("cancel")


def test_nobody_knows_where() -> None:
    desk = Conversation()
    assert "Which room is it near?" in desk.hears("call unknown assist")
    assert desk.does("") == raised(Kind.ASSIST)
    desk.hears("call unknown assist")
    assert desk.does("gym") == raised(Kind.ASSIST, near=RoomId("gym"))


def test_words_of_a_note_that_begin_with_call_are_a_note() -> None:
    desk = Conversation(call(12, "B204", stage=Stage.ON_SCENE))
    desk.hears("note 12")
    assert desk.does("call mother at noon") == AddNote(incident=IncidentId("i-12"), text="call mother at noon")


def test_a_call_for_an_area_in_a_note_is_asked_about() -> None:
    desk = Conversation(call(12, "B204", stage=Stage.ON_SCENE))
    desk.hears("note 12")
    assert "Raise a call for Playground? Yes raises it, no keeps the words as text." in desk.hears("call playground")


def test_a_call_from_a_place_in_words_asks_who_saw_the_place() -> None:
    desk = Conversation(changed(call(12, "B204", stage=Stage.ON_SCENE), room=None, room_name="Behind the gym"))
    assert " No button is there." in desk.hears("board 12")
    desk.hears("stand down 12")
    assert "Who saw the place with their own eyes?" in desk.hears("1")
    assert "Where: Behind the gym." in desk.hears("911 12")

"""Tests calls by telephone and text at the plain console: who called, where it says to be, and the word that says where it is."""

from msgspec.structs import replace

from appliance.core.calls.commands import LocateCall
from appliance.core.ground.place import Place
from appliance.flows.calls.locating import PLACE_IS_KNOWN
from appliance.plan.ids import AreaName, RoomId
from tests.tui.boards import board, call
from tests.tui.callers import I12, NUMBER, by_text, from_phone
from tests.tui.plain.conversation import Conversation


def located(**place: object) -> LocateCall:
    return LocateCall(incident=I12, place=Place(**place))  # type: ignore[arg-type]


def test_a_call_by_text_is_told_with_its_number_and_how_to_say_where_it_is() -> None:
    (told,) = Conversation().told(board(by_text()))
    assert told == (
        "Call 12: place unknown, says Room B204 needs help: assist. Nobody has it."
        f" A text, from {NUMBER}. Unverified: nobody knows who it is. Nobody knows when it was sent."
        " It is a text: the caller cannot be told here. Type: have 12. When you know where it is, type: where 12 ROOM"
    )


def test_a_call_by_telephone_is_told_by_whose_phone_it_is() -> None:
    (told,) = Conversation().told(board(from_phone(number="2210", owner="Ana Ortiz")))
    assert " A phone call, from the phone of Ana Ortiz (2210). It is a telephone: the caller is told by voice" in told
    (told,) = Conversation().told(board(from_phone(unverified=True)))
    assert " A phone call, number hidden. Unverified: nobody knows who it is." in told


def test_the_place_is_said_in_one_line() -> None:
    desk = Conversation(by_text())
    assert desk.does("where 12 117") == located(room=RoomId("117"))
    assert desk.does("where 12 is in the playground") == located(area=AreaName("Playground"))


def test_words_are_asked_about_and_may_be_near_a_room() -> None:
    desk = Conversation(by_text())
    assert "There is no room or area of that name. Is it at behind the gym?" in desk.hears("where 12 behind the gym")
    assert "Which room is it near?" in desk.hears("yes")
    assert desk.does("117") == located(words="behind the gym", near=RoomId("117"))


def test_of_a_call_from_a_room_it_says_why_not() -> None:
    assert PLACE_IS_KNOWN in Conversation(call(12, "B204")).hears("where 12 117")


def test_that_it_was_said_and_taken_back_is_told() -> None:
    desk, said = Conversation(by_text()), call(12, "B204", located=True, may_locate=True, also_there=(14,))
    assert desk.told(board(said)) == [
        "Call 12, Room B204: Somebody said where it is: before it was place unknown, says Room B204."
        " The place is as somebody said at a desk. Also open there: call 14."
    ]
    (told,) = desk.told(board(by_text()))
    assert told.startswith(
        "Call 12, place unknown, says Room B204: Somebody said where it is: before it was Room B204."
    )


def test_a_number_that_calls_again_is_said_to_call_again() -> None:
    desk = Conversation(by_text())
    (told,) = desk.told(board(by_text(presses=2)))
    assert "Called again, 2 times now." in told


def test_the_board_tells_all_of_it() -> None:
    desk = Conversation(replace(by_text(), presses=3))
    said = desk.hears("board")
    assert f"A text, from {NUMBER}." in said and "Called 3 times." in said and "type: where 12 ROOM" in said

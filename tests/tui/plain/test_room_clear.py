"""Tests a room clear at the plain console: begun, heard, counted, late and over, in sentences."""

from copy import replace

import pytest

from appliance.api.board.building import ResponseLine
from appliance.core.ground.words import BuildingResponse
from appliance.core.room_clear.commands import BeginClear, CountHere, EndClear
from tests.tui.boards import board, call
from tests.tui.clears import BUDDIES, FIRST, clear, walking
from tests.tui.plain.conversation import Conversation


@pytest.fixture
def desk() -> Conversation:
    made = Conversation()
    made.model = replace(made.model, facts=BUDDIES)
    return made


def test_one_is_begun_in_a_line_and_two_answers(desk: Conversation) -> None:
    assert "Who walks with the class?" in desk.hears("room clear B204 to B205")
    assert "How many children walk?" in desk.hears("Ines Ortiz")
    assert desk.does("24") == BeginClear(room="B204", to="B205", walks="Ines Ortiz", expected=24)


def test_the_buddy_room_is_one_word_and_an_empty_answer_is_their_teacher_and_that_nobody_knows(
    desk: Conversation,
) -> None:
    assert "Which room is cleared?" in desk.hears("room clear")
    assert "For the buddy room, Room B205, type: buddy" in desk.hears("B204")
    desk.hears("buddy")
    desk.hears("")
    assert desk.does("") == BeginClear(room="B204", to="B205", walks="their teacher")


def test_every_desk_hears_it_and_what_to_do_besides(desk: Conversation) -> None:
    desk.told(board())
    assert desk.told(walking(clear())) == [
        "Room clear: Room B204 goes to Room B205 with Ines Ortiz, for 70 seconds. Nobody said yet that the class is there. The lamp in "
        "Room B205 says that a class comes. Keep the hall free. When they are counted, type: room clear here"
    ]
    assert desk.waits(109_999) == []
    assert desk.waits(1) == ["The class of Room B204 is LATE in Room B205. Phone there; look in the hall."]
    assert desk.told(walking(clear(pressed=True))) == [
        "Room clear: the class of Room B204 in Room B205: there, NOT COUNTED."
    ]
    assert desk.told(walking(clear(pressed=True, here=22))) == [
        "Room clear: the class of Room B204 in Room B205: 22 of 24 there."
    ]
    assert "22 of 24 are there." in desk.hears("board")
    assert desk.told(board()) == ["The room clear of Room B204 is over."]


def test_a_part_of_a_class_is_waited_for_until_it_is_late(desk: Conversation) -> None:
    desk.told(walking(clear(here=22)))
    assert desk.waits(110_000) == [
        "The class of Room B204 is LATE in Room B205. 22 of 24 there. Look in the hall.",
    ]


def test_practice_is_called_a_drill_in_each_sentence_and_does_not_ring(desk: Conversation) -> None:
    desk.told(board())
    said = desk.told(walking(clear(practice=True)))
    said += desk.told(walking(clear(practice=True, lamp=False)))
    said += desk.waits(110_000)
    said += desk.told(walking(clear(practice=True, here=24, expected=0)))
    said += desk.told(board())
    assert len(said) == 5
    assert all(each.startswith("Drill") for each in said)


def test_a_room_whose_lamp_says_it_no_longer_is_phoned(desk: Conversation) -> None:
    desk.told(walking(clear()))
    assert desk.told(walking(clear(lamp=False))) == [
        "No lamp in Room B205 says any more that a class comes. Phone Room B205."
    ]


def test_when_a_lockdown_begins_a_class_on_its_way_is_named_and_nobody_is_told_to_phone(desk: Conversation) -> None:
    desk.told(walking(clear()))
    on = ResponseLine(response=BuildingResponse.LOCKDOWN, detail="", practice=False, age_ms=0, started_by="")
    locked = board(response=on, clears=(clear(lamp=False),))
    said, _ = desk.told(locked)
    assert "Nobody said yet that the class is there." in said
    assert said.endswith("Tell police that a class may be in the hall. Do not phone the room.")
    assert desk.waits(110_000) == [
        "The class of Room B204 is LATE in Room B205. Tell police that a class may be in the hall. Do not phone the room."
    ]


def test_among_many_calls_at_once_a_class_that_is_begun_or_late_is_still_said(desk: Conversation) -> None:
    desk.told(board())
    calls = [call(number, room) for number, room in enumerate(("gym", "117", "lib", "B205", "B204"), 1)]
    said = desk.told(board(*calls, clears=(clear(),)))
    assert "Type board to hear all calls." in said[0]
    assert said[1].startswith("Room clear: Room B204 goes to Room B205")


def test_children_are_counted_and_one_is_ended(desk: Conversation) -> None:
    desk.told(walking(clear()))
    assert desk.does("room clear here 22 of 24") == CountHere(clear=FIRST, here=22, expected=24)
    assert "How many of 24 are in Room B205?" in desk.hears("room clear here")
    assert desk.does("24") == CountHere(clear=FIRST, here=24)
    assert desk.does("room clear end") == EndClear(clear=FIRST)


def test_what_the_plan_says_of_a_room_is_heard_with_its_call_and_on_the_card(desk: Conversation) -> None:
    desk.told(board(call(1, "B204")))
    for typed in ("board 1", "911"):
        heard = desk.hears(typed)
        assert "Exits: Hall door. What can be thrown: Chairs. Where to stand: Beside the sink." in heard

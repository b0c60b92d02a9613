"""Tests troubles at the plain console: told, put aside with a reason, and back by themselves."""

import msgspec

from appliance.api.board.supervised import CutOffLine, OutOfServiceLine, TroubleLine
from appliance.core.devices.commands import ClearTrouble, ShelveTrouble, UnshelveTrouble
from appliance.core.district.copies import ASK_ROOMS
from appliance.core.ground.words import Cause
from appliance.words.troubles import ENTRIES_BEYOND_COPY
from tests.tui.boards import TROUBLES, board
from tests.tui.plain.conversation import Conversation

LOST, AWAY = TROUBLES
ASIDE = msgspec.structs.replace(LOST, shelved_ms=7_200_000)
ROOMS = TroubleLine(what=ASK_ROOMS.what, subject="", detail="Calls may have been open: ask every room.", age_ms=1000)
BEYOND_SAYS = "The district has of the box before this one what the copy lacks: 12 entries (10 to 21)."
CAUSE = Cause(LOST.what, LOST.subject)


def desk_with(*troubles: object) -> Conversation:
    desk = Conversation()
    desk.told(board(troubles=troubles))
    return desk


def test_a_trouble_is_put_aside_for_hours_and_with_a_reason() -> None:
    shelved = ShelveTrouble(cause=CAUSE, ends_after_s=7200, reason="the electrician comes at noon")
    assert desk_with(LOST, AWAY).does("aside B117 for 2 hours because the electrician comes at noon") == shelved


def test_what_is_left_out_is_asked() -> None:
    desk = desk_with(LOST, AWAY)
    assert "Which trouble can wait? Type 1 for button lost, B117." in desk.hears("aside")
    assert "For how long? Then it is back by itself. Type 1 for 1 hour." in desk.hears("1")
    assert desk.hears("2") == "Why can it wait?"
    assert desk.does("it is being mended") == ShelveTrouble(cause=CAUSE, ends_after_s=7200, reason="it is being mended")


def test_what_was_put_aside_is_told_last_and_counted_apart() -> None:
    desk = desk_with(ASIDE, AWAY)
    said = desk.hears("troubles")
    assert said.index("desk not attended, nurse") < said.index(
        "Put aside for 1 hour 59 minutes more: button lost, B117."
    )
    assert "1 trouble and 1 put aside: type troubles" in desk.hears("board")
    assert desk.does("end aside B117") == UnshelveTrouble(cause=CAUSE)


def test_putting_aside_and_coming_back_are_said() -> None:
    desk = desk_with(LOST)
    assert desk.told(board(troubles=(ASIDE,))) == ["Put aside for 2 hours: button lost, B117."]
    assert desk.told(board(troubles=(LOST,)))[0].startswith("Not put aside any more: button lost, B117. The button")


def test_that_every_room_was_asked_is_said_by_people() -> None:
    desk = desk_with(LOST)
    assert desk.hears("clear") == "There is no trouble that people end."
    said = desk.told(board(troubles=(LOST, ROOMS)))
    assert said == ["Trouble: calls may be open. Calls may have been open: ask every room."]
    assert "Calls may have been open: ask every room. When it is done, type: clear" in desk.hears("board")
    assert "ask every room. When it is done, type: clear" in desk.hears("troubles")
    assert desk.hears("clear") == "Which one is done? Type 1 for calls may be open."
    assert desk.does("1") == ClearTrouble(cause=ASK_ROOMS)
    assert desk.told(board(troubles=(LOST,))) == ["Over: calls may be open."]


def test_what_lies_beyond_the_copy_is_told_until_somebody_read_it() -> None:
    desk = desk_with(LOST)
    beyond = TroubleLine(what=ENTRIES_BEYOND_COPY.word, subject="10-21", detail=BEYOND_SAYS, age_ms=1000)
    assert desk.told(board(troubles=(LOST, beyond))) == [f"Trouble: entries beyond copy, 10-21. {BEYOND_SAYS}"]
    assert desk.hears("clear") == "Which one is done? Type 1 for entries beyond copy, 10-21."
    assert desk.does("1") == ClearTrouble(cause=Cause(ENTRIES_BEYOND_COPY.word, "10-21"))


def test_with_nothing_wrong_there_is_nothing_to_put_aside() -> None:
    assert Conversation().hears("aside") == "There is no trouble to put aside."
    assert Conversation().hears("end aside") == "No trouble was put aside."


def test_a_button_out_of_service_is_said_to_ring_all_the_same() -> None:
    desk = desk_with()
    out = OutOfServiceLine(button="B204-wall", room_name="Room B204", ends_in_ms=3_600_000)
    desk.told(board(out_of_service=(out,), cut_off=(CutOffLine(room_name="Room B204", why="out of service"),)))
    said = desk.hears("troubles")
    assert "Room B204: B204-wall is out of service, back in " in said
    assert "; it rings all the same when pressed. Room B204 cannot call now: out of service." in said

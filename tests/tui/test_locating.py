"""Tests calls by telephone and text: how a card and the plain console's words tell of them, and that one key says where such a call is."""

import pytest
from msgspec.structs import replace

from appliance.api.board.calls import CallerLine
from appliance.core.calls.commands import LocateCall
from appliance.core.ground.place import Place
from appliance.flows.calls.locating import PLACE_IS_KNOWN
from appliance.plan.ids import AreaName, RoomId
from tests.tui.boards import board, call
from tests.tui.callers import I12, NUMBER, by_phone, by_text, from_phone
from tests.tui.conftest import Sits
from tests.tui.stage import Stage
from tests.tui.test_pressed import lines
from tui.widgets.call_card import Shape


@pytest.mark.parametrize("shape", Shape)
def test_a_card_says_who_called_that_nobody_verified_it_and_where_it_says_to_be(shape: Shape) -> None:
    shown = lines(by_text(), shape, 119)
    assert f"UNVERIFIED text: {NUMBER}" in shown and "B204" in shown


def test_a_low_card_keeps_the_number_of_the_room_and_of_the_caller() -> None:
    """On 80 columns, with calls and minutes of two digits: what tells one such call from the next must not be cut."""
    said = by_text(age_ms=615_000, ringing=True, room_name="place unknown, says Room 204 (Gr 4)")
    assert "says 204 (Gr 4)  RINGING  UNVERIFIED text: +1720" in lines(said, Shape.SMALL, 79)
    phone = by_phone(CallerLine(text=False, number=NUMBER, unverified=True), room_name="place unknown", ringing=True)
    assert f"place ?  RINGING  UNVERIFIED phone: {NUMBER}" in lines(phone, Shape.SMALL, 79)


def test_a_telephone_is_told_by_its_owner_its_extension_or_what_is_missing() -> None:
    for caller, words in (
        ({"number": "2210", "owner": "Ana Ortiz"}, "phone: phone of Ana Ortiz (2210)"),
        ({"number": "2417", "unverified": True}, "UNVERIFIED phone: extension 2417"),
        ({"number": "2417", "unverified": True, "unproved": True}, "phone: extension 2417, number not proved"),
        ({"withheld": True, "unverified": True}, "UNVERIFIED phone: number withheld"),
        ({"unverified": True}, "UNVERIFIED phone: NUMBER HIDDEN"),
    ):
        assert words in lines(from_phone(**caller), width=119)


def test_what_the_caller_can_be_told_is_said() -> None:
    assert "text: caller cannot be told" in lines(by_text())
    assert "phone: told by voice on the line" in lines(from_phone(number="2417"))


def test_where_visitors_see_the_screen_the_number_is_hidden() -> None:
    for card in (by_text(), from_phone(number="2210", owner="Ana Ortiz")):
        shown = lines(card, width=119, nameless=True)
        assert "NUMBER HIDDEN" in shown and "+1720" not in shown and "Ana" not in shown and "2210" not in shown
    assert "number withheld" in lines(from_phone(withheld=True), width=119, nameless=True)


def test_a_place_that_was_said_and_another_call_there_are_told() -> None:
    said = call(12, "B204", located=True, may_locate=True, also_there=(14,), caller=by_text().caller)
    shown = lines(said, width=159)
    assert "place as told" in shown and "also open there: call 14" in shown
    assert "also open there: calls 14, 15" in lines(replace(said, also_there=(14, 15)), width=159)


@pytest.mark.slow
async def test_one_key_says_the_room(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(by_text()))
        await person.sees(".  Where", "UNVERIFIED text", "place unknown, says Room B204")
        await person.looks()
        await person.presses("full_stop")
        await person.sees("WHERE IS place unknown, says Room B204 (call 12, ASSIST)", "Room, area or place:")
        await person.presses(*"117", "enter")
        await person.until(lambda: bool(stage.acts), "the place")
        assert stage.acts == [LocateCall(incident=I12, place=Place(room=RoomId("117")))]


@pytest.mark.slow
async def test_an_area_and_words_do_as_well_and_words_ask_what_is_near(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(by_text()))
        await person.sees("UNVERIFIED text")
        await person.looks()
        await person.presses("full_stop", *"playg", "enter")
        await person.until(lambda: len(stage.acts) == 1, "the area")
        await person.presses("full_stop", *"by the pool")
        await person.sees("IT IS AT: by the pool")
        await person.presses("enter")
        await person.sees("NO ROOM is near it")
        await person.presses("enter")
        await person.until(lambda: len(stage.acts) == 2, "the words")
        assert stage.acts == [
            LocateCall(incident=I12, place=Place(area=AreaName("Playground"))),
            LocateCall(incident=I12, place=Place(words="by the pool")),
        ]


@pytest.mark.slow
async def test_of_a_call_from_a_room_the_key_says_why_not(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204")))
        await person.sees("RINGING")
        await person.looks()
        await person.presses("full_stop")
        await person.sees(PLACE_IS_KNOWN)
        assert stage.acts == []

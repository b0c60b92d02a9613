"""Tests the flow that says where a call is: what is offered, in which order it asks, and which command it makes."""

import pytest

from appliance.api.board.calls import CallerLine
from appliance.core.calls.commands import LocateCall
from appliance.core.ground.place import Place
from appliance.flows.calls.callers import also_there, caller_mark, caller_sentence, place_named, place_sentence
from appliance.flows.calls.locating import LOCATE, PLACE_IS_KNOWN, place_is_known
from appliance.flows.flow import AskAgain
from appliance.flows.known import Known
from appliance.flows.parts import Given
from appliance.plan.ids import IncidentId, RoomId
from tests.tui.boards import FACTS, call
from tests.tui.callers import by_phone, by_text, from_phone

KNOWN, GYM, I12 = Known(facts=FACTS), "behind the gym", IncidentId("i-12")


def given(**parts: object) -> Given:
    return Given(KNOWN, by_text(), None, dict(parts))


def asked(*parts: object) -> list[str]:
    """Give the names of the parts that are asked one after the other, with these answers."""
    before, names, answers = given(), [], iter(parts)
    while (part := LOCATE.missing(before)) is not None:
        names.append(part.name)
        before.parts[part.name] = next(answers)
    return names


def test_every_room_and_area_is_offered_and_never_the_unknown() -> None:
    part = LOCATE.parts[0]
    assert part.options is not None
    values = [option.value for option in part.options(given())]
    assert values == [
        *(Place(room=room.room) for room in FACTS.rooms),
        *(Place(area=area.name) for area in FACTS.areas),
    ]


def test_words_are_confirmed_and_only_they_are_near_a_room() -> None:
    assert asked(Place(room=RoomId("117"))) == ["place"]
    assert asked(GYM, Place(words=GYM), RoomId("117")) == ["place", "sure", "near"]
    assert asked(GYM, None) == ["place", "sure"]


@pytest.mark.parametrize(
    ("parts", "place"),
    [
        ({"place": Place(room=RoomId("117")), "sure": "", "near": ""}, Place(room=RoomId("117"))),
        ({"place": GYM, "sure": Place(words=GYM), "near": ""}, Place(words=GYM)),
        ({"place": GYM, "sure": Place(words=GYM), "near": "117"}, Place(words=GYM, near=RoomId("117"))),
        ({"place": GYM, "sure": Place(room=RoomId("117")), "near": ""}, Place(room=RoomId("117"))),
    ],
)
def test_the_box_is_asked_for_the_place(parts: dict[str, object], place: Place) -> None:
    assert LOCATE.make(given(**parts)) == LocateCall(incident=I12, place=place)


def test_whoever_says_no_is_asked_again() -> None:
    again = LOCATE.make(given(place=GYM, sure=None, near=""))
    assert again == AskAgain("Nothing was done.", ("place", "sure", "near"))


def test_a_slip_offers_what_was_meant_before_the_words_as_they_stand() -> None:
    part = LOCATE.parts[0]
    assert part.unlike is not None
    first, *_, words = part.unlike(given(), "rom 117")
    assert (first.says, words.shown) == ("Room 117", "IT IS AT: rom 117")


def test_why_nobody_says_where_a_call_from_a_room_is() -> None:
    assert (place_is_known(call(12, "B204")), place_is_known(by_text())) == (PLACE_IS_KNOWN, "")


def test_any_other_call_has_no_words_about_a_caller() -> None:
    other = call(12, "B204")
    assert (caller_mark(other), caller_sentence(other), place_sentence(other), also_there(other)) == ("", "", "", "")


def test_a_number_is_in_words_and_hidden_where_it_is_not_told() -> None:
    assert caller_mark(from_phone(number="2417", unverified=True)) == "UNVERIFIED phone: extension 2417"
    assert caller_mark(from_phone(unverified=True)) == "UNVERIFIED phone: NUMBER HIDDEN"
    assert caller_sentence(from_phone(withheld=True)) == " A phone call, number withheld."


def test_calls_from_nowhere_known_are_told_apart_in_a_list() -> None:
    nowhere = {"room_name": "place unknown"}
    for caller, named in (
        ({"number": "2417"}, "place unknown, 2417"),
        ({"number": "2210", "owner": "Ana Ortiz"}, "place unknown, Ana Ortiz"),
        ({"withheld": True}, "place unknown, number withheld"),
        ({}, "place unknown"),
    ):
        card = by_phone(CallerLine(text=False, **caller), **nowhere)  # type: ignore[arg-type]
        assert place_named(card) == named
        assert place_named(card, nameless=True) == "place unknown"
    assert place_named(by_text()) == "place unknown, says Room B204"
    assert place_named(call(12, "B204")) == "Room B204"

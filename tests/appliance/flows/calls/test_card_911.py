"""Tests what is told 911: the words of both cards come from one place."""

from msgspec.structs import replace

from appliance.flows.calls.card_911 import NOT_KNOWN_ALOUD, phone_there, place, place_named, to_say, to_say_aloud
from appliance.plan.model import Kind
from tests.tui.boards import FACTS, call

CALL = call(12, "B204", Kind.EMERGENCY)


def test_the_sentence_says_the_building_the_address_and_what_is_needed() -> None:
    begins = f"This is {FACTS.building}, {FACTS.address}. "
    assert to_say(FACTS, CALL) == to_say_aloud(FACTS, CALL)
    assert to_say(FACTS, CALL).startswith(f"{begins}Somebody may be hurt or in danger now, in ")
    assert (to_say(FACTS, None), to_say_aloud(FACTS, None)) == (f"{begins}We need ...", f"{begins}We need help.")


def test_an_address_that_is_not_in_the_plan_is_said_to_be_missing() -> None:
    assert NOT_KNOWN_ALOUD in to_say_aloud(replace(FACTS, address=""), CALL)


def test_the_place_is_a_room_with_its_floor_or_only_its_words() -> None:
    assert (place_named(CALL), place(CALL)) == ("Room", f"{CALL.room_name}, floor 2")
    assert phone_there(CALL) == f"the phone there shows: {CALL.phone_name}"
    there = replace(CALL, room=None, room_name="Behind the gym", floor="", phone_name="")
    assert (place_named(there), place(there), phone_there(there)) == ("Where", "Behind the gym", "")

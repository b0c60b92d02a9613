"""Tests what is told 911: the words of both cards, and their order, come from one place."""

from msgspec.structs import replace

from appliance.api.desk.plan import PlanFacts
from appliance.flows.calls.card_911 import NOT_KNOWN, NOT_KNOWN_ALOUD, rows, spoken, title, to_say
from appliance.plan.model import Kind
from tests.tui.boards import FACTS, call

CALL = call(12, "B204", Kind.EMERGENCY, age_ms=60_000)
STAY = "Stay on the line until 911 hangs up."
NO_LINE = "Handbell does not call 911: pick up the phone and dial it."


def test_the_sentence_says_the_building_the_address_and_what_is_needed() -> None:
    begins = f"This is {FACTS.building}, {FACTS.address}. "
    said = f"{begins}Somebody may be hurt or in danger now, in {CALL.room_name}."
    assert (to_say(FACTS, CALL), spoken(FACTS, CALL, 0)[1]) == (f'"{said}" {STAY}', f"Say: {said}")
    assert (to_say(FACTS, None), spoken(FACTS, None, 0)[1]) == (
        f'"{begins}We need ..." {STAY}',
        f"Say: {begins}We need help.",
    )


def test_both_cards_say_the_same_in_the_order_a_dispatcher_asks() -> None:
    shown = rows(FACTS, CALL, 5000)
    assert [row.name for row in shown] == ["Address", "Building", "Room", "Call back", "What", "Since"]
    assert [row.name for row in shown if not row.aloud] == ["Building", "What"], "what is said first has these already"
    assert spoken(FACTS, CALL, 5000) == [
        NO_LINE,
        spoken(FACTS, CALL, 5000)[1],
        f"Address: {FACTS.address}.",
        f"Room: {CALL.room_name}, floor 2.",
        f"The phone there shows: {CALL.phone_name}.",
        f"Number to call back: {FACTS.phone}.",
        f"Call 12, {CALL.room_name}, emergency, is open for 65 seconds.",
        STAY,
    ]
    assert [row.name for row in rows(FACTS, None, 0)] == ["Address", "Building", "Call back"]


def test_what_is_not_in_the_plan_is_said_to_be_missing() -> None:
    bare: PlanFacts = replace(FACTS, address="", phone="")
    assert [row.words for row in rows(bare, None, 0)] == [NOT_KNOWN, FACTS.building, NOT_KNOWN]
    assert sum(NOT_KNOWN_ALOUD in sentence for sentence in spoken(bare, CALL, 0)) == 3
    assert spoken(None, CALL, 0) == [f"{NO_LINE} The address has not come from the box yet: say it from memory."]


def test_the_place_is_a_room_with_its_floor_or_only_its_words() -> None:
    assert rows(FACTS, CALL, 0)[2].words == f"{CALL.room_name}, floor 2, the phone there shows: {CALL.phone_name}"
    place = rows(FACTS, replace(CALL, room=None, room_name="Behind the gym", floor="", phone_name=""), 0)[2]
    assert (place.name, place.words, place.aloud) == ("Where", "Behind the gym", ("Where: Behind the gym.",))


def test_a_drill_is_said_before_all_else() -> None:
    practised = replace(CALL, drill=True)
    for facts in (FACTS, None):
        assert spoken(facts, practised, 0)[0] == "This is a drill: do NOT call 911 for it."
    assert title(practised) == "911: a DRILL. Do NOT call 911 for it; Handbell does not either."
    assert title(CALL) == title(None) == "911: Handbell does NOT call 911. Pick up the phone."

"""Tests what a plan may say of buddy rooms, and of exits, things that can be thrown and where to stand."""

from collections.abc import Callable

import pytest

from appliance.plan.check_rooms import CLASSES_MAX, ROOM_NOTE_CHARACTERS_MAX
from appliance.plan.document import digest, from_document, to_document
from appliance.plan.parse import Mistake, ParsedPlan

type Spoilt = Callable[..., ParsedPlan]
type Only = Callable[[list[Mistake]], tuple[str, int, str]]

END = "phone_name: Rm B204}"
LONG = "A" * (ROOM_NOTE_CHARACTERS_MAX + 1)
WRONG = [
    ("buddy: B204", "buddy", "This room is its own buddy room. Name another room, or leave the line out."),
    ("buddy: A110", "buddy", 'There is no room "A110". Did you mean "A101"?'),
    (
        f"exits: {LONG}",
        "exits",
        "This is 121 characters long. Use at most 120, so that whoever is on the way reads it at a glance.",
    ),
    (
        'can_be_thrown: "Chairs\\e[2J"',
        "can_be_thrown",
        '"Chairs?[2J" holds a character that cannot be shown. Type it again, on one line.',
    ),
    (
        f"where_to_stand: {LONG}",
        "where_to_stand",
        "This is 121 characters long. Use at most 120, so that whoever is on the way reads it at a glance.",
    ),
]


@pytest.mark.parametrize(("written", "field", "sentence"), WRONG)
def test_each_mistake_with_its_line(spoilt: Spoilt, only: Only, written: str, field: str, sentence: str) -> None:
    parsed = spoilt((END, f"phone_name: Rm B204, {written}}}"))
    assert only(parsed.mistakes) == (f"rooms[1].{field}", 9, sentence)


def test_a_room_is_read_with_its_buddy_and_its_notes_and_kept_with_them(spoilt: Spoilt) -> None:
    notes = "exits: Hall door, can_be_thrown: Chairs, where_to_stand: Beside the sink"
    parsed = spoilt((END, f"phone_name: Rm B204, buddy: A101, {notes}}}"))
    assert (parsed.mistakes, parsed.warnings) == ([], [])
    assert parsed.plan is not None
    room = parsed.plan.rooms[1]
    assert (room.buddy, room.exits, room.thrown, room.stand) == ("A101", "Hall door", "Chairs", "Beside the sink")
    assert from_document(to_document(parsed.plan)) == parsed.plan


def test_a_plan_without_them_keeps_its_digest(spoilt: Spoilt) -> None:
    parsed = spoilt()
    assert parsed.plan is not None
    document = to_document(parsed.plan)
    assert not any(word in document for word in (b"buddy", b"exits", b"thrown", b"stand"))
    assert digest(document) != digest(to_document(spoilt((END, "phone_name: Rm B204, buddy: A101}")).plan))


def test_a_room_that_many_classes_go_to_is_a_warning_with_its_line(spoilt: Spoilt, only: Only) -> None:
    more = "".join(
        f"  - {{id: B30{n}, name: Room 30{n}, floor: 2, zone: west, phone_name: B30{n}, buddy: A101}}\n"
        for n in range(CLASSES_MAX)
    )
    areas = "".join(f"  - {{name: Room 30{n}, zone: west, instead: the phone}}\n" for n in range(CLASSES_MAX))
    enough = spoilt(("areas:\n", f"{more}areas:\n{areas}"))
    assert (enough.mistakes, enough.warnings) == ([], [])
    too_many = spoilt((END, "phone_name: Rm B204, buddy: A101}"), ("areas:\n", f"{more}areas:\n{areas}"))
    assert too_many.mistakes == []
    says = '"A101" is the buddy room of 4 rooms. '
    do = "Name another for some of them, or leave it if so many people find room there."
    assert only(too_many.warnings) == ("rooms[4].buddy", 12, says + do)

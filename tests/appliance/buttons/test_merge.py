"""Tests new entries in a plan file that people wrote: every line of theirs stays, and the result is the old plan with the new entries."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from appliance.buttons.merge import MergeError, merged, section_lines
from appliance.plan.cli import example
from appliance.plan.families import ESPHOME
from appliance.plan.ids import ButtonId, KeyId, RoomId, SounderId, ZoneId
from appliance.plan.model import Button, Contact, Kind, Plan, Room, Sounder
from appliance.plan.parse import examine

ROOM = Room(RoomId("B210"), "Room 210", "2", ZoneId("west"), "Rm B210", quiet=True)
CONTACTS = (Contact("help", Kind.ASSIST), Contact("hold", Kind.EMERGENCY))
BUTTON = Button(ButtonId("B210-wall"), RoomId("B210"), ESPHOME, KeyId("B210-wall"), CONTACTS, address="fd00::7")

BLOCK = """\
buttons: # the first floor
  # by the door
  - id: A101-desk
    room: A101
    family: simulated
    key: A101-desk
    contacts:
      help: assist
      hold: emergency   # held

# desks follow
"""


def plan_in(text: str) -> Plan:
    reading = examine(text, "plan.yaml")
    assert reading.plan is not None, reading.mistakes
    return reading.plan


def with_buttons(section: str) -> str:
    text = example()
    start, end = text.index("\nbuttons:\n") + 1, text.index("# Where calls are shown")
    return text[:start] + section + text[end:]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        example(),
        example().replace("\n", "\r\n"),
        with_buttons(BLOCK),
        with_buttons("buttons: []\n"),
        with_buttons(
            "buttons: [{id: A101-desk, room: A101, family: simulated, key: A101-desk, contacts: {help: assist}}]\n"
        ),
        with_buttons(
            "buttons:\n- {id: A101-desk, room: A101, family: simulated, key: A101-desk, contacts: {help: assist}} # by the door\n"
        ),
        with_buttons("").rstrip() + "\n" + BLOCK.rstrip().removesuffix("# desks follow").rstrip(),
    ],
    ids=["as taught", "from Windows", "in blocks", "empty", "in brackets", "at the margin", "last, without a line end"],
)
def test_however_it_is_written_nothing_of_it_is_lost(text: str) -> None:
    plan = plan_in(text)
    new = merged(text, plan, [ROOM], [BUTTON])
    assert plan_in(new).rooms == (*plan.rooms, ROOM)
    assert plan_in(new).buttons == (*plan.buttons, BUTTON)
    if "buttons: [" not in text:
        old = text.splitlines()
        assert [line for line in new.splitlines() if line in old] == old


@pytest.mark.parametrize("section", ["sounders:\n", "sounders:   # none yet\n", "sounders:"])
def test_a_section_left_empty_is_filled_and_a_ladder_left_empty_is_the_usual_one(section: str) -> None:
    before = example().partition("\nsounders:\n")[0]
    text = re.sub(r",\s+told_by: (\[[^]]*\]|[a-z-]+)", "", before) + f"\nladder:\n{section}"
    bell = Sounder(SounderId("bell"), "Bell", ESPHOME, "", ZoneId("west"), KeyId("bell"))
    new = plan_in(merged(text, plan_in(text), [], [], [bell]))
    assert new.sounders == (bell,)
    assert new.ladder[1].sounders == ("bell",)


def test_nothing_to_add_changes_nothing() -> None:
    assert merged(example(), plan_in(example()), [], []) == example()


def test_a_plan_no_machine_can_add_to_is_left_to_a_person() -> None:
    text = (
        with_buttons("").rstrip()
        + "\nbuttons:\n  - id: A101-desk\n    room: A101\n    family: simulated\n"
        + ("    contacts: {help: assist}\n    key: |\n      A101-desk\n")
    )
    with pytest.raises(MergeError, match="paste the entries by hand"):
        merged(text, plan_in(text), [], [BUTTON])


def test_entries_that_would_make_the_plan_wrong_are_refused_with_what_would_be_wrong() -> None:
    bell = Sounder(SounderId("bell"), "Bell", ESPHOME, "", ZoneId("west"), KeyId("bell"), address=BUTTON.address)
    text = merged(example(), plan_in(example()), [], [], [bell])
    with pytest.raises(MergeError, match='"fd00::7" is the address of a button') as refused:
        merged(text, plan_in(text), [ROOM], [BUTTON])
    assert "by hand" not in str(refused.value)


NAMES = some.text(some.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60)


@settings(max_examples=20)  # each example reads the plan three times
@given(NAMES, NAMES, NAMES)
@pytest.mark.slow
def test_whatever_a_room_is_called_it_is_read_as_written(name: str, floor: str, phone_name: str) -> None:
    room = Room(RoomId("no"), name, floor, ZoneId("west"), phone_name)
    plan = plan_in(example())
    if name.casefold() in {each.name.casefold() for each in plan.rooms}:
        return
    assert plan_in(merged(example(), plan, [room], [])).rooms[-1] == room


def test_sections_for_pasting_hold_only_what_is_new() -> None:
    assert section_lines([], [BUTTON]).startswith("buttons:\n  - {id: B210-wall, room: B210, family: esphome, ")
    assert section_lines([], []) == ""

"""Tests the words of classes of devices, and that a label and a card at a door say what the class of their button can promise."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.buttons.labels import Label, page
from appliance.door_cards.card import door_cards
from appliance.door_cards.legend import SILENT
from appliance.plan.cli import example
from appliance.plan.families import BUTTON_FAMILIES, class_of, classes_of
from appliance.plan.ids import ButtonId, KeyId
from appliance.plan.model import Button, Contact, Kind, Plan
from appliance.plan.parse import parse
from appliance.words.classes import PROMISES, promise_lines, promises
from hardware.families import CLASSES

INSTALL = Path(__file__).parents[3] / "INSTALL.md"


def test_every_class_is_told_by_the_same_words_in_the_same_order() -> None:
    for each in CLASSES.values():
        assert tuple(word for word, _ in promises(each)) == PROMISES
    assert promise_lines(CLASSES[3]) == (
        "Class 3, radio or panel: covers no room",
        "counted: by the box, as often as it hears it",
        "latched: no: a press that nobody hears is lost, unless its contact stays closed",
        "told: nothing",
        "proved: by nothing: who has such a transmitter can press",
        "supervised within: a transmitter 7 min after it was last heard, 2 h if its name ends in -60; one of a panel by the panel alone",
    )


def test_install_has_a_column_for_each_word() -> None:
    assert f"| {' | '.join(PROMISES)} |" in INSTALL.read_text(encoding="utf-8")


def test_classes_of_families_come_once_each_by_number_and_a_desk_has_none() -> None:
    assert [each.number for each in classes_of(["gpio", "esphome", "modbus", "desk"])] == [1, 2]


@pytest.mark.parametrize("family", BUTTON_FAMILIES)
def test_label_and_door_card_warn_of_a_button_just_where_its_class_is_told_nothing(family: str) -> None:
    known = class_of(family)
    assert known is not None
    plan = parse(example(), "plan.yaml")
    assert isinstance(plan, Plan)
    room, contacts = plan.rooms[0], (Contact("help", Kind.ASSIST),)
    button = Button(ButtonId("one"), room.room, family, KeyId("one"), contacts)
    label = page([Label(room, button, "")])
    (card, *_) = door_cards(replace(plan, buttons=(button,)))
    warned = {each.says.en for each in card.fallback}
    for says in SILENT:
        assert (says in label) == (says in warned) == known.told.startswith("nothing")
    assert bool(card.lamp) == ("left light" in label) == known.two_way
    assert (f"class {known.number}, {known.name}" in label) == (not known.two_way)
    if known.covers:
        assert SILENT[-1] not in label, "it says that the place is not covered"

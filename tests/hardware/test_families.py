"""Tests the table of classes: every family has one, and INSTALL says of each class what the code says that it can promise.

After a change of the table: HANDBELL_INSTALL=write .venv/bin/pytest tests/hardware/test_families.py
"""

import os
from pathlib import Path

from hardware.families import CLASSES, FAMILIES
from hardware.parts import PARTS, in_words

INSTALL = Path(__file__).parents[2] / "INSTALL.md"
BEFORE = "how soon somebody knows that it is gone.\n\n"
AFTER = "\n### Contacts on wires\n"
HEADINGS = (
    "class",
    "family in the plan",
    "counted",
    "latched",
    "told",
    "proved",
    "supervised within",
    "covers a room",
)


def row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


def in_install() -> str:
    """Give the table as INSTALL must have it. A pretend button is no family of a school."""
    lines = [row(*HEADINGS), f"{'|---' * len(HEADINGS)}|\n"]
    for each in CLASSES.values():
        families = [name for name, family in FAMILIES.items() if family.cls == each.number and name != "simulated"]
        lines.append(
            row(
                f"{each.number}, {each.name}",
                ", ".join(f"`{name}`" for name in families),
                each.counted,
                each.latched,
                each.told,
                each.proved,
                each.supervised,
                "yes" if each.covers else "no",
            )
        )
    return "".join(lines)


def test_every_family_has_a_class_and_every_class_a_family() -> None:
    assert {family.cls for family in FAMILIES.values()} == set(CLASSES)
    assert [each.number for each in CLASSES.values()] == list(CLASSES)


def test_only_a_class_that_can_be_told_covers_a_room() -> None:
    assert [each.number for each in CLASSES.values() if each.covers and not each.two_way] == []
    assert [name for name, family in FAMILIES.items() if family.two_way] == ["simulated", "esphome"]


def test_a_class_promises_something_by_each_word() -> None:
    for each in CLASSES.values():
        assert all((each.counted, each.latched, each.told, each.proved, each.supervised)), each.name


def test_a_class_that_is_told_nothing_is_not_two_way_and_says_so() -> None:
    """A page is told by the process of the pages, and only while it is open. One without encryption is told that its press was sent.
    Who calls by telephone is told by the process of the phones.
    """
    told = {each.number for each in CLASSES.values() if not each.told.startswith("nothing")}
    pages = {FAMILIES["page"].cls, FAMILIES["plain-page"].cls, FAMILIES["telephone"].cls}
    assert told == {each.number for each in CLASSES.values() if each.two_way} | pages


def test_a_class_whose_buttons_have_a_key_of_their_own_is_proved_by_it() -> None:
    """A fixed address is a secret that others can read in the phone, so it proves nothing (`SECURITY.md`)."""
    for name, family in FAMILIES.items():
        assert CLASSES[family.cls].proved.startswith("by its own ") == (family.keyed and name != "fixed-url"), name


def test_what_a_class_can_promise_stands_in_install() -> None:
    text = INSTALL.read_text(encoding="utf-8")
    assert text.count(BEFORE) == text.count(AFTER) == 1
    before, rest = text.split(BEFORE)
    there, after = rest.split(AFTER)
    if os.environ.get("HANDBELL_INSTALL") == "write":
        INSTALL.write_text(f"{before}{BEFORE}{in_install()}{AFTER}{after}", encoding="utf-8")
        return
    assert there == in_install()


def test_how_long_a_transmitter_may_be_silent_is_what_its_class_says() -> None:
    said = {in_words(part.silent_after_s) for part in PARTS.values()}
    assert said == {"7 min", "2 h"}
    assert all(each in CLASSES[3].supervised for each in ("7 min", "2 h", "-60"))

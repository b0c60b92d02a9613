"""Tests that INSTALL says of each class of devices what the code says that it can promise."""

from pathlib import Path

from hardware.families import CLASSES, FAMILIES
from hardware.parts import PARTS, in_words

INSTALL = (Path(__file__).parents[2] / "INSTALL.md").read_text()


def test_every_family_has_a_class_and_only_those_that_can_be_told_cover_a_room() -> None:
    assert {family.cls for family in FAMILIES.values()} == set(CLASSES)
    for family in FAMILIES.values():
        assert CLASSES[family.cls].covers == family.two_way


def test_what_a_class_can_promise_stands_in_install() -> None:
    for each in CLASSES.values():
        families = ", ".join(
            f"`{name}`" for name, family in FAMILIES.items() if family.cls == each.number and name != "simulated"
        )
        cells = (
            f"{each.number}, {each.name}",
            families,
            each.missed,
            each.tells,
            each.proves,
            "yes" if each.covers else "no",
        )
        assert f"| {' | '.join(cells)} |\n" in INSTALL


def test_how_long_a_transmitter_may_be_silent_is_what_its_class_says() -> None:
    said = {in_words(part.silent_after_s) for part in PARTS.values()}
    assert said == {"7 min", "2 h"}
    assert all(each in CLASSES[3].missed for each in ("7 min", "2 h", "-60"))

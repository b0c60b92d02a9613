"""Tests the radio parts: what each says of itself and how long it may be silent."""

import pytest

from hardware.parts import PARTS, called, in_words, part_of


@pytest.mark.parametrize(
    ("part", "silent_s", "words"),
    [("EN1223S", 380, "7 min"), ("EN1223S-60", 7220, "2 h"), ("EN1210", 380, "7 min"), ("EN1210-60", 7220, "2 h")],
)
def test_one_check_in_may_be_missed(part: str, silent_s: int, words: str) -> None:
    assert PARTS[part].silent_after_s == silent_s
    assert in_words(PARTS[part].silent_after_s) == words


def test_a_product_byte_names_one_part_and_not_how_often_it_checks_in() -> None:
    assert {called(part.product) for part in PARTS.values()} == {name for name in PARTS if not name.endswith("-60")}
    assert (called(0x7F), part_of(0x7F)) == ("part 0x7F", "")


def test_only_transmitters_for_contacts_are_no_pendants() -> None:
    assert {name for name, part in PARTS.items() if not part.pendant} == {"EN1210", "EN1210-60"}

"""Tests which building is meant by what somebody types."""

from collections.abc import Mapping

import pytest

from sync.office.choosing import SHOWN_MAX, chosen

FOX, UPPER, LOWER, OAK = (bytes.fromhex(each * 16) for each in ("0f", "1a", "1b", "2c"))
NAMED = {FOX: "Fox Hollow", UPPER: "Lincoln", LOWER: "lincoln", OAK: "Oak 0f0f0f0f"}
PLANS = {OAK: "Pine Ridge", UPPER: "Fox Hollow"}


def of(text: str, named: Mapping[bytes, str] = NAMED) -> bytes | str:
    return chosen(text, named, lambda: PLANS)


@pytest.mark.parametrize(
    ("text", "building"),
    [
        ("Fox Hollow", FOX),
        ("fox", FOX),
        ("FOX HOLLOW", FOX),
        ("Lincoln", UPPER),
        ("lincoln", LOWER),
        (LOWER.hex(), LOWER),
        (LOWER.hex().upper(), LOWER),
        ("1b1b1b1b", LOWER),
        ("oak", OAK),
        ("Pine Ridge", OAK),
        ("pine", OAK),
    ],
)
def test_a_building_is_named_by_its_name_the_beginning_of_it_its_id_or_its_plan(text: str, building: bytes) -> None:
    assert of(text) == building


@pytest.mark.parametrize("text", ["LINCOLN", "linc", "Lin"])
def test_where_two_fit_both_are_shown_with_what_to_type(text: str) -> None:
    said = of(text)
    assert isinstance(said, str)
    assert f"{text!r} is more than one building" in said
    lines = said.splitlines()[1:]
    assert lines == [f"  'Lincoln', or its id {UPPER.hex()}", f"  'lincoln', or its id {LOWER.hex()}"]
    for line in lines:
        name, _, digits = line.strip().partition(", or its id ")
        assert of(name.strip("'")) == of(digits), "what it says serves"


def test_a_name_that_fits_none_is_told_what_there_is_as_far_as_a_screen_goes() -> None:
    said = of("Willow")
    assert isinstance(said, str) and "'Willow' is no building" in said and "'Fox Hollow'" in said
    assert "1a1a" not in str(of("1a1", {FOX: "Fox Hollow"})), "too few digits name nobody"
    many = {number.to_bytes(16): f"School {number:03}" for number in range(SHOWN_MAX + 5)}
    assert str(of("Willow", many)).splitlines()[-1] == "  and 5 more"
    assert str(chosen("Willow", {}, dict)) == "'Willow' is no building. There is none yet: handbell office collect"

"""Tests finding names that are like what somebody typed."""

from appliance.flows.near_misses import NEAR_MISSES_MAX, near_misses

NAMES = ("Library", "Playground", "Gym", "Gymnasium")


def test_a_slip_finds_the_name_and_a_place_in_words_finds_none() -> None:
    assert near_misses("libary", NAMES) == ["Library"]
    assert near_misses("PLAYGROND", NAMES) == ["Playground"]
    assert near_misses("behind the gym", NAMES) == []


def test_the_best_stands_first_and_no_more_than_fit_are_given() -> None:
    assert near_misses("gymnasum", NAMES)[0] == "Gymnasium"
    assert len(near_misses("room 1", [f"Room {number}" for number in range(9)])) == NEAR_MISSES_MAX

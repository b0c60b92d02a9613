"""Tests that each trouble of one button is reported once, and reported as over only when it is."""

import pytest

from hardware.esphome.named import ENDED_BY_KEY, PASSING, QUIET_S, Named
from hardware.signals import BY_DEVICE, RANK_MAX, UNWELL, Fault, Mended, RankSeen, Signal


def begun_anew() -> tuple[Named, list[Signal]]:
    """Make a `Named` for a button that is well. It has already ended all troubles that an earlier process may have named."""
    heard: list[Signal] = []
    named = Named("A", heard.append)
    named.right(*ENDED_BY_KEY)
    named.device_says({})
    named.pass_by(-QUIET_S)
    named.pass_by(0)
    heard.clear()
    return named, heard


def mended(heard: list[Signal]) -> set[str]:
    """Give what was reported as over; each may come only once."""
    whats = [each.what for each in heard if isinstance(each, Mended)]
    assert len(whats) == len(heard) == len(set(whats))
    return set(whats)


def test_a_fault_of_the_device_is_said_once_and_over_a_second_after_it_is_gone() -> None:
    named, heard = begun_anew()
    named.device_says({"tampered": ""})
    named.device_says({"tampered": "", "low-supply": "4320 mV"})
    named.device_says({"low-supply": "4320 mV"})
    named.pass_by(1)
    assert heard == [Fault("A", "tampered", ""), Fault("A", "low-supply", "4320 mV"), Mended("A", "tampered")]


def test_two_boxes_that_tell_a_button_in_turn_are_one_trouble_until_one_has_been_silent_for_a_minute() -> None:
    named, heard = begun_anew()
    for second in range(120):
        named.device_says({"older-box": ""} if second % 5 == 0 else {})
        named.pass_by(second)
    assert [each for each in heard if each != RankSeen("A", None)] == [Fault("A", "older-box", "")]
    heard.clear()
    for second in range(120, 115 + QUIET_S):
        named.pass_by(second)
    assert heard == []
    named.pass_by(116 + QUIET_S)
    assert heard == [Mended("A", "older-box")]


def test_the_rank_a_button_has_heard_is_handed_on_each_time_and_is_no_detail_of_the_trouble() -> None:
    named, heard = begun_anew()
    named.device_says({"older-box": "7"})
    named.device_says({"older-box": f"{RANK_MAX}", "tampered": ""})
    assert heard == [
        RankSeen("A", 7),
        Fault("A", "older-box", ""),
        RankSeen("A", RANK_MAX),
        Fault("A", "tampered", ""),
    ]


@pytest.mark.parametrize("detail", ["", "0", "-7", "7.0", " 7", "0x7", "seven", "٧", "2147483648", "9" * 400, "7 8"])
def test_what_is_no_rank_is_none_and_the_fault_stands(detail: str) -> None:
    named, heard = begun_anew()
    named.device_says({"older-box": detail})
    assert heard == [RankSeen("A", None), Fault("A", "older-box", "")]


def test_whatever_keeps_a_device_away_is_over_once_it_proves_its_key_whoever_named_it() -> None:
    heard: list[Signal] = []
    named = Named("A", heard.append)
    named.pass_by(0)
    assert heard == []
    named.right(*ENDED_BY_KEY)
    assert mended(heard) == ENDED_BY_KEY
    named.right(*ENDED_BY_KEY)
    assert mended(heard) == ENDED_BY_KEY


def test_what_a_device_found_wrong_before_is_over_once_it_does_not_say_it_and_not_while_it_says_nothing() -> None:
    heard: list[Signal] = []
    named = Named("A", heard.append)
    named.pass_by(0)
    named.pass_by(1)
    assert heard == []
    named.device_says({"tampered": ""})
    assert heard.pop() == Fault("A", "tampered", "")
    named.pass_by(2)
    named.pass_by(3)
    assert mended(heard) == {*BY_DEVICE, UNWELL} - {"tampered", "older-box"}
    heard.clear()
    named.pass_by(2 + QUIET_S)
    assert mended(heard) == PASSING


def test_what_only_silence_ends_is_over_after_a_minute_of_it_whoever_named_it() -> None:
    heard: list[Signal] = []
    named = Named("A", heard.append)
    named.pass_by(0)
    named.wrong("name-claimed", "by somebody", 30)
    assert heard.pop() == Fault("A", "name-claimed", "by somebody")
    named.pass_by(QUIET_S - 1)
    assert heard == []
    named.pass_by(QUIET_S)
    assert mended(heard) == PASSING - BY_DEVICE - {"name-claimed"}
    named.pass_by(30 + QUIET_S)
    assert mended(heard) == PASSING - BY_DEVICE

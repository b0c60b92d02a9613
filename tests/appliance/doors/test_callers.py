"""Tests callers by address: each has limits of its own, a memory of an address proves nothing, and floods are named. Time
is an argument.
"""

import pytest

from appliance.doors.callers import (
    CALLS_BURST,
    CALLS_PER_S,
    FLOOD_OVER_S,
    FLOODED_AFTER_S,
    MANY_BURST,
    MANY_PER_S,
    NAMED_MAX,
    OTHERS,
    REMEMBERED_MAX,
    REMEMBERED_S,
    STRANGERS_MAX,
    Callers,
    kin,
)

DEVICE, STRANGER = "10.0.0.7", "10.0.0.66"


def come(callers: Callers, address: str, times: int, now_s: float = 0) -> int:
    """Give how many of so many connections at once came in."""
    return sum(callers.may_come(callers.caller(address, now_s), now_s) for _ in range(times))


def floods_for(callers: Callers, address: str, seconds: float, from_s: float = 0) -> float:
    """Open a thousand connections a second from that address; give when this stopped."""
    for each in range(int(seconds * 1000)):
        callers.may_come(callers.caller(address, from_s + each / 1000), from_s + each / 1000)
    return from_s + seconds


@pytest.mark.parametrize(
    ("address", "measured"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("fd00:1:2:3:aaaa::7", "fd00:1:2:3::/64"),
        ("fd00:1:2:3::8", "fd00:1:2:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
    ],
)
def test_an_address_is_measured_alone_and_of_ipv6_its_whole_network(address: str, measured: str) -> None:
    assert kin(address) == measured


def test_a_flood_has_a_burst_and_then_its_pace_and_takes_nothing_from_others() -> None:
    callers = Callers()
    assert come(callers, STRANGER, 1000) == CALLS_BURST
    assert come(callers, STRANGER, 1000, now_s=1) == CALLS_PER_S
    assert come(callers, DEVICE, 3, now_s=1) == 3


def test_whoever_takes_new_addresses_of_a_network_without_end_is_measured_as_one() -> None:
    callers = Callers()
    came = sum(come(callers, f"fd00:1:2:3::{number:x}", 1, number / 2000) for number in range(10_000))
    assert came <= MANY_BURST + 5 * MANY_PER_S
    assert come(callers, "fd00:1:2:4::1", 1, now_s=5) == 1


def test_a_flood_from_one_address_leaves_its_neighbours_most_of_their_network() -> None:
    callers = Callers()
    for second in range(10):
        come(callers, "fd00:1:2:3::66", 1000, now_s=second)
        assert come(callers, "fd00:1:2:3::7", 1, now_s=second) == 1


@pytest.mark.slow
def test_addresses_without_number_measure_no_device_that_is_remembered() -> None:
    callers = Callers()
    callers.remember(DEVICE, 0)
    for number in range(3 * STRANGERS_MAX):
        come(callers, f"10.1.{number // 256}.{number % 256}", 1000)
    assert come(callers, "10.2.0.1", 1) == 0, "strangers without number share one measure"
    assert come(callers, DEVICE, 1) == 1


def test_a_device_is_remembered_for_a_month_by_its_very_address() -> None:
    callers = Callers()
    callers.remember("fd00:1:2:3::7", 0)
    assert callers.caller("fd00:1:2:3::7", REMEMBERED_S - 1).known
    assert not callers.caller("fd00:1:2:3::8", 0).known
    assert not callers.caller("fd00:1:2:3::7", REMEMBERED_S).known
    callers.remember("::ffff:10.0.0.7", 0)
    assert callers.caller("10.0.0.7", 0).known


def test_what_is_remembered_cannot_grow() -> None:
    callers = Callers()
    for number in range(REMEMBERED_MAX + 1):
        callers.remember(f"10.0.{number // 256}.{number % 256}", number)
    assert not callers.caller("10.0.0.0", REMEMBERED_MAX).known
    assert callers.caller("10.0.0.1", REMEMBERED_MAX).known


def test_a_flood_is_named_after_some_seconds_until_it_is_over() -> None:
    callers = Callers()
    stopped_s = floods_for(callers, STRANGER, FLOODED_AFTER_S - 1)
    assert not callers.floods(stopped_s)
    stopped_s = floods_for(callers, STRANGER, 2, stopped_s)
    [(address, says)] = callers.floods(stopped_s).items()
    assert address == STRANGER and "take it off the network" in says
    assert callers.floods(stopped_s + FLOOD_OVER_S - 1)
    assert not callers.floods(stopped_s + FLOOD_OVER_S)
    assert not callers.watched


def test_a_burst_that_is_held_back_for_a_moment_is_no_flood() -> None:
    callers = Callers()
    come(callers, DEVICE, 200)
    assert callers.watched
    assert not callers.floods(1) and not callers.floods(FLOOD_OVER_S)
    assert not callers.watched


def test_of_floods_from_everywhere_a_few_are_named_and_the_others_are_one() -> None:
    callers = Callers()
    for second in range(8):
        for number in range(200):
            come(callers, f"10.3.0.{number}", 100, now_s=second)
    named = callers.floods(8)
    assert len(named) == NAMED_MAX + 1 and OTHERS in named

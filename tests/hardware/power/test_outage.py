"""Tests how long a battery held an outage: until power came back, or until the battery was empty."""

import stat
from pathlib import Path

import pytest

from hardware.power.outage import NAME, Outage, noted, read, write

MINUTE_MS = 60_000
BEGAN = 1_793_700_000_000


def after(minutes: float) -> int:
    return BEGAN + int(minutes * MINUTE_MS)


def seen_for(minutes: int, last: Outage | None = None, boot: str = "first") -> Outage:
    for minute in range(minutes + 1):
        last = noted(last, on_battery=True, now_ms=after(minute), boot=boot)
    assert last is not None
    return last


def test_mains_from_the_beginning_leaves_nothing_to_keep() -> None:
    assert noted(None, on_battery=False, now_ms=BEGAN, boot="first") is None


def test_power_came_back_after_41_minutes() -> None:
    over = noted(seen_for(41), on_battery=False, now_ms=after(41.5), boot="first")
    assert over == Outage(BEGAN, after(41.5), "first", after(41.5))
    assert over.held_min == 41
    assert not over.went_dark("first")
    assert noted(over, on_battery=False, now_ms=after(99), boot="first") is over


def test_a_card_is_written_once_a_minute_only() -> None:
    began = noted(None, on_battery=True, now_ms=BEGAN, boot="first")
    assert noted(began, on_battery=True, now_ms=after(0.9), boot="first") is began
    assert noted(began, on_battery=True, now_ms=after(1), boot="first") is not began


def test_the_battery_was_empty_after_41_minutes() -> None:
    last = seen_for(41)
    assert last.went_dark("second")
    assert noted(last, on_battery=False, now_ms=after(500), boot="second") is last, "nobody saw its end"
    assert last.held_min == 41


def test_the_next_outage_is_another_one() -> None:
    again = noted(seen_for(41), on_battery=True, now_ms=after(500), boot="second")
    assert again == Outage(after(500), after(500), "second")


def test_a_process_that_begins_anew_meanwhile_goes_on_with_the_same() -> None:
    assert seen_for(20, seen_for(10)).since == BEGAN


def test_it_ended_while_no_process_looked() -> None:
    over = noted(seen_for(10), on_battery=False, now_ms=after(14), boot="first")
    assert over is not None
    assert (over.held_min, over.ended) == (14, after(14))


def test_a_clock_that_was_set_back_makes_no_figure_below_none() -> None:
    assert noted(seen_for(5), on_battery=True, now_ms=BEGAN - 99 * MINUTE_MS, boot="first") == Outage(
        BEGAN, BEGAN - 99 * MINUTE_MS, "first"
    )
    assert Outage(BEGAN, BEGAN - 99 * MINUTE_MS, "first").held_min == 0


def test_it_is_kept_whole_and_for_this_user_alone(tmp_path: Path) -> None:
    assert read(tmp_path) is None
    for outage in (seen_for(3), seen_for(41)):
        write(tmp_path, outage)
        assert read(tmp_path) == outage
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize(
    "rotten", [b"", b"{", b"\xff" * 9000, b'{"since": 1}', b"[]", b'{"since":"x","seen":1,"boot":""}']
)
def test_what_is_damaged_is_no_outage(tmp_path: Path, rotten: bytes) -> None:
    (tmp_path / NAME).write_bytes(rotten)
    assert read(tmp_path) is None

"""Tests the local week as the clock tells it: it is worked out once a minute, and never a minute late."""

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from appliance.clock import BUILT_WALL_MS, SystemClock


def set_wall(monkeypatch: pytest.MonkeyPatch, wall_ms: int) -> None:
    """Let the system's clock say this."""
    monkeypatch.setattr(time, "time_ns", lambda: wall_ms * 1_000_000)


def at(text: str) -> int:
    """Give the milliseconds since 1970 of a time in Denver."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("America/Denver")).timestamp() * 1000)


def test_the_minute_of_the_week_turns_with_the_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SystemClock("America/Denver")
    turn = at("2026-11-27T08:15:00")  # a Friday
    set_wall(monkeypatch, turn - 1)
    assert clock.now().week_minute == 4 * 1440 + 8 * 60 + 14
    set_wall(monkeypatch, turn)
    assert clock.now().week_minute == 4 * 1440 + 8 * 60 + 15


def test_summer_time_ends_at_its_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SystemClock("America/Denver")
    back = int(datetime(2026, 11, 1, 8, tzinfo=UTC).timestamp() * 1000)  # 2:00 in Denver becomes 1:00
    set_wall(monkeypatch, back - 1)
    assert clock.now().week_minute == 6 * 1440 + 119
    set_wall(monkeypatch, back)
    assert clock.now().week_minute == 6 * 1440 + 60


def test_another_zone_counts_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SystemClock("UTC")
    set_wall(monkeypatch, at("2026-11-27T08:15:30"))
    assert clock.now().week_minute == 4 * 1440 + 15 * 60 + 15
    assert clock.set_timezone("America/Denver")
    assert clock.now().week_minute == 4 * 1440 + 8 * 60 + 15
    assert not clock.set_timezone("America/Nowhere")
    assert clock.now().week_minute is None


def test_a_clock_begins_also_with_a_zone_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SystemClock("America/Nowhere")
    set_wall(monkeypatch, at("2026-11-27T08:15:30"))
    assert clock.now().week_minute is None
    assert clock.set_timezone("America/Denver")
    assert clock.now().week_minute == 4 * 1440 + 8 * 60 + 15


def test_a_clock_that_cannot_be_right_says_no_minute_and_one_that_jumps_back_says_so_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = SystemClock("UTC")
    set_wall(monkeypatch, at("2026-11-27T08:15:30"))
    assert clock.trusted
    assert clock.now().week_minute is not None
    set_wall(monkeypatch, BUILT_WALL_MS - 60_000)
    assert not clock.trusted
    assert clock.now().week_minute is None

"""Tests times of drills as people type them, and as they are said."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from appliance.flows.practice.times import day_and_hour, time_typed

DENVER = ZoneInfo("America/Denver")
NOW_MS = int(datetime(2026, 10, 31, 9, 0, tzinfo=DENVER).timestamp() * 1000)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("10:30", (2026, 10, 31, 10, 30)),
        ("today 9:05", (2026, 10, 31, 9, 5)),
        (" Tomorrow 10:30 ", (2026, 11, 1, 10, 30)),  # the clock goes back that night
        ("2026-12-01 7:45", (2026, 12, 1, 7, 45)),
    ],
)
def test_a_time_is_typed_as_people_say_it(typed: str, meant: tuple[int, int, int, int, int]) -> None:
    at_ms = time_typed(typed, NOW_MS, DENVER)
    assert at_ms is not None
    assert datetime.fromtimestamp(at_ms / 1000, DENVER).timetuple()[:5] == meant


@pytest.mark.parametrize("typed", ["", "soon", "25:00", "10:61", "2026-13-01 10:00", "tomorrow", "10.30", "2026-12-01"])
def test_what_is_no_time_is_none(typed: str) -> None:
    assert time_typed(typed, NOW_MS, DENVER) is None


def test_days_near_are_named_and_others_dated() -> None:
    days = {
        (2026, 10, 31, 10, 30): "today 10:30",
        (2026, 11, 1, 9, 15): "tomorrow 9:15",
        (2026, 12, 1, 10, 30): "Tue 1 Dec 10:30",
        (2027, 1, 12, 10, 30): "Tue 12 Jan 2027 10:30",
    }
    for day, words in days.items():
        assert day_and_hour(int(datetime(*day, tzinfo=DENVER).timestamp() * 1000), NOW_MS, DENVER) == words

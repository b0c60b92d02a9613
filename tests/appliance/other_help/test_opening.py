"""Tests who can be called at a time, against an oracle that asks each minute alone what the clock on the wall shows."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from appliance.other_help.opening import changes_ms, is_open, week_minute, weekly_minutes
from appliance.plan.hours import from_words, joined
from appliance.plan.model import Hours
from appliance.plan.other_help import ALWAYS

DENVER = ZoneInfo("America/Denver")
# the clocks of Denver go forward on 14 March 2027 and back on 7 November 2027; those of Lord Howe change by half an hour
CHANGES = (
    (DENVER, datetime(2027, 3, 11, tzinfo=UTC)),
    (DENVER, datetime(2027, 11, 4, tzinfo=UTC)),
    (ZoneInfo("Australia/Lord_Howe"), datetime(2027, 4, 1, tzinfo=UTC)),
    (ZoneInfo("Australia/Lord_Howe"), datetime(2027, 9, 30, tzinfo=UTC)),
    (ZoneInfo("Asia/Kathmandu"), datetime(2027, 6, 1, tzinfo=UTC)),
    (ZoneInfo("UTC"), datetime(2027, 6, 1, tzinfo=UTC)),
)
LOOKED_MIN = 16 * 24 * 60


def ms(moment: datetime) -> int:
    return int(moment.timestamp()) * 1000


def at(text: str, zone: ZoneInfo = DENVER) -> int:
    return ms(datetime.fromisoformat(text).replace(tzinfo=zone))


def wall_says_open(hours: tuple[Hours, ...], moment: datetime, zone: ZoneInfo) -> bool:
    """Read the clock on the wall, and look for it in each span by its day, hour and minute."""
    day, hour, minute = moment.astimezone(zone).strftime("%u %H %M").split()
    shown = (int(day) - 1) * 1440 + int(hour) * 60 + int(minute)
    return any(shown in range(span.start_min, span.end_min) for span in hours)


def some_hours(chance: random.Random) -> tuple[Hours, ...]:
    starts = [chance.randrange(0, 10_080) for _ in range(chance.randint(1, 6))]
    night = (
        [Hours(6 * 1440 + 60, 6 * 1440 + chance.randint(61, 240))] if chance.random() < 0.7 else []
    )  # when clocks change
    return joined(
        [*night, *(Hours(start, min(10_080, start + chance.choice((1, 15, 44, 300, 2000)))) for start in starts)]
    )


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(("zone", "first"), CHANGES)
def test_each_minute_of_two_weeks_agrees_with_the_clock_on_the_wall(zone: ZoneInfo, first: datetime, seed: int) -> None:
    chance = random.Random(f"{zone}{first}{seed}")
    hours = some_hours(chance)
    says = [wall_says_open(hours, first + timedelta(minutes=minute), zone) for minute in range(LOOKED_MIN)]
    for minute in chance.sample(range(LOOKED_MIN), 300):
        moment = first + timedelta(minutes=minute)
        assert is_open(hours, ms(moment), zone) is says[minute]
    for minute in chance.sample(range(7 * 1440), 12):
        found = changes_ms(hours, ms(first + timedelta(minutes=minute)) + chance.randrange(60_000), zone)
        wanted = next((each for each in range(minute + 1, minute + 9 * 1440) if says[each] is not says[minute]), None)
        assert wanted is not None, "each of these hours changes within a week"
        assert found == ms(first + timedelta(minutes=wanted))


def test_hours_in_the_hour_that_is_left_out_are_not_there_and_those_after_it_begin_as_clocks_jump() -> None:
    left_out, around = from_words("sun 02:15-02:45"), from_words("sun 02:30-05:00")
    saturday = at("2027-03-13T20:00")
    assert changes_ms(around, saturday, DENVER) == at("2027-03-14T03:00")
    assert changes_ms(left_out, saturday, DENVER) == at("2027-03-21T02:15")


def test_hours_in_the_hour_that_comes_twice_are_there_twice() -> None:
    once, again = at("2027-11-07T01:30"), at("2027-11-07T01:30") + 3_600_000
    assert week_minute(once, DENVER) == week_minute(again, DENVER)
    hours = from_words("sun 01:20-01:40")
    assert is_open(hours, once, DENVER) and is_open(hours, again, DENVER)
    assert changes_ms(hours, once, DENVER) == at("2027-11-07T01:40")
    assert changes_ms(hours, at("2027-11-07T01:40"), DENVER) == at("2027-11-07T01:20") + 3_600_000


def test_hours_that_have_no_end_never_change() -> None:
    assert changes_ms(ALWAYS, at("2027-03-13T20:00"), DENVER) is None
    assert changes_ms((), at("2027-03-13T20:00"), DENVER) is None


@pytest.mark.parametrize("seed", range(50))
def test_minutes_of_a_week_are_counted_once_each(seed: int) -> None:
    chance = random.Random(seed)
    spans = [*some_hours(chance), *some_hours(chance)]
    assert weekly_minutes(spans) == len({minute for span in spans for minute in range(span.start_min, span.end_min)})

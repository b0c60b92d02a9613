"""The school calendar: what each day is, why, and what counts where it says nothing."""

from datetime import date

import pytest

from appliance.duties.calendar import Calendar, SchoolYear, problems
from tests.appliance.duties.school import CALENDAR, DENVER, days, ms, wall, with_snow


@pytest.mark.parametrize(
    ("day", "school", "why"),
    [
        ("2026-11-25", True, ""),
        ("2026-11-26", False, "Thanksgiving"),
        ("2026-11-28", False, ""),
        ("2026-12-24", False, "the winter break"),
        ("2026-07-01", False, "the summer break"),
        ("2026-10-30", True, "a half day"),
    ],
)
def test_what_a_day_is(day: str, school: bool, why: str) -> None:
    found = CALENDAR.day(date.fromisoformat(day))
    assert (found.school, found.why, found.covered) == (school, why, True)


def test_a_half_day_ends_earlier_and_a_day_without_school_ends_never() -> None:
    assert CALENDAR.day(date(2026, 10, 29)).ends_min == 930
    half = CALENDAR.day(date(2026, 10, 30))
    assert (half.ends_min, half.half) == (690, True)
    assert CALENDAR.day(date(2026, 11, 26)).ends_min is None


def test_outside_of_its_years_monday_to_friday_count_and_it_says_so() -> None:
    monday, saturday = CALENDAR.day(date(2027, 6, 7)), CALENDAR.day(date(2027, 6, 5))
    assert (monday.school, monday.covered) == (True, False)
    assert (saturday.school, saturday.covered) == (False, False)
    assert CALENDAR.ends == date(2027, 5, 27)
    assert Calendar(zone=DENVER, years=()).ends is None


def test_a_week_of_four_days_and_a_saturday_with_school() -> None:
    four = SchoolYear(
        name="four days", first=date(2026, 8, 10), last=date(2027, 5, 27), ends_min=960, weekdays=frozenset(range(4))
    )
    calendar = Calendar(
        zone=DENVER, years=(four,), special=(days("2026-10-24", "2026-10-24", "a Saturday", school=True),)
    )
    assert not calendar.day(date(2026, 10, 23)).school
    saturday = calendar.day(date(2026, 10, 24))
    assert (saturday.school, saturday.ends_min, saturday.half) == (True, 960, False)


def test_a_closing_counts_from_when_it_was_declared() -> None:
    snow = with_snow("2026-12-01", "2026-12-01 05:30")
    assert snow.day(date(2026, 12, 1)).why == "a snow day"
    assert snow.as_of(ms("2026-11-30 20:00")).day(date(2026, 12, 1)).school
    assert snow.as_of(ms("2026-12-01 05:30")) == snow
    assert CALENDAR.as_of(0) is CALENDAR


def test_what_was_declared_last_counts() -> None:
    calendar = Calendar(
        zone=DENVER,
        years=CALENDAR.years,
        special=(
            days("2026-12-01", "2026-12-01", "a late start", school=True, declared_ms=ms("2026-12-01 06:30")),
            days("2026-12-01", "2026-12-01", "a snow day", declared_ms=ms("2026-12-01 05:30")),
        ),
    )
    assert calendar.day(date(2026, 12, 1)).why == "a late start"


def test_a_business_day_is_no_matter_of_school() -> None:
    assert CALENDAR.is_business_day(date(2026, 11, 27)), "no school, and offices are open"
    assert not CALENDAR.is_business_day(date(2026, 11, 26))
    assert not CALENDAR.is_business_day(date(2026, 11, 28))
    assert CALENDAR.holiday(date(2026, 12, 25)) == "Christmas Day"


@pytest.mark.parametrize(
    ("day", "minute", "shown"),
    [
        ("2026-11-01", 90, "2026-11-01 01:30"),  # this time comes twice: the first is meant
        ("2026-11-01", 1440, "2026-11-02 00:00"),
        ("2027-03-14", 150, "2027-03-14 03:30"),  # this time is left out: the clock shows an hour more
        ("2027-03-14", 930, "2027-03-14 15:30"),
    ],
)
def test_times_of_a_day_on_which_the_clock_is_changed(day: str, minute: int, shown: str) -> None:
    assert wall(CALENDAR.at(date.fromisoformat(day), minute)) == shown


def test_the_first_of_two_equal_times_and_a_day_of_25_hours() -> None:
    day = date(2026, 11, 1)
    assert CALENDAR.at(day, 24 * 60) - CALENDAR.at(day, 0) == 25 * 3_600_000
    assert CALENDAR.at(day, 90) - CALENDAR.at(day, 0) == 90 * 60_000
    spring = date(2027, 3, 14)
    assert CALENDAR.at(spring, 24 * 60) - CALENDAR.at(spring, 0) == 23 * 3_600_000


def test_everything_that_is_wrong_with_a_calendar_is_said() -> None:
    wrong = Calendar(
        zone=DENVER,
        years=(
            SchoolYear(name="A", first=date(2026, 8, 1), last=date(2027, 6, 1), ends_min=930),
            SchoolYear(name="B", first=date(2027, 5, 1), last=date(2028, 6, 1), ends_min=0),
            SchoolYear(name="C", first=date(2029, 5, 1), last=date(2028, 8, 1), ends_min=930),
        ),
        special=(
            days("2026-12-20", "2026-12-01", "backwards"),
            days("2026-12-20", "2027-12-25", "too long"),
            days("2026-11-11", "2026-11-11", ""),
        ),
    )
    assert problems(wrong) == [
        'The school year "C" ends before it begins. Exchange its first and its last day.',
        'The school years "A" and "B" share days. Let one end before the other begins.',
        '"backwards" ends before it begins. Exchange its first and its last day.',
        '"too long" is longer than a year. Correct its first or its last day.',
        "The day 2026-11-11 has no name. Say why it is not as usual.",
        "A school day ends at no time of the day. Write a time between 00:01 and 24:00.",
    ]
    assert problems(CALENDAR) == []

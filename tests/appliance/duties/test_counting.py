"""When something is due, and the sentence that explains it."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from appliance.duties.calendar import ONE_DAY, Calendar
from appliance.duties.counting import Term, Unit, count
from appliance.duties.explaining import explain
from tests.appliance.duties.school import CALENDAR, DENVER, days, ms, wall, with_snow


def due(start: str, unit: Unit, number: int = 0, calendar: Calendar = CALENDAR) -> tuple[str, str]:
    term = Term(unit, number)
    counted = count(calendar, term, ms(start))
    return wall(counted.at_ms), explain(calendar, term, ms(start), counted)


def test_two_school_days_over_thanksgiving() -> None:
    assert due("2026-11-25 10:02", Unit.SCHOOL_DAYS, 2) == (
        "2026-12-01 15:30",
        "Tue 1 Dec, end of school day: two school days after Wed 25 Nov; Thu and Fri are Thanksgiving",
    )


def test_a_snow_day_moves_it_on() -> None:
    snow = with_snow("2026-12-01", "2026-12-01 05:30")
    assert due("2026-11-25 10:02", Unit.SCHOOL_DAYS, 2, snow) == (
        "2026-12-02 15:30",
        "Wed 2 Dec, end of school day: two school days after Wed 25 Nov; Thu and Fri are Thanksgiving; Tue is a snow day",
    )


@pytest.mark.parametrize(
    ("unit", "number", "at", "says"),
    [
        (Unit.SAME_DAY, 0, "2026-12-19 00:00", "Fri 18 Dec, end of the day: the same day; school was over at 16:55"),
        (
            Unit.SCHOOL_DAYS,
            1,
            "2027-01-05 15:30",
            "Tue 5 Jan 2027, end of school day: one school day after Fri 18 Dec; Mon 21 Dec to Mon 4 Jan 2027 is the winter break",
        ),
        (
            Unit.SCHOOL_DAY_END,
            0,
            "2027-01-05 15:30",
            "Tue 5 Jan 2027, end of school day: the next school day after Fri 18 Dec, 16:55;"
            " Mon 21 Dec to Mon 4 Jan 2027 is the winter break",
        ),
        (Unit.CALENDAR_DAYS, 10, "2026-12-29 00:00", "Mon 28 Dec, end of the day: ten calendar days after Fri 18 Dec"),
        (
            Unit.BUSINESS_DAYS,
            7,
            "2026-12-31 00:00",
            "Wed 30 Dec, end of the day: seven business days after Fri 18 Dec; Fri 25 Dec is Christmas Day",
        ),
        (Unit.HOURS, 24, "2026-12-19 16:55", "Sat 19 Dec, 16:55: 24 hours after Fri 18 Dec, 16:55"),
        (Unit.AT_ONCE, 0, "2026-12-18 16:55", "Fri 18 Dec, 16:55: at once"),
    ],
)
def test_1655_on_the_last_day_before_the_winter_break(unit: Unit, number: int, at: str, says: str) -> None:
    assert due("2026-12-18 16:55", unit, number) == (at, says)


def test_the_same_day_while_school_is_on() -> None:
    assert due("2026-11-25 10:02", Unit.SAME_DAY) == ("2026-11-25 15:30", "Wed 25 Nov, end of school day: the same day")
    says = "Wed 25 Nov, end of school day: the same school day"
    assert due("2026-11-25 10:02", Unit.SCHOOL_DAY_END) == ("2026-11-25 15:30", says)


def test_a_half_day_says_when_it_ends() -> None:
    assert due("2026-10-29 10:00", Unit.SCHOOL_DAYS, 1) == (
        "2026-10-30 11:30",
        "Fri 30 Oct, end of school day at 11:30 (a half day): one school day after Thu 29 Oct",
    )
    assert due("2026-10-30 12:00", Unit.SAME_DAY)[0] == "2026-10-31 00:00", "school was over"


def test_the_name_of_a_half_day_never_ends_the_date() -> None:
    half = days("2026-11-30", "2026-11-30", "Early release: conferences", school=True, ends_min=690)
    calendar = Calendar(zone=DENVER, years=CALENDAR.years, special=(half,))
    term, from_ms = Term(Unit.SCHOOL_DAYS, 1), ms("2026-11-27 10:00")
    says = explain(calendar, term, from_ms, count(calendar, term, from_ms))
    assert says.partition(": ")[0] == "Mon 30 Nov, end of school day at 11:30 (Early release, conferences)"


def test_on_a_saturday_the_same_day_is_saturday() -> None:
    assert due("2026-11-28 09:00", Unit.SAME_DAY) == ("2026-11-29 00:00", "Sat 28 Nov, end of the day: the same day")


@pytest.mark.parametrize(
    ("start", "at"), [("2026-10-31 10:00", "2026-11-01 09:00"), ("2027-03-13 10:00", "2027-03-14 11:00")]
)
def test_hours_pass_as_they_do_while_the_clock_is_changed(start: str, at: str) -> None:
    assert due(start, Unit.HOURS, 24)[0] == at


@pytest.mark.parametrize(
    ("start", "at"), [("2026-10-29 10:00", "2026-11-05 15:30"), ("2027-03-11 10:00", "2027-03-18 15:30")]
)
def test_school_days_end_at_the_time_on_the_wall_whatever_the_clock_did(start: str, at: str) -> None:
    assert due(start, Unit.SCHOOL_DAYS, 5)[0] == at


def test_where_the_calendar_ends_monday_to_friday_count_and_it_says_so() -> None:
    at, says = due("2027-05-26 10:00", Unit.SCHOOL_DAYS, 3)
    assert at == "2027-05-31 15:00"
    assert says.endswith("the calendar ends on Thu 27 May, so Monday to Friday count until it says more")
    none = Calendar(zone=DENVER, years=())
    assert due("2026-11-25 10:00", Unit.SCHOOL_DAYS, 1, none)[1].endswith(
        "there is no school calendar yet, so Monday to Friday count until there is one"
    )
    assert "does not cover this time" in due("2028-02-01 10:00", Unit.SCHOOL_DAYS, 1)[1]


def test_the_summer_is_no_school() -> None:
    at, says = due("2026-05-28 10:00", Unit.SCHOOL_DAYS, 1)
    assert at == "2026-08-13 15:30"
    assert says.endswith("Fri 29 May to Wed 12 Aug is the summer break")


@given(some.integers(ms("2025-09-01 00:00"), ms("2027-05-01 00:00")), some.integers(1, 60), some.sampled_from(Unit))
def test_it_is_never_due_before_it_began_and_one_more_is_never_sooner(start: int, number: int, unit: Unit) -> None:
    one, more = (count(CALENDAR, Term(unit, each), start) for each in (number, number + 1))
    assert start <= one.at_ms <= more.at_ms
    assert all(CALENDAR.local(start).date() < day < one.day for day, _ in one.skipped)


@given(some.integers(ms("2025-09-01 00:00"), ms("2027-04-01 00:00")), some.integers(1, 30))
def test_the_school_days_on_the_way_are_as_many_as_were_counted(start: int, number: int) -> None:
    counted = count(CALENDAR, Term(Unit.SCHOOL_DAYS, number), start)
    first = CALENDAR.local(start).date()
    on_the_way = [first + each * ONE_DAY for each in range(1, (counted.day - first).days + 1)]
    assert sum(CALENDAR.day(each).school for each in on_the_way) == number
    assert CALENDAR.day(counted.day).school


@pytest.mark.parametrize("start", [-(10**15), 10**15])
def test_a_clock_that_shows_nonsense_breaks_nothing(start: int) -> None:
    for unit in Unit:
        counted = count(CALENDAR, Term(unit, 5), start)
        assert explain(CALENDAR, Term(unit, 5), start, counted)

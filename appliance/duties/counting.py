"""Counts when a duty is due: so many calendar, school or business days or hours after a moment, the same day, the end of the school
day, at once. Pure; `explaining.py` puts it in words.
"""

import enum
from collections.abc import Callable
from datetime import date

import msgspec

from appliance.duties.calendar import MONDAY_TO_FRIDAY, ONE_DAY, Calendar, within
from appliance.record.words import FieldId

END_OF_DAY_MIN = 24 * 60
NUMBER_MAX = 400
"""Ours: no duty is counted over more than a year."""


class Unit(enum.StrEnum):
    """What is counted. Rules use these words."""

    CALENDAR_DAYS = "calendar_days"
    SCHOOL_DAYS = "school_days"
    BUSINESS_DAYS = "business_days"
    HOURS = "hours"
    SAME_DAY = "same_day"
    """By the end of the school day, or of the day where there is no school left on it."""
    SCHOOL_DAY_END = "school_day_end"
    """By the end of this school day, or of the next one where this one is over or is none."""
    AT_ONCE = "at_once"


class Term(msgspec.Struct, frozen=True):
    """How long somebody has. It is counted from the time in the field `after`, or, if that is empty, from when the duty began."""

    unit: Unit
    number: int = 0
    after: FieldId = FieldId("")


class End(enum.StrEnum):
    """At what point of its day something is due."""

    SCHOOL_DAY = "school-day"
    DAY = "day"
    CLOCK = "clock"


class Counted(msgspec.Struct, frozen=True):
    """When something is due, and the days that were not counted on the way to it, with the reason of each."""

    at_ms: int
    day: date
    end: End
    skipped: tuple[tuple[date, str], ...] = ()
    """Days without school or holidays; usual weekends are left out."""
    uncovered: bool = False
    """Whether a day was counted as a school or business day, or might have been, of which the calendar says nothing."""


def count(calendar: Calendar, term: Term, from_ms: int) -> Counted:
    """Count a term from a time. The day of that time is never counted itself."""
    from_ms = within(from_ms)
    local = calendar.local(from_ms)
    match term.unit:
        case Unit.AT_ONCE:
            return Counted(from_ms, local.date(), End.CLOCK)
        case Unit.HOURS:
            due = from_ms + term.number * 3_600_000
            return Counted(due, calendar.local(due).date(), End.CLOCK)
        case Unit.CALENDAR_DAYS:
            return _end_of_day(calendar, local.date() + term.number * ONE_DAY)
        case Unit.BUSINESS_DAYS:
            return _business_days(calendar, local.date(), term.number)
        case Unit.SCHOOL_DAYS:
            return _school_days(calendar, local.date(), term.number)
        case Unit.SAME_DAY:
            return _this_school_day(calendar, from_ms) or _end_of_day(calendar, local.date())
        case Unit.SCHOOL_DAY_END:
            return _this_school_day(calendar, from_ms) or _school_days(calendar, local.date(), 1)


def count_from_due(calendar: Calendar, term: Term, due_ms: int) -> Counted:
    """Count a term from the time at which something was due. What is due at the end of a day is due at the midnight after it: the days
    are counted from the day that ended then.
    """
    by_the_clock = term.unit in {Unit.HOURS, Unit.AT_ONCE}
    return count(calendar, term, due_ms if by_the_clock else due_ms - 1)


def _this_school_day(calendar: Calendar, from_ms: int) -> Counted | None:
    """Give the end of the school day on which this time is, or None where no school day is on."""
    day = calendar.day(calendar.local(from_ms).date())
    if not day.school or day.ends_min is None or calendar.at(day.day, day.ends_min) < from_ms:
        return None
    return Counted(calendar.at(day.day, day.ends_min), day.day, End.SCHOOL_DAY, uncovered=not day.covered)


def _end_of_day(calendar: Calendar, day: date) -> Counted:
    return Counted(calendar.at(day, END_OF_DAY_MIN), day, End.DAY)


def _school_days(calendar: Calendar, start: date, number: int) -> Counted:
    if number == 0:
        return _end_of_day(calendar, start)
    reached, skipped = _walk(start, number, lambda day: calendar.day(day).school, lambda day: calendar.day(day).why)
    day = calendar.day(reached)
    uncovered = not day.covered or not all(calendar.day(each).covered for each in _between(start, reached))
    ends_min = END_OF_DAY_MIN if day.ends_min is None else day.ends_min
    return Counted(calendar.at(reached, ends_min), reached, End.SCHOOL_DAY, skipped, uncovered)


def _business_days(calendar: Calendar, start: date, number: int) -> Counted:
    reached, skipped = _walk(start, number, calendar.is_business_day, _holiday_in_the_week(calendar))
    # the holidays of offices come with the calendar, so without it nobody knows them
    counted = (each for each in (*_between(start, reached), reached) if number and each.weekday() in MONDAY_TO_FRIDAY)
    uncovered = not all(calendar.day(each).covered for each in counted)
    return Counted(calendar.at(reached, END_OF_DAY_MIN), reached, End.DAY, skipped, uncovered)


def _holiday_in_the_week(calendar: Calendar) -> Callable[[date], str]:
    """Give the names of holidays that are no weekend anyway."""
    return lambda day: calendar.holiday(day) if day.weekday() in MONDAY_TO_FRIDAY else ""


def _walk(
    start: date, number: int, counts: Callable[[date], bool], why: Callable[[date], str]
) -> tuple[date, tuple[tuple[date, str], ...]]:
    """Go on from a day until so many days counted. Give the last of them, and the days between that had a reason not to count."""
    day, left, skipped = start, number, list[tuple[date, str]]()
    while left:
        day += ONE_DAY
        if counts(day):
            left -= 1
        elif reason := why(day):
            skipped.append((day, reason))
    return day, tuple(skipped)


def _between(start: date, end: date) -> list[date]:
    return [start + number * ONE_DAY for number in range(1, (end - start).days)]

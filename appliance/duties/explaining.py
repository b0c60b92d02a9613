"""Says in one plain sentence when something is due and why: "Tue 1 Dec, end of school day: two school days after Wed 25 Nov; Thu and
Fri are Thanksgiving". Pure.
"""

from datetime import date, datetime
from itertools import groupby

from appliance.duties.calendar import ONE_DAY, Calendar
from appliance.duties.counting import Counted, End, Term, Unit

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_UNITS = {
    Unit.CALENDAR_DAYS: ("calendar day", "calendar days"),
    Unit.SCHOOL_DAYS: ("school day", "school days"),
    Unit.BUSINESS_DAYS: ("business day", "business days"),
    Unit.HOURS: ("hour", "hours"),
}
_NEAR_DAYS = 6
"""Within so many days the name of a weekday alone says which day is meant."""


def day_words(day: date, beside: date | None = None) -> str:
    """Write a day: "Wed 25 Nov". The year is added where it is another one than that of the day `beside`."""
    words = f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"
    return words if beside is None or beside.year == day.year else f"{words} {day.year}"


def time_words(at: datetime) -> str:
    """Write the time on the school's clock: "16:55"."""
    return f"{at.hour:02}:{at.minute:02}"


def number_words(number: int) -> str:
    """Write a number, in letters up to ten."""
    return _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"


def due_words(calendar: Calendar, start: date, counted: Counted) -> str:
    """Write when something is due: "Tue 1 Dec, end of school day". The year is added where it is another one than that of `start`."""
    day = day_words(counted.day, start)
    match counted.end:
        case End.CLOCK:
            return f"{day}, {time_words(calendar.local(counted.at_ms))}"
        case End.DAY:
            return f"{day}, end of the day"
        case End.SCHOOL_DAY:
            its = calendar.day(counted.day)
            why = its.why.replace(
                ": ", ", "
            )  # the first colon with a blank ends the date: lists show what stands before it
            at = f" at {time_words(calendar.local(counted.at_ms))} ({why})" if its.half else ""
            return f"{day}, end of school day{at}"


def explain(calendar: Calendar, term: Term, from_ms: int, counted: Counted) -> str:
    """Say when something is due, from what it was counted, and which days did not count."""
    start = calendar.local(from_ms)
    parts = [f"{due_words(calendar, start.date(), counted)}: {_reason(calendar, term, start, counted)}"]
    parts += [_skipped(each, start.date()) for each in _grouped(counted)]
    if counted.uncovered:
        parts.append(_uncovered(calendar, counted, start.date()))
    return "; ".join(parts)


def _reason(calendar: Calendar, term: Term, start: datetime, counted: Counted) -> str:
    since = day_words(start.date())
    match term.unit:
        case Unit.AT_ONCE:
            return "at once"
        case Unit.SAME_DAY:
            ended = counted.end is End.DAY and calendar.day(start.date()).school
            late = f"; school was over at {time_words(start)}" if ended else ""
            return f"the same day{late}"
        case Unit.SCHOOL_DAY_END if counted.day == start.date():
            return "the same school day"
        case Unit.SCHOOL_DAY_END:
            return f"the next school day after {since}, {time_words(start)}"
        case Unit.HOURS:
            return f"{amount_words(term)} after {since}, {time_words(start)}"
        case _:
            return f"{amount_words(term)} after {since}"


def amount_words(term: Term) -> str:
    """Write how many of its units a term has: "two school days"."""
    one, many = _UNITS[term.unit]
    return f"{number_words(term.number)} {one if term.number == 1 else many}"


def after_due_words(term: Term) -> str:
    """Write how long after its time something was still open: "one school day after it was due"."""
    match term.unit:
        case Unit.AT_ONCE:
            return "when it was due"
        case Unit.SAME_DAY:
            return "at the end of the day on which it was due"
        case Unit.SCHOOL_DAY_END:
            return "at the end of the school day after it was due"
        case _:
            return f"{amount_words(term)} after it was due"


def _grouped(counted: Counted) -> list[tuple[list[date], str]]:
    """Put days of the same reason together, also where a weekend lies between them."""
    return [([day for day, _ in days], why) for why, days in groupby(counted.skipped, key=lambda each: each[1])]


def _skipped(group: tuple[list[date], str], start: date) -> str:
    days, why = group
    names = [_near(day, start) for day in days]
    match len(days):
        case 1:
            return f"{names[0]} is {why}"
        case 2 if days[1] - days[0] == ONE_DAY:
            return f"{names[0]} and {names[1]} are {why}"
        case _:
            return f"{day_words(days[0], start)} to {day_words(days[-1], start)} is {why}"


def _near(day: date, start: date) -> str:
    return _WEEKDAYS[day.weekday()] if (day - start).days <= _NEAR_DAYS else day_words(day, start)


def _uncovered(calendar: Calendar, counted: Counted, start: date) -> str:
    """Say that the date is a guess, so that it is never overdue."""
    if calendar.day(counted.day).covered:
        which = "a day before it"
    elif calendar.ends is None:
        which = "this day yet"
    elif counted.day > calendar.ends:
        which = f"this day (it ends on {day_words(calendar.ends, start)})"
    else:
        which = "this day"
    return f"no school calendar covers {which}, so Monday to Friday count until one does, and it is not overdue"

"""Makes a school calendar of events or of the lines of a table: each day in one entry, and everything that was left out in a list. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from appliance.calendars.csv_file import Row
from appliance.calendars.happening import Happening
from appliance.calendars.meaning import Meaning, ends_min, meaning
from appliance.duties.adopted.calendar_document import NAME_CHARACTERS_MAX, SchoolCalendar
from appliance.duties.calendar import ONE_DAY, SPECIAL_DAYS_MAX, Holiday, SchoolYear, Special
from appliance.duties.explaining import day_words
from appliance.plan.mistakes import Mistake, quoted
from appliance.record.values import can_be_shown

_REPEATS = "Its days depend on a rule (RRULE). Export single days, or write the days in a table (.csv)."


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a person says beside the file: name of the calendar, end of usual school days, end of half days, and school years where the
    file does not say when they begin and end. Minutes are since midnight.
    """

    name: str
    ends_min: int
    half_day_ends_min: int | None = None
    years: tuple[tuple[date, date], ...] = ()


class Made(msgspec.Struct, frozen=True):
    """The calendar, or None where there are mistakes; and what was left out, in a sentence each, for a person to decide."""

    calendar: SchoolCalendar | None
    left_out: tuple[str, ...]
    mistakes: tuple[Mistake, ...]


def rows_of(
    happenings: Iterable[Happening], told: Told
) -> tuple[tuple[Row, ...], tuple[str, ...], tuple[Mistake, ...]]:
    """Give what events mean as lines of a table; those that mean nothing for a school day, in a sentence each; and every mistake."""
    rows: list[Row] = []
    left_out: list[str] = []
    mistakes: list[Mistake] = []
    for each in happenings:
        kind = meaning(each)
        if kind is Meaning.UNKNOWN:
            left_out.append(f"line {each.line}: {_days(each.first, each.last)}: {quoted(each.words)}")
            continue
        if each.repeats:
            mistakes.append(Mistake("", each.line, f"{quoted(each.words)} comes again and again.", _REPEATS))
            continue
        minute = (ends_min(each) or told.half_day_ends_min) if kind is Meaning.HALF_DAY else None
        if kind is Meaning.HALF_DAY and minute is None:
            says = f"{quoted(each.words)} does not say when school ends."
            mistakes.append(Mistake("", each.line, says, "Give --half-day-ends, such as 11:30."))
        why = _shown(each.words)
        rows.append(Row(first=each.first, last=each.last, kind=kind, why=why, line=each.line, ends_min=minute))
    return tuple(rows), tuple(left_out), tuple(mistakes)


def made(rows: Iterable[Row], told: Told) -> Made:
    """Make the calendar of these lines."""
    known = list(rows)
    mistakes: list[Mistake] = []
    years = tuple(_years(known, told, mistakes))
    entries = [each for each in known if each.kind not in (Meaning.FIRST_DAY, Meaning.LAST_DAY)]
    left_out: list[str] = []
    special = tuple(_special(entries, told, mistakes, left_out))
    holidays = {day: each.why for each in entries if each.kind is Meaning.HOLIDAY for day in _each_day(each)}
    if mistakes:
        return Made(None, tuple(left_out), tuple(sorted(mistakes, key=lambda each: each.line)))
    calendar = SchoolCalendar(
        name=told.name,
        years=years,
        special=special,
        holidays=tuple(Holiday(day, holidays[day]) for day in sorted(holidays)),
        ends_min=told.ends_min,
    )
    return Made(calendar, tuple(left_out), ())


def _years(rows: list[Row], told: Told, mistakes: list[Mistake]) -> Iterator[SchoolYear]:
    """Give the school years, as a person says them or else from their first to their last days."""
    bounds = told.years or tuple(_bounds(rows, mistakes))
    if not bounds and not mistakes:
        do = "Give each with --year, such as --year 2026-08-13..2027-05-27."
        mistakes.append(Mistake("", 1, "The file does not say when a school year begins and ends.", do))
    for first, last in sorted(bounds):
        name = f"{first.year}" if first.year == last.year else f"{first.year}-{last.year % 100:02}"
        yield SchoolYear(name=name, first=first, last=last, ends_min=told.ends_min)


def _bounds(rows: list[Row], mistakes: list[Mistake]) -> Iterator[tuple[date, date]]:
    ends = [each for each in rows if each.kind in (Meaning.FIRST_DAY, Meaning.LAST_DAY)]
    ends.sort(key=lambda each: (each.first, each.kind is Meaning.LAST_DAY))
    begun: Row | None = None
    for each in ends:
        if (each.kind is Meaning.FIRST_DAY) == (begun is not None):
            what = "begins" if begun is not None else "ends"
            lacks = "before the last day of the one before" if begun is not None else "before any first day"
            says = f"A school year {what} on {each.first}, {lacks}."
            mistakes.append(Mistake("", each.line, says, "Correct the file, or give each school year with --year."))
            return
        if begun is not None:
            yield begun.first, each.last
        begun = each if begun is None else None
    if begun is not None:
        do = "Add it, or give each school year with --year."
        mistakes.append(Mistake("", begun.line, f"The school year that begins on {begun.first} has no last day.", do))


def _special(rows: list[Row], told: Told, mistakes: list[Mistake], left_out: list[str]) -> Iterator[Special]:
    """Give each day in one entry. Where two lines say the same of a day, the longer one names it: a holiday lies within its break."""
    taken: dict[date, Row] = {}
    for row in sorted(rows, key=lambda each: (each.first - each.last, each.line)):
        if (row.last - row.first).days >= SPECIAL_DAYS_MAX:
            mistakes.append(Mistake("", row.line, f"{quoted(row.why)} is longer than a year.", "Correct its days."))
            continue
        free: list[date] = []
        for day in _each_day(row):
            other = taken.setdefault(day, row)
            if other is row:
                free.append(day)
            elif _school(other) != _school(row) or other.ends_min != row.ends_min:
                says = f"{day} is {quoted(row.why)} here, and {quoted(other.why)} on line {other.line}."
                mistakes.append(Mistake("", row.line, says, "Keep the one that is right."))
                break
        if not free:
            left_out.append(
                f"line {row.line}: {_days(row.first, row.last)}: {quoted(row.why)} lies within another entry"
            )
        minute = row.ends_min if row.ends_min is not None else told.half_day_ends_min
        if row.kind is Meaning.HALF_DAY and minute is None:
            do = "Fill in the column ends, or give --half-day-ends, such as 11:30."
            mistakes.append(Mistake("", row.line, f"{quoted(row.why)} does not say when school ends.", do))
        for first, last in _runs(free):
            yield Special(
                first=first,
                last=last,
                why=row.why,
                school=_school(row),
                ends_min=minute if row.kind is Meaning.HALF_DAY else row.ends_min,
            )


def _school(row: Row) -> bool:
    return row.kind in (Meaning.HALF_DAY, Meaning.SCHOOL)


def _each_day(row: Row) -> Iterator[date]:
    for number in range(min((row.last - row.first).days + 1, SPECIAL_DAYS_MAX)):
        yield row.first + number * ONE_DAY


def _runs(days: list[date]) -> Iterator[tuple[date, date]]:
    """Give the first and the last day of each row of days without a gap."""
    begun: date | None = None
    for number, day in enumerate(days):
        begun = begun or day
        if number + 1 == len(days) or days[number + 1] - day != ONE_DAY:
            yield begun, day
            begun = None


def _shown(words: str) -> str:
    """Give words that fit a name of the calendar."""
    text = "".join(each for each in words if can_be_shown(each))
    return text if len(text) <= NAME_CHARACTERS_MAX else f"{text[: NAME_CHARACTERS_MAX - 1]}…"


def _days(first: date, last: date) -> str:
    return day_words(first) if first == last else f"{day_words(first)} to {day_words(last)}"

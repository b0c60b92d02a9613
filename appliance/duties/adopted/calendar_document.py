"""Turns a school calendar into canonical bytes and back. In this form a calendar is adopted, digested and kept. Pure.

The bytes are sorted JSON, as a plan's are, so that a record opened in twenty years can be read without this software. Documents already
adopted must stay readable: a change of the shape gets a new version here, and the readers of all older versions stay.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, tzinfo

import msgspec

from appliance.duties.calendar import Calendar, Holiday, SchoolYear, Special, days_between, problems
from appliance.plan.mistakes import quoted
from appliance.record.values import can_be_shown

FORMAT = "handbell-school-calendar"
VERSION = 1
CALENDAR_DOCUMENT_BYTES_MAX = 64 * 1024
"""Ours: a school year with 60 days that are not as usual is 6 kB, and a calendar has a few years."""
NAME_CHARACTERS_MAX = 60
"""As long as the reason of a closing: a date explains itself in one line with it."""
YEARS = range(2000, 2100)
"""The record has times of these years alone."""
PROBLEMS_SAID_MAX = 5


class CalendarDocumentError(ValueError):
    """The bytes are no school calendar that this software can read, or the calendar has mistakes. The message says why."""


class SchoolCalendar(msgspec.Struct, frozen=True, kw_only=True):
    """A school calendar as it is written down. It has no time zone: its days are days at the school, wherever the plan says that is."""

    name: str
    years: tuple[SchoolYear, ...]
    special: tuple[Special, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    between_years: str = "the summer break"
    ends_min: int = 15 * 60

    def counted_in(self, zone: tzinfo, closings: tuple[Special, ...] = ()) -> Calendar:
        """Give the calendar to count with, in a zone and with closings that were declared later."""
        return Calendar(
            zone=zone,
            years=self.years,
            special=(*self.special, *closings),
            holidays=self.holidays,
            between_years=self.between_years,
            ends_min=self.ends_min,
        )


class _YearV1(msgspec.Struct, frozen=True):
    ends_min: int
    first: date
    last: date
    name: str
    weekdays: tuple[int, ...]


class _SpecialV1(msgspec.Struct, frozen=True):
    declared_ms: int | None
    ends_min: int | None
    first: date
    last: date
    school: bool
    why: str


class _HolidayV1(msgspec.Struct, frozen=True):
    day: date
    name: str


class _CalendarV1(msgspec.Struct, frozen=True):
    between_years: str
    ends_min: int
    holidays: tuple[_HolidayV1, ...]
    name: str
    special: tuple[_SpecialV1, ...]
    years: tuple[_YearV1, ...]


class _Label(msgspec.Struct, frozen=True):
    format: str
    version: int


class _DocumentV1(msgspec.Struct, frozen=True):
    calendar: _CalendarV1
    format: str
    version: int


def to_document(calendar: SchoolCalendar) -> bytes:
    """Give the canonical bytes of a calendar: equal calendars give equal bytes, on every machine, in whatever order their days stand."""
    made = _CalendarV1(
        between_years=calendar.between_years,
        ends_min=calendar.ends_min,
        holidays=tuple(sorted((_HolidayV1(each.day, each.name) for each in calendar.holidays), key=_of_holiday)),
        name=calendar.name,
        special=tuple(sorted((_special(each) for each in calendar.special), key=_of_special)),
        years=tuple(sorted((_year(each) for each in calendar.years), key=lambda each: (each.first, each.name))),
    )
    return msgspec.json.encode(_DocumentV1(made, FORMAT, VERSION), order="sorted")


def calendar_in(document: bytes) -> SchoolCalendar:
    """Read the calendar in a document. Raises CalendarDocumentError where the bytes are no calendar, or where the calendar has mistakes."""
    if len(document) > CALENDAR_DOCUMENT_BYTES_MAX:
        raise CalendarDocumentError(
            f"The school calendar is {len(document):,} bytes long; at most {CALENDAR_DOCUMENT_BYTES_MAX:,} are read."
            " Leave out school years that are over."
        )
    try:
        label = msgspec.json.decode(document, type=_Label)
        if label.format != FORMAT:
            raise CalendarDocumentError(
                f"This is no school calendar: its format is {label.format[:40]!r}, not {FORMAT!r}."
            )
        if label.version != VERSION:
            raise CalendarDocumentError(
                f"This school calendar has version {label.version}; this software reads version {VERSION}. Update the box first."
            )
        found = _calendar(msgspec.json.decode(document, type=_DocumentV1).calendar)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CalendarDocumentError(f"The school calendar cannot be read: {error}.") from error
    if wrong := _not_sound(found) or problems(found.counted_in(UTC)):
        raise CalendarDocumentError("The school calendar is not sound: " + " ".join(wrong[:PROBLEMS_SAID_MAX]))
    return found


def shared_days(special: Sequence[Special]) -> list[tuple[int, int]]:
    """Give the places of each two entries that share days, where nobody could say which of them counts: neither was declared after the
    other. The one that stands first is named first.
    """
    found: list[tuple[int, int]] = []
    taken: dict[tuple[int | None, date], int] = {}
    for place, each in enumerate(special):
        for day in days_between(each.first, each.last):
            before = taken.setdefault((each.declared_ms, day), place)
            if before != place:
                found.append((before, place))
                break
    return found


def _not_sound(calendar: SchoolCalendar) -> list[str]:
    """Say what a calendar lacks beyond what each of its entries says."""
    found = [] if calendar.years else ["It has no school year. Write at least one, with its first and its last day."]
    found += [
        f'"{calendar.special[one].why}" and "{calendar.special[two].why}" share days. Let each day stand in one entry.'
        for one, two in shared_days(calendar.special)
    ]
    if any(not 0 <= day <= 6 for year in calendar.years for day in year.weekdays):
        found.append("A weekday is none of the seven.")
    found += [f"{day} is in no year of this school." for day in _days_of(calendar) if day.year not in YEARS]
    found += [f"{quoted(name)} is no name." for name in _names_of(calendar) if not _is_name(name)]
    return found


def _days_of(calendar: SchoolCalendar) -> Iterator[date]:
    yield from (day for year in calendar.years for day in (year.first, year.last))
    yield from (day for special in calendar.special for day in (special.first, special.last))
    yield from (holiday.day for holiday in calendar.holidays)


def _names_of(calendar: SchoolCalendar) -> Iterator[str]:
    yield from (calendar.name, calendar.between_years)
    yield from (each.name for each in calendar.years)
    yield from (each.name for each in calendar.holidays)
    yield from (each.why for each in calendar.special)


def _is_name(text: str) -> bool:
    return 0 < len(text) <= NAME_CHARACTERS_MAX and can_be_shown(text)


def _year(year: SchoolYear) -> _YearV1:
    return _YearV1(year.ends_min, year.first, year.last, year.name, tuple(sorted(year.weekdays)))


def _special(special: Special) -> _SpecialV1:
    return _SpecialV1(special.declared_ms, special.ends_min, special.first, special.last, special.school, special.why)


def _calendar(made: _CalendarV1) -> SchoolCalendar:
    return SchoolCalendar(
        name=made.name,
        years=tuple(
            SchoolYear(
                name=each.name,
                first=each.first,
                last=each.last,
                ends_min=each.ends_min,
                weekdays=frozenset(each.weekdays),
            )
            for each in made.years
        ),
        special=tuple(
            Special(
                first=each.first,
                last=each.last,
                why=each.why,
                school=each.school,
                ends_min=each.ends_min,
                declared_ms=each.declared_ms,
            )
            for each in made.special
        ),
        holidays=tuple(Holiday(each.day, each.name) for each in made.holidays),
        between_years=made.between_years,
        ends_min=made.ends_min,
    )


def _of_special(special: _SpecialV1) -> tuple[date, date, int, str, bool, int]:
    return (
        special.first,
        special.last,
        special.declared_ms or 0,
        special.why,
        special.school,
        special.ends_min or 0,
    )


def _of_holiday(holiday: _HolidayV1) -> tuple[date, str]:
    return holiday.day, holiday.name

"""Defines the school calendar as values: school years, days with and without school and why, half days, closings that were declared
later, and holidays. Pure; reads no file and no clock.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise

import msgspec
from msgspec.structs import force_setattr

from appliance.record.values import WHEN_MS_MAX, WHEN_MS_MIN

MONDAY_TO_FRIDAY = frozenset(range(5))
ONE_DAY = timedelta(days=1)
SPECIAL_DAYS_MAX = 366
"""Ours: no break is longer than a year, so a typing mistake is told at once."""


STOOD_MAX = 512
"""Ours: twice as many as the times at which a calendar changes in some years. Each takes a few kB."""


class SchoolYear(msgspec.Struct, frozen=True, kw_only=True):
    """One school year, with its first and last day. `ends_min` is the end of a usual school day, in minutes since midnight."""

    name: str
    first: date
    last: date
    ends_min: int
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    """Days of the week with school, 0 for Monday. A school with a week of four days leaves one out."""


class Special(msgspec.Struct, frozen=True, kw_only=True):
    """Days that are not as usual: a break, a snow day, a half day, a Saturday with school. `why` is a name, such as "Thanksgiving".

    `declared_ms` says when a day was declared that was not in the calendar from the beginning. What was declared last counts. From
    `withdrawn_ms` on, it does not count any more.
    """

    first: date
    last: date
    why: str
    school: bool = False
    ends_min: int | None = None
    """When school ends on these days, in minutes since midnight, if it does not end as usual."""
    declared_ms: int | None = None
    withdrawn_ms: int | None = None


class Holiday(msgspec.Struct, frozen=True):
    """A day on which offices are closed, with its name. It matters for business days alone."""

    day: date
    name: str


class Day(msgspec.Struct, frozen=True):
    """What the calendar says of one day."""

    day: date
    school: bool
    why: str = ""
    """Why it is not as usual, or why there is no school; empty on usual days and weekends."""
    ends_min: int | None = None
    half: bool = False
    covered: bool = True
    """False where the calendar says nothing of this day, and Monday to Friday count as school days."""


class _Stood(dict[int, "Calendar | None"]):
    """Calendars as they stood at times, worked out once for thousands of duties; None where nothing was otherwise. They say nothing that
    the calendar itself does not say, so they make no difference between two calendars.
    """

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Stood)

    __hash__ = None


class Calendar(msgspec.Struct, frozen=True, kw_only=True):
    """The calendar of one school. Days before its first year and after its last year are not covered.

    `earlier` is the calendar that counted before `since_ms`, when this one was adopted. Without it, this one counted always.
    """

    zone: tzinfo
    years: tuple[SchoolYear, ...]
    special: tuple[Special, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    between_years: str = "the summer break"
    """The name of the time between two school years."""
    ends_min: int = 15 * 60
    """The end of the school day where no school year says it."""
    earlier: "Calendar | None" = None
    since_ms: int = 0
    _special_by_day: dict[date, Special] = {}
    _holiday_by_day: dict[date, str] = {}
    _stood: _Stood = msgspec.field(default_factory=_Stood)
    _changes: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        by_day: dict[date, Special] = {}
        counting = (each for each in self.special if each.withdrawn_ms is None)
        for each in sorted(counting, key=lambda special: special.declared_ms or 0):
            by_day.update(dict.fromkeys(days_between(each.first, each.last), each))
        force_setattr(self, "_special_by_day", by_day)
        force_setattr(self, "_stood", _Stood())
        force_setattr(self, "_changes", _changes(self))
        force_setattr(self, "_holiday_by_day", {each.day: each.name for each in self.holidays})

    def as_of(self, wall_ms: int) -> "Calendar":
        """Give the calendar as it stood at that time: without what was adopted, declared or withdrawn later."""
        if self.earlier is not None and wall_ms < self.since_ms:
            return self.earlier.as_of(wall_ms)
        if wall_ms not in self._stood:
            if len(self._stood) >= STOOD_MAX:
                self._stood.clear()
            kept = tuple(
                _as_of(each, wall_ms)
                for each in self.special
                if each.declared_ms is None or each.declared_ms <= wall_ms
            )
            self._stood[wall_ms] = None if kept == self.special else msgspec.structs.replace(self, special=kept)
        return self._stood[wall_ms] or self

    def changes(self) -> frozenset[int]:
        """Give every time at which the calendar changed: another one was adopted, days were declared or withdrawn."""
        return self._changes

    def adopted_at(self, wall_ms: int) -> "Calendar | None":
        """Give the calendar that was adopted at that time, or None where none was."""
        if self.earlier is None:
            return None
        return self if self.since_ms == wall_ms else self.earlier.adopted_at(wall_ms)

    def day(self, day: date) -> Day:
        """Say what a day is."""
        year = next((each for each in self.years if each.first <= day <= each.last), None)
        usual = self.ends_min if year is None else year.ends_min
        special = self._special_by_day.get(day)
        if special is not None:
            return self._special(day, special, usual)
        if year is not None:
            school = day.weekday() in year.weekdays
            return Day(day, school, ends_min=usual if school else None)
        if self._between(day):
            return Day(day, False, self.between_years)
        school = day.weekday() in MONDAY_TO_FRIDAY
        return Day(day, school, ends_min=usual if school else None, covered=False)

    def holiday(self, day: date) -> str:
        """Give the name of the holiday on a day, or an empty text."""
        return self._holiday_by_day.get(day, "")

    def is_business_day(self, day: date) -> bool:
        """Whether it is a day from Monday to Friday that is no holiday."""
        return day.weekday() in MONDAY_TO_FRIDAY and day not in self._holiday_by_day

    @property
    def ends(self) -> date | None:
        """The last day that is covered, or None where there is no school year."""
        return max((each.last for each in self.years), default=None)

    def local(self, wall_ms: int) -> datetime:
        """Give a time as the clock on the school's wall shows it, within the years 2000 to 2100."""
        return datetime.fromtimestamp(within(wall_ms) / 1000, UTC).astimezone(self.zone)

    def at(self, day: date, minute: int) -> int:
        """Give the time when the school's clock shows this minute of a day, in milliseconds; 24 * 60 is the end of the day.

        A time that the clock leaves out in spring is counted as if the clock had not been changed yet. Of a time that comes twice in
        autumn, the first is meant.
        """
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the zone is put on below, where the day is right
        return round((midnight + timedelta(minutes=minute)).replace(tzinfo=self.zone).timestamp() * 1000)

    def _special(self, day: date, special: Special, usual: int) -> Day:
        if not special.school:
            return Day(day, False, special.why)
        ends = usual if special.ends_min is None else special.ends_min
        return Day(day, True, special.why, ends, half=ends < usual)

    def _between(self, day: date) -> bool:
        return any(each.last < day for each in self.years) and any(day < each.first for each in self.years)


def _as_of(special: Special, wall_ms: int) -> Special:
    """Give special days as they stood at that time: what was withdrawn later still counted."""
    if special.withdrawn_ms is None or special.withdrawn_ms <= wall_ms:
        return special
    return msgspec.structs.replace(special, withdrawn_ms=None)


def _changes(calendar: Calendar) -> frozenset[int]:
    """Give every time at which a calendar changed."""
    times = {each.declared_ms for each in calendar.special} | {each.withdrawn_ms for each in calendar.special}
    known = frozenset(each for each in times if each is not None)
    return known if calendar.earlier is None else known | {calendar.since_ms} | calendar.earlier.changes()


def within(wall_ms: int) -> int:
    """Give this time, or the nearest time in the years 2000 to 2100: a box whose clock lies may give any number."""
    return min(max(wall_ms, WHEN_MS_MIN), WHEN_MS_MAX)


def problems(calendar: Calendar) -> list[str]:
    """Say everything that is wrong with a calendar, in a sentence each. An empty list means that it is sound."""
    found = [
        f'The school year "{each.name}" ends before it begins. Exchange its first and its last day.'
        for each in calendar.years
        if each.last < each.first
    ]
    ordered = sorted(calendar.years, key=lambda each: each.first)
    found += [
        f'The school years "{one.name}" and "{two.name}" share days. Let one end before the other begins.'
        for one, two in pairwise(ordered)
        if two.first <= one.last
    ]
    for each in calendar.special:
        if not each.why:
            found.append(f"The day {each.first} has no name. Say why it is not as usual.")
        if each.last < each.first:
            found.append(f'"{each.why}" ends before it begins. Exchange its first and its last day.')
        elif (each.last - each.first).days >= SPECIAL_DAYS_MAX:
            found.append(f'"{each.why}" is longer than a year. Correct its first or its last day.')
    ends = [calendar.ends_min, *(each.ends_min for each in calendar.years)]
    ends += [each.ends_min for each in calendar.special if each.ends_min is not None]
    if any(not 0 < each <= 24 * 60 for each in ends):
        found.append("A school day ends at no time of the day. Write a time between 00:01 and 24:00.")
    return found


def days_between(first: date, last: date) -> Iterator[date]:
    """Give the days from the first to the last, at most a year of them."""
    for number in range(min((last - first).days + 1, SPECIAL_DAYS_MAX)):
        yield first + number * ONE_DAY

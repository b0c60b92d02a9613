"""Reads a file with a school calendar: gives the calendar, or every mistake in the file with its line. Also writes such a file. Pure; the
caller reads and writes files.

The file is TOML, as the files of rules are, so that a district learns one form. A table `[calendar]` says what holds for all days. Each
`[[year]]` is a school year, and each `[[no_school]]`, `[[half_day]]`, `[[school]]` and `[[holiday]]` says what is not as usual.
"""

import json
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import NamedTuple

import msgspec

from appliance.duties.adopted.calendar_document import NAME_CHARACTERS_MAX, YEARS, SchoolCalendar, shared_days
from appliance.duties.calendar import MONDAY_TO_FRIDAY, SPECIAL_DAYS_MAX, Holiday, SchoolYear, Special
from appliance.duties.page import Page, shape
from appliance.duties.toml_lines import Table, Tree, tables
from appliance.plan.mistakes import Mistake, quoted

CALENDAR_FILE_CHARACTERS_MAX = 128 * 1024
"""Ours: a school year is some 5,000 characters."""
ENTRIES_MAX = 400
"""Ours: more than one entry for each day of a year is no calendar of a school."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
END_OF_DAY_MIN = 24 * 60
USUAL_END_MIN = 15 * 60
_KNOWN = "Write [calendar] once, and [[year]], [[no_school]], [[half_day]], [[school]] or [[holiday]]."


class ParsedCalendar(msgspec.Struct, frozen=True):
    """The result of reading a file. `calendar` is None when there are mistakes, which are in the order of their lines."""

    calendar: SchoolCalendar | None
    mistakes: tuple[Mistake, ...]


class _General(msgspec.Struct, frozen=True):
    name: str = ""
    between_years: str = "the summer break"
    ends_min: int = USUAL_END_MIN


class _Placed[T](NamedTuple):
    """Something that was read, and where it stands."""

    value: T
    page: Page


def parse(text: str) -> ParsedCalendar:
    """Read the text of a file with a school calendar."""
    if len(text) > CALENDAR_FILE_CHARACTERS_MAX:
        says = f"The file is longer than {CALENDAR_FILE_CHARACTERS_MAX:,} characters, which no school calendar is."
        return ParsedCalendar(None, (Mistake("", 1, says, "Check that this is the school calendar."),))
    found, mistakes = tables(text)
    reader = _Reader(mistakes)
    for table in found:
        reader.take(table)
    calendar = reader.calendar()
    if mistakes:
        return ParsedCalendar(None, tuple(sorted(mistakes, key=lambda each: (each.line, each.path))))
    return ParsedCalendar(calendar, ())


def to_toml(calendar: SchoolCalendar) -> str:
    """Write a file that `parse` reads as this calendar, with its days in their order."""
    lines = ["[calendar]", f"name = {_quoted(calendar.name)}", f"ends = {_quoted(clock_words(calendar.ends_min))}"]
    lines += [f"between_years = {_quoted(calendar.between_years)}"]
    for year in calendar.years:
        lines += ["", "[[year]]", f"name = {_quoted(year.name)}", f"first = {year.first}", f"last = {year.last}"]
        lines += [f"ends = {_quoted(clock_words(year.ends_min))}"]
        if year.weekdays != MONDAY_TO_FRIDAY:
            lines += [f"weekdays = [{', '.join(_quoted(WEEKDAYS[each]) for each in sorted(year.weekdays))}]"]
    for special in sorted(calendar.special, key=lambda each: (each.first, each.last)):
        lines += ["", f"[[{_table_of(special)}]]", f"first = {special.first}"]
        lines += [f"last = {special.last}"] if special.last != special.first else []
        lines += [f"ends = {_quoted(clock_words(special.ends_min))}"] if special.ends_min is not None else []
        lines += [f"why = {_quoted(special.why)}"]
        if special.declared_ms is not None:
            lines += [f"declared = {datetime.fromtimestamp(special.declared_ms / 1000, UTC).isoformat()}"]
    for holiday in sorted(calendar.holidays, key=lambda each: each.day):
        lines += ["", "[[holiday]]", f"day = {holiday.day}", f"name = {_quoted(holiday.name)}"]
    return "\n".join([*lines, ""])


def clock_words(minute: int) -> str:
    """Write a minute of the day as a clock shows it: "15:30"."""
    return f"{minute // 60:02}:{minute % 60:02}"


def clock_minute(text: str) -> int | None:
    """Read a time of the day between 00:01 and 24:00, in minutes since midnight; None for anything else."""
    hours, colon, minutes = text.partition(":")
    if colon != ":" or len(minutes) != 2 or not 0 < len(hours) < 3:
        return None
    if not (hours + minutes).isascii() or not (hours + minutes).isdigit() or int(minutes) > 59:
        return None
    minute = int(hours) * 60 + int(minutes)
    return minute if 0 < minute <= END_OF_DAY_MIN else None


class _Reader:
    """Reads table by table. Values that could not be read are replaced, so that the other ones are checked as well."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self._mistakes = mistakes
        self._general: _General | None = None
        self._years: list[_Placed[tuple[SchoolYear, bool]]] = []
        self._special: list[_Placed[Special]] = []
        self._holidays: list[_Placed[Holiday]] = []
        self._count: dict[str, int] = {}

    def take(self, table: Table) -> None:
        """Read one table; its mistakes are noted."""
        number = self._count[table.name] = self._count.get(table.name, -1) + 1
        page = Page(table, f"{table.name}[{number}]" if table.many else table.name, self._mistakes)
        match table.name, table.many:
            case "", _:
                for name in table.tree or {}:
                    says = f"{quoted(name)} stands before the first table."
                    self._mistakes.append(Mistake(name, table.line_of(name), says, "Move it below [calendar]."))
            case "calendar", False:
                if self._general is not None:
                    page.note("", "The calendar is named twice.", "Keep one [calendar].")
                self._general = _General() if table.tree is None else self._read_general(page, table.tree)
            case "year", True if table.tree is not None:
                self._years.append(_Placed(self._read_year(page, table.tree), page))
            case (("no_school" | "half_day" | "school"), True) if table.tree is not None:
                self._special.append(_Placed(self._read_special(page, table.name, table.tree), page))
            case "holiday", True if table.tree is not None:
                known = page.section(table.tree, "", ("day", "name"))
                self._holidays.append(_Placed(Holiday(self._day(page, known, "day"), _name(page, known)), page))
            case (("year" | "no_school" | "half_day" | "school" | "holiday"), True):
                pass  # it cannot be read as TOML, which is noted
            case _:
                page.note("", f"{quoted(table.name)} is no part of a school calendar.", _KNOWN)

    def calendar(self) -> SchoolCalendar:
        """Give the calendar, after checking what concerns the whole file. It counts only if no mistake was noted."""
        general = self._general or _General()
        if self._general is None:
            self._mistakes.append(
                Mistake("", 1, "The calendar has no name.", "Begin the file with [calendar] and its name.")
            )
        if not self._years:
            do = "Write [[year]] with name, first and last day."
            self._mistakes.append(Mistake("", 1, "There is no school year in this file.", do))
        if len(self._special) + len(self._holidays) > ENTRIES_MAX:
            says = f"There are {len(self._special) + len(self._holidays)} days or breaks."
            self._mistakes.append(
                Mistake("", 1, says, f"Keep at most {ENTRIES_MAX}: leave out school years that are over.")
            )
        self._years_apart()
        self._days_apart()
        years = (
            msgspec.structs.replace(year, ends_min=year.ends_min if own else general.ends_min)
            for (year, own), _ in self._years
        )
        return SchoolCalendar(
            name=general.name,
            years=tuple(years),
            special=tuple(each.value for each in self._special),
            holidays=tuple(each.value for each in self._holidays),
            between_years=general.between_years,
            ends_min=general.ends_min,
        )

    def _read_general(self, page: Page, tree: Tree) -> _General:
        known = page.section(tree, "", ("name",), ("ends", "between_years"))
        between = _name(page, known, "between_years") if "between_years" in known else _General().between_years
        return _General(_name(page, known), between, _minute(page, known) or USUAL_END_MIN)

    def _read_year(self, page: Page, tree: Tree) -> tuple[SchoolYear, bool]:
        """Give a school year, and whether it says itself when school ends."""
        known = page.section(tree, "", ("name", "first", "last"), ("ends", "weekdays"))
        first, last = self._days(page, known)
        ends_min = _minute(page, known)
        weekdays = MONDAY_TO_FRIDAY
        if "weekdays" in known:
            named = [page.word(each, at, WEEKDAYS, "weekday") for at, each in page.items(known["weekdays"], "weekdays")]
            weekdays = frozenset(WEEKDAYS.index(each) for each in named if each)
        year = SchoolYear(
            name=_name(page, known), first=first, last=last, ends_min=ends_min or USUAL_END_MIN, weekdays=weekdays
        )
        return year, ends_min is not None

    def _read_special(self, page: Page, kind: str, tree: Tree) -> Special:
        needed = ("first", "why", "ends") if kind == "half_day" else ("first", "why")
        more = ("last", "declared", "ends") if kind == "school" else ("last", "declared")
        known = page.section(tree, "", needed, more)
        first, last = self._days(page, known)
        if (last - first).days >= SPECIAL_DAYS_MAX:
            page.note("last", "This is longer than a year.", "Correct the first or the last day.")
        return Special(
            first=first,
            last=last,
            why=_name(page, known, "why"),
            school=kind != "no_school",
            ends_min=_minute(page, known),
            declared_ms=_declared(page, known),
        )

    def _days(self, page: Page, known: Tree) -> tuple[date, date]:
        first = self._day(page, known, "first")
        last = self._day(page, known, "last") if "last" in known else first
        if date.min not in (first, last) and last < first:
            page.note("last", f"{last} is before {first}.", "Exchange the first and the last day.")
        return first, last

    def _day(self, page: Page, known: Tree, name: str) -> date:
        """Give a day of the years 2000 to 2099, as the record has times of these alone."""
        if name not in known:
            return date.min
        day = page.day(known[name], name)
        if day != date.min and day.year not in YEARS:
            page.note(name, f"{day} is in no year of this school.", "Look at the year.")
        return day

    def _years_apart(self) -> None:
        placed = sorted(self._years, key=lambda each: each.value[0].first)
        for one, two in pairwise(placed):
            before, after = one.value[0], two.value[0]
            if date.min != before.first and after.first <= before.last:
                says = f'It shares days with the school year "{before.name}" on line {one.page.line}.'
                two.page.note("first", says, "Let one end before the other begins.")

    def _days_apart(self) -> None:
        known = [each for each in self._special if each.value.first != date.min]
        for one, two in shared_days([each.value for each in known]):
            says = f"It shares days with {quoted(known[one].value.why)} on line {known[one].page.line}."
            known[two].page.note("first", says, "Let each day stand in one entry.")
        seen: dict[date, int] = {}
        for holiday, page in self._holidays:
            if holiday.day != date.min and seen.setdefault(holiday.day, page.line) != page.line:
                page.note(
                    "day", f"{holiday.day} is a holiday already, on line {seen[holiday.day]}.", "Keep one of them."
                )


def _name(page: Page, known: Tree, name: str = "name") -> str:
    text = page.text(known[name], name) if name in known else ""
    if len(text) > NAME_CHARACTERS_MAX:
        page.note(name, f"This is {len(text)} characters long.", f"Use at most {NAME_CHARACTERS_MAX}.")
    return text


def _minute(page: Page, known: Tree) -> int | None:
    """Give when school ends, or None where that is not said or cannot be read."""
    if "ends" not in known:
        return None
    value = known["ends"]
    minute = clock_minute(value) if isinstance(value, str) else None
    if minute is None:
        page.note(
            "ends", f'This must be a time such as "15:30", not {shape(value)}.', "Write hours and minutes, of 24 hours."
        )
    return minute


def _declared(page: Page, known: Tree) -> int | None:
    """Give when days were declared, in ms since the Unix epoch."""
    if "declared" not in known:
        return None
    value = known["declared"]
    if not isinstance(value, datetime) or value.tzinfo is None or value.year not in YEARS:
        says = f"This must be a time with its zone, not {shape(value)}."
        page.note("declared", says, "Write it without quotation marks: 2026-12-01T05:40:00-07:00.")
        return None
    return round(value.timestamp() * 1000)


def _table_of(special: Special) -> str:
    if not special.school:
        return "no_school"
    return "school" if special.ends_min is None else "half_day"


def _quoted(text: str) -> str:
    """Write a text as TOML does; JSON escapes the same characters in the same way."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

"""Makes a file with a school calendar from an iCalendar file or a table, and says what it took and what it left out."""

import re
from datetime import date
from pathlib import Path

import msgspec

from appliance.calendars import csv_file, ics_file
from appliance.calendars.made import Made, Told, made, rows_of
from appliance.duties.adopted.calendar_file import to_toml
from appliance.duties.adopted.told import calendar_lines
from appliance.plan.mistakes import Mistake, counted
from appliance.plan.timezone import timezone_named

_YEAR = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")


class NotMadeError(ValueError):
    """No calendar was made. The message says why and what to do, one mistake a line."""


class MadeFile(msgspec.Struct, frozen=True):
    """The text of a file that was made, and what a person must know of it, line by line."""

    text: str
    says: tuple[str, ...]


def make(file: Path, told: Told, timezone: str) -> MadeFile:
    """Make the text of a calendar file. `timezone`: the school's, as IANA names it, or empty. Raises NotMadeError, OSError."""
    result = _read(file.read_bytes(), file, told, timezone)
    if result.calendar is None:
        raise NotMadeError("\n".join(each.told(str(file)) for each in result.mistakes))
    says = [*calendar_lines(result.calendar), ""]
    if result.left_out:
        says += [
            f"{counted(len(result.left_out), 'entry', 'entries')} left out. Add by hand what closes school or shortens a day:"
        ]
        says += [f"  {each}" for each in result.left_out]
    comments = [f"# left out: {each}" for each in result.left_out]
    head = [f"# Made from {file.name}. Read it, correct it, then: handbell duties check", *comments, ""]
    return MadeFile("\n".join([*head, to_toml(result.calendar)]), tuple(says))


def year(text: str) -> tuple[date, date]:
    """Read a school year that is written as 2026-08-13..2027-05-27. Raises ValueError, whose message says what to write."""
    found = _YEAR.fullmatch(text)
    if found is None:
        raise ValueError("write first and last day, such as 2026-08-13..2027-05-27")
    first, last = (date.fromisoformat(each) for each in found.groups())
    if not date(2000, 1, 1) <= first <= last < date(2100, 1, 1):
        raise ValueError("the first day comes before the last, in the years 2000 to 2099")
    return first, last


def _read(data: bytes, file: Path, told: Told, timezone: str) -> Made:
    zone = timezone_named(timezone) if timezone else None
    if timezone and zone is None:
        do = "Write it as IANA does: America/Denver."
        return Made(None, (), (Mistake("", 1, f"The time zone {timezone} is not known.", do),))
    match file.suffix.lower():
        case ".ics":
            found = ics_file.read(data, zone)
            if found.mistakes:
                return Made(None, (), found.mistakes)
            rows, left_out, mistakes = rows_of(found.happenings, told)
            if mistakes:
                return Made(None, left_out, mistakes)
            result = made(rows, told)
            return Made(result.calendar, (*left_out, *result.left_out), result.mistakes)
        case ".csv":
            table = csv_file.read(data)
            return Made(None, (), table.mistakes) if table.mistakes else made(table.rows, told)
        case other:
            says = f"A file that ends in {other or 'nothing'} is no calendar that can be read."
            return Made(None, (), (Mistake("", 1, says, "Give a file that ends in .ics or .csv."),))

"""Feeds the readers of rules and school calendars: `calendars.py NAME SECONDS FOLDER`. It runs by itself.

Files come from a district's calendar program, from a spreadsheet or from an attorney. Whatever the bytes are, a reader gives a value or
mistakes, and what it gives, a box takes.
"""

import contextlib
import sys
from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

import atheris

from tests.fuzz.fed import fed

with atheris.instrument_imports(include=["appliance.calendars", "appliance.duties"]):
    from appliance.calendars import csv_file, ics_file
    from appliance.calendars.made import Made, Told, made, rows_of
    from appliance.duties import parse as rules_file
    from appliance.duties.adopted import calendar_file, rules_document
    from appliance.duties.adopted.calendar_document import CalendarDocumentError, calendar_in, to_document
    from appliance.duties.adopted.calendar_file import to_toml
    from appliance.duties.adopted.rules_document import RulesDocumentError

DENVER = ZoneInfo("America/Denver")
TOLD = Told(name="a school", ends_min=900, half_day_ends_min=690, years=((date(2026, 8, 13), date(2027, 5, 27)),))


def ics(data: bytes) -> None:
    """Feed an iCalendar file: what is read makes a calendar that a box takes, or mistakes."""
    found = ics_file.read(data, DENVER)
    assert not (found.mistakes and found.happenings)
    rows, _, mistakes = rows_of(found.happenings, TOLD)
    if not mistakes:
        taken(made(rows, TOLD))


def table(data: bytes) -> None:
    """Feed a table: the same."""
    found = csv_file.read(data)
    assert not (found.mistakes and found.rows)
    taken(made(found.rows, TOLD))


def taken(result: Made) -> None:
    """Check that a calendar that was made is taken, and that its file is read as the same."""
    assert (result.calendar is None) == bool(result.mistakes)
    if result.calendar is not None:
        document = to_document(result.calendar)
        calendar_in(document)
        again = calendar_file.parse(to_toml(result.calendar)).calendar
        assert again is not None and to_document(again) == document


def calendar(data: bytes) -> None:
    """Feed a calendar file: what is read is taken."""
    parsed = calendar_file.parse(data.decode("utf-8", "replace"))
    assert (parsed.calendar is None) == bool(parsed.mistakes)
    if parsed.calendar is not None:
        calendar_in(to_document(parsed.calendar))


def rules(data: bytes) -> None:
    """Feed a file of rules."""
    parsed = rules_file.parse(data.decode("utf-8", "replace"))
    assert (parsed.rules is None) == bool(parsed.mistakes)


def documents(data: bytes) -> None:
    """Feed what an administrator sends a box, as both kinds: what is taken has the same bytes again."""
    with contextlib.suppress(CalendarDocumentError):
        found = calendar_in(data)
        assert to_document(calendar_in(to_document(found))) == to_document(found)
    with contextlib.suppress(RulesDocumentError):
        rules_document.rules_in(data)


READERS: dict[str, Callable[[bytes], None]] = {each.__name__: each for each in (ics, table, calendar, rules, documents)}


def main(name: str, seconds: str, folder: str) -> None:
    """Feed this reader."""
    fed(READERS[name], (), seconds, folder)


if __name__ == "__main__":
    main(*sys.argv[1:])

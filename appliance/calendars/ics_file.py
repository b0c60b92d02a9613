"""Reads an iCalendar file (RFC 5545): gives everything that happens, by days at the school, or every mistake with its line. Knows no file.

An end of an event is excluded there: a break from 23 to 27 November ends on the 28th. Times are brought to the school's time zone.
"""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, vDDDTypes, vDuration

from appliance.calendars.happening import (
    FILE_BYTES_MAX,
    HAPPENINGS_MAX,
    WORDS_CHARACTERS_MAX,
    Found,
    Happening,
)
from appliance.duties.calendar import ONE_DAY
from appliance.plan.mistakes import Mistake, quoted
from appliance.plan.timezone import timezone_named

YEARS = range(2000, 2100)
_BEGINS = re.compile(r"^BEGIN:VEVENT\s*$", re.MULTILINE | re.IGNORECASE)
_REPEATS = ("RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
_BAD = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
"""What the reader of iCalendar raises for bytes that are none, and dates for years that no calendar has."""


class _NotSaidError(ValueError):
    """An event cannot be used. The message says why, and what to do."""

    def __init__(self, says: str, do: str) -> None:
        super().__init__(says)
        self.do = do


def read(data: bytes, zone: ZoneInfo | None) -> Found:
    """Read the bytes of a file. `zone` is the school's time zone; None: the one that the file names."""
    if len(data) > FILE_BYTES_MAX:
        return _refused(1, f"The file is longer than {FILE_BYTES_MAX:,} bytes.", "Export school days alone.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _refused(1, "The file is no text in UTF-8.", "Export the calendar anew, as iCalendar (.ics).")
    try:
        calendar = Calendar.from_ical(text)
        events = list(calendar.walk("VEVENT"))
        named = _text(calendar, "X-WR-TIMEZONE")
    except _BAD as error:
        says = f"This is no iCalendar file ({quoted(str(error))})."
        return _refused(1, says, "Export the calendar anew, as iCalendar (.ics).")
    lines = [text.count("\n", 0, each.start()) + 1 for each in _BEGINS.finditer(text)]
    if len(events) != len(lines):
        return _refused(1, "Some events of this file have no end.", "Export the calendar anew, as iCalendar (.ics).")
    if len(events) > HAPPENINGS_MAX:
        return _refused(
            1, f"There are {len(events):,} events.", f"Export at most {HAPPENINGS_MAX:,}: school days alone."
        )
    return _all(events, lines, zone or timezone_named(named))


def _all(events: list[Component], lines: list[int], zone: tzinfo | None) -> Found:
    found: list[Happening] = []
    mistakes: list[Mistake] = []
    for event, line in zip(events, lines, strict=True):
        try:
            if _text(event, "STATUS").upper() != "CANCELLED":
                found.append(_happening(event, line, zone))
        except _NotSaidError as error:
            mistakes.append(Mistake("", line, str(error), error.do))
        except _BAD as error:
            says = f"This event cannot be read ({quoted(str(error))})."
            mistakes.append(Mistake("", line, says, "Look at its dates, or take it out."))
    return Found(() if mistakes else tuple(found), tuple(mistakes))


def _happening(event: Component, line: int, zone: tzinfo | None) -> Happening:
    words = " ".join(_text(event, "SUMMARY").split())[:WORDS_CHARACTERS_MAX]
    repeats = any(each in event for each in _REPEATS)
    begins = _when(event, "DTSTART", zone)
    if begins is None:
        raise _NotSaidError("This event does not say when it begins.", "Add DTSTART, or take the event out.")
    ends = _end(event, begins, zone)
    if (isinstance(begins, datetime) != isinstance(ends, datetime)) or ends < begins:
        raise _NotSaidError("This event ends before it begins.", "Correct its DTEND.")
    if begins.year not in YEARS or ends.year not in YEARS:
        raise _NotSaidError(f"The years {begins.year} to {ends.year} are no school years.", "Look at its dates.")
    if isinstance(begins, datetime) and isinstance(ends, datetime):
        last = max(begins, ends - timedelta(microseconds=1)).date()
        hours = (ends.astimezone(UTC) - begins.astimezone(UTC)).total_seconds() / 3600
        return Happening(
            first=begins.date(),
            last=last,
            words=words,
            line=line,
            from_min=begins.hour * 60 + begins.minute,
            hours=hours,
            repeats=repeats,
        )
    # some programs write the same day twice for one day, although the end is excluded
    return Happening(first=begins, last=max(begins, ends - ONE_DAY), words=words, line=line, repeats=repeats)


def _end(event: Component, begins: date, zone: tzinfo | None) -> date:
    """Give the end, which is excluded: as DTEND or DURATION says, or else the next day, or the same moment."""
    ends = _when(event, "DTEND", zone)
    if ends is not None:
        return ends
    if "DURATION" in event:
        said = event["DURATION"]
        lasts = said.dt if isinstance(said, vDuration | vDDDTypes) else None
        if not isinstance(lasts, timedelta):
            raise _NotSaidError("DURATION cannot be read.", "Write one, such as P2D, or an end.")
        return begins + lasts
    return begins if isinstance(begins, datetime) else begins + ONE_DAY


def _when(event: Component, name: str, zone: tzinfo | None) -> date | None:
    """Give a day, or a time on the clock of the school's wall with its zone; None where the event does not say it."""
    if name not in event:
        return None
    said = event[name]
    if isinstance(said, list):
        raise _NotSaidError(f"This event says {name} twice.", "Keep one of them.")
    if not isinstance(said, vDDDTypes):
        raise _NotSaidError(f"{name} cannot be read.", "Write a date, or a date with a time.")
    when = said.dt
    if not isinstance(when, datetime):
        if not isinstance(when, date):
            raise _NotSaidError(f"{name} is no day.", "Write a date, or a date with a time.")
        return when
    named = said.params.get("TZID", "")
    if when.tzinfo is None and named:
        raise _NotSaidError(
            f"The time zone {quoted(str(named))} is not known.", "Name it as IANA does: America/Denver."
        )
    if zone is None:
        raise _NotSaidError("This event has a time, and nobody says in which zone the school is.", "Give --timezone.")
    return when.replace(tzinfo=zone) if when.tzinfo is None else when.astimezone(zone)


def _text(component: Component, name: str) -> str:
    """Give a text, or an empty one where it is not there or stands twice."""
    value = component.get(name, "")
    return value if isinstance(value, str) else ""


def _refused(line: int, says: str, do: str) -> Found:
    return Found((), (Mistake("", line, says, do),))

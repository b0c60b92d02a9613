"""Gives the date of a duty with its reason, and says of a date that moved what moved it. Pure."""

import msgspec

from appliance.duties.calendar import Calendar, Special
from appliance.duties.counting import Counted, Term, count
from appliance.duties.duty import Due
from appliance.duties.explaining import day_words, due_words, explain
from appliance.duties.facts import Facts, Written
from appliance.plan.mistakes import listed
from appliance.record.fields import FIELDS
from appliance.record.words import FactId


class Start(msgspec.Struct, frozen=True):
    """When a duty began, and whether the box's clock could be trusted then."""

    at_ms: int
    trusted: bool


def due_of(facts: Facts, calendar: Calendar, term: Term, after: FactId | None, began: Start) -> Due:
    """Give when a duty is due. It is counted from the time in the fact `after`, or from when it began where that has no value."""
    value = facts.value(after) if after else None
    from_ms = value if isinstance(value, int) else began.at_ms
    counted = count(calendar, term, from_ms)
    says = explain(calendar, term, from_ms, counted)
    if after and value is None:
        says += f"; “{FIELDS[after.field].label}” is not known, so it is counted from when this became known"
    trusted = facts.surely_timed(after) if after and isinstance(value, int) else began.trusted
    if not trusted:
        says += "; the box's clock could not be trusted then, so the date may be wrong"
    since_ms = max(began.at_ms, facts.written[after][-1].at_ms) if after and isinstance(value, int) else began.at_ms
    moved = (*_by_facts(facts, calendar, term, after, began), *_by_calendar(calendar, term, from_ms, since_ms))
    return Due(counted.at_ms, says, moved, trusted)


def _by_facts(facts: Facts, calendar: Calendar, term: Term, after: FactId | None, began: Start) -> list[str]:
    """Say how the date moved each time that the time it is counted from was changed. Changes before the duty began do not count."""
    if after is None:
        return []
    found: list[str] = []
    versions = facts.written.get(after, ())
    written: Written | None = None
    for number, each in enumerate(versions):
        before, now = _date(calendar, term, written, began), _date(calendar, term, each, began)
        if each.at_ms > began.at_ms and before.at_ms != now.at_ms:
            verb = "was changed" if number else "was written"
            on = day_words(calendar.local(each.at_ms).date())
            found.append(f"{_moved(calendar, before)}: “{FIELDS[after.field].label}” {verb} on {on}.")
        written = each
    return found


def _date(calendar: Calendar, term: Term, written: Written | None, began: Start) -> Counted:
    value = written.value if written else None
    return count(calendar, term, value if isinstance(value, int) else began.at_ms)


def _by_calendar(calendar: Calendar, term: Term, from_ms: int, since_ms: int) -> list[str]:
    """Say how the date moved each time that the calendar changed: days were declared or withdrawn, or another calendar was adopted. Changes
    before the time that it is counted from do not count. Where that time is still to come, those do that came after `since_ms`, when the
    date was known.
    """
    found: list[str] = []
    for at_ms in sorted(each for each in calendar.changes() if each > min(from_ms, since_ms)):
        was, became = calendar.as_of(at_ms - 1), calendar.as_of(at_ms)
        before, now = count(was, term, from_ms), count(became, term, from_ms)
        if before.at_ms != now.at_ms:
            on = day_words(calendar.local(at_ms).date())
            found.append(f"{_moved(was, before)}: {listed(_changed(calendar, at_ms))} on {on}.")
    return found


def _changed(calendar: Calendar, at_ms: int) -> list[str]:
    """Say what changed the calendar at a time."""
    declared = [each for each in calendar.special if each.declared_ms == at_ms]
    withdrawn = [each for each in calendar.special if each.withdrawn_ms == at_ms]
    found = [f"{listed(_is(each) for each in declared)}, declared"] if declared else []
    found += [f"{listed(_was(each) for each in withdrawn)} was withdrawn"] if withdrawn else []
    adopted = calendar.adopted_at(at_ms)
    if adopted is not None:
        first = adopted.earlier is None or not adopted.earlier.years
        found.append("the school calendar was adopted" if first else "another school calendar was adopted")
    return found


def _is(special: Special) -> str:
    return f"{_days(special)} is {special.why}"


def _was(special: Special) -> str:
    return f"{special.why} on {_days(special)}"


def _days(special: Special) -> str:
    days = day_words(special.first)
    return days if special.last == special.first else f"{days} to {day_words(special.last)}"


def _moved(calendar: Calendar, before: Counted) -> str:
    return f"It was {due_words(calendar, before.day, before)}"

"""Gives the date of a duty with its reason, and says of a date that moved what moved it. Pure."""

import msgspec

from appliance.duties.calendar import Calendar, Special
from appliance.duties.counting import Counted, Term, count
from appliance.duties.duty import Due
from appliance.duties.explaining import day_words, due_words, explain
from appliance.duties.facts import Facts, Written
from appliance.record.fields import FIELDS
from appliance.record.words import Spot


class Start(msgspec.Struct, frozen=True):
    """When a duty began, and whether the box's clock could be trusted then."""

    at_ms: int
    trusted: bool


def due_of(facts: Facts, calendar: Calendar, term: Term, after: Spot | None, began: Start) -> Due:
    """Give when a duty is due. It is counted from the time in the place `after`, or from when it began where none stands there."""
    value = facts.value(after) if after else None
    from_ms = value if isinstance(value, int) else began.at_ms
    counted = count(calendar, term, from_ms)
    says = explain(calendar, term, from_ms, counted)
    if after and value is None:
        says += f"; “{FIELDS[after.field].label}” is not known, so it is counted from when this became known"
    trusted = began.trusted or isinstance(value, int)
    if not trusted:
        says += "; the box's clock could not be trusted then, so the date may be wrong"
    moved = (*_by_facts(facts, calendar, term, after, began), *_by_calendar(calendar, term, from_ms, counted))
    return Due(counted.at_ms, says, moved, trusted)


def _by_facts(facts: Facts, calendar: Calendar, term: Term, after: Spot | None, began: Start) -> list[str]:
    """Say of each change of the time that it is counted from how the date moved, as far as it was after the duty began."""
    if after is None:
        return []
    found: list[str] = []
    versions = facts.written.get(after, ())
    standing: Written | None = None
    for number, each in enumerate(versions):
        if each.at_ms > began.at_ms or number == 0:
            before = _date(calendar, term, standing, began)
            now = _date(calendar, term, each, began)
            if each.at_ms > began.at_ms and before.at_ms != now.at_ms:
                verb = "was changed" if number else "was written"
                on = day_words(calendar.local(each.at_ms).date())
                found.append(f"{_moved(calendar, before)}: “{FIELDS[after.field].label}” {verb} on {on}.")
        standing = each
    return found


def _date(calendar: Calendar, term: Term, written: Written | None, began: Start) -> Counted:
    value = written.value if written else None
    return count(calendar, term, value if isinstance(value, int) else began.at_ms)


def _by_calendar(calendar: Calendar, term: Term, from_ms: int, counted: Counted) -> list[str]:
    """Say how days moved the date that were declared after it was counted from."""
    later = sorted(
        (each for each in calendar.special if each.declared_ms is not None and each.declared_ms > from_ms),
        key=lambda each: (each.declared_ms or 0, each.first),
    )
    found: list[str] = []
    for number, each in enumerate(later):
        before = count(_without(calendar, later[number:]), term, from_ms)
        now = count(_without(calendar, later[number + 1 :]), term, from_ms)
        if before.at_ms != now.at_ms:
            found.append(f"{_moved(calendar, before)}: {_declared(calendar, each)}.")
    return found


def _without(calendar: Calendar, left_out: list[Special]) -> Calendar:
    return msgspec.structs.replace(calendar, special=tuple(each for each in calendar.special if each not in left_out))


def _declared(calendar: Calendar, special: Special) -> str:
    days = day_words(special.first)
    if special.last != special.first:
        days = f"{days} to {day_words(special.last)}"
    assert special.declared_ms is not None
    return f"{days} is {special.why}, declared on {day_words(calendar.local(special.declared_ms).date())}"


def _moved(calendar: Calendar, before: Counted) -> str:
    return f"It was {due_words(calendar, before.day, before)}"

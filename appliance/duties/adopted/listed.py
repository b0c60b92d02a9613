"""Works out which rules and which school calendar count, from the entries of all that was adopted, declared and withdrawn. Pure.

Before anything is adopted, the neutral set counts, and there is no calendar: days from Monday to Friday count, and each date says so.
"""

from collections.abc import Iterable
from datetime import date, tzinfo

import msgspec

from appliance.core.ground.moment import Moment
from appliance.core.listed.events import (
    ClosingDeclared,
    ClosingWithdrawn,
    DutiesAdopted,
    SchoolCalendarAdopted,
)
from appliance.core.listed.known import Entry
from appliance.duties.adopted.calendar_document import CalendarDocumentError, SchoolCalendar, calendar_in
from appliance.duties.adopted.rules_document import Rules, RulesDocumentError, rules_in
from appliance.duties.calendar import Calendar, Special
from appliance.duties.rules import Rule, RuleId


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """Days that were declared later, and whether they were withdrawn. `why_withdrawn` is empty as long as they count."""

    number: int
    days: Special
    by: str
    withdrawn_by: str = ""
    why_withdrawn: str = ""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """What counts in this building: its rules, and its school calendar with its history.

    `rules_digest` and `calendar_digest` are empty where nothing was adopted; then `rules` are the neutral set. `calendar.as_of` gives the
    calendar of an earlier time.
    """

    rules: Rules
    rules_digest: str = ""
    rules_by: str = ""
    rules_ms: int = 0
    rules_document: bytes = b""
    calendar: Calendar
    calendar_name: str = ""
    calendar_digest: str = ""
    calendar_by: str = ""
    calendar_ms: int = 0
    calendar_document: bytes = b""
    closings: tuple[Closing, ...] = ()
    unread: tuple[str, ...] = ()
    """What should count and cannot be read by this release, in a sentence each. A calendar before it goes on counting, and in place of
    rules the neutral set counts.
    """
    rules_unread: bool = False
    """Whether the newest rules that were adopted are among these."""
    calendar_unread: bool = False
    """Whether the newest calendar that was adopted is among these."""

    def rule(self, rule: RuleId) -> Rule | None:
        """Give the rule that counts under this id."""
        return next((each for each in self.rules.rules if each.rule == rule), None)


def listed(adopted: Iterable[Entry], neutral: bytes, zone: tzinfo) -> Listed:
    """Give what counts after these entries, which are in their order. `neutral` are the canonical bytes of the rules that count before
    any were adopted.
    """
    known = list(adopted)
    closings = _closings(known)
    unread: list[str] = []
    calendars = _calendars(known, unread)
    declared = tuple(each.days for each in closings)
    found = Listed(
        rules=rules_in(neutral), rules_document=neutral, calendar=_history(calendars, zone, declared), closings=closings
    )
    rules_unread: list[str] = []
    for at, event in known:
        if isinstance(event, DutiesAdopted):
            try:
                rules = rules_in(event.document)
            except RulesDocumentError as error:
                rules_unread = [f"The rules {event.digest[:8]} that were adopted: {error}"]
                continue
            rules_unread = []
            found = msgspec.structs.replace(
                found,
                rules=rules,
                rules_digest=event.digest,
                rules_by=event.by,
                rules_ms=at.wall_ms,
                rules_document=event.document,
            )
    if calendars:
        at, last, calendar = calendars[-1]
        found = msgspec.structs.replace(
            found,
            calendar_name=calendar.name,
            calendar_digest=last.digest,
            calendar_by=last.by,
            calendar_ms=at.wall_ms,
            calendar_document=last.document,
        )
    newest = next((event.digest for _, event in reversed(known) if isinstance(event, SchoolCalendarAdopted)), "")
    return msgspec.structs.replace(
        found,
        unread=(*unread, *rules_unread),
        rules_unread=bool(rules_unread),
        calendar_unread=newest != found.calendar_digest,
    )


def _calendars(adopted: list[Entry], unread: list[str]) -> list[tuple[Moment, SchoolCalendarAdopted, SchoolCalendar]]:
    """Give every calendar that was adopted and can be read, in the order in which they were adopted."""
    found: list[tuple[Moment, SchoolCalendarAdopted, SchoolCalendar]] = []
    for at, event in adopted:
        if isinstance(event, SchoolCalendarAdopted):
            try:
                found.append((at, event, calendar_in(event.document)))
                unread.clear()  # this one took the place of those
            except CalendarDocumentError as error:
                unread.append(f"The school calendar {event.digest[:8]} that was adopted: {error}")
    return found


def _history(
    calendars: list[tuple[Moment, SchoolCalendarAdopted, SchoolCalendar]], zone: tzinfo, closings: tuple[Special, ...]
) -> Calendar:
    """Give the newest calendar, which knows the ones before it. Before the first that this box ever had, there was none. Where that one
    does not stand any more, the oldest that stands is taken to have counted always.
    """
    none = Calendar(zone=zone, years=(), special=closings)
    found: Calendar | None = None if calendars and calendars[0][1].version > 1 else none
    for at, _, calendar in calendars:
        counted = calendar.counted_in(zone, closings)
        found = msgspec.structs.replace(counted, earlier=found, since_ms=at.wall_ms) if found else counted
    return found or none


def _closings(adopted: list[Entry]) -> tuple[Closing, ...]:
    found: dict[int, Closing] = {}
    for at, event in adopted:
        match event:
            case ClosingDeclared():
                found[event.closing] = Closing(number=event.closing, days=_days_of(event, at), by=event.by)
            case ClosingWithdrawn(closing=number) if number in found:
                before = found[number]
                days = msgspec.structs.replace(before.days, withdrawn_ms=at.wall_ms)
                found[number] = msgspec.structs.replace(
                    before, days=days, withdrawn_by=event.by, why_withdrawn=event.why
                )
            case _:
                pass
    return tuple(found[number] for number in sorted(found))


def _days_of(event: ClosingDeclared, at: Moment) -> Special:
    return Special(
        first=date.fromisoformat(event.first),
        last=date.fromisoformat(event.last),
        why=event.why,
        school=event.ends_min is not None,
        ends_min=event.ends_min,
        declared_ms=at.wall_ms,
    )

"""Tells whether the building may forget a record because the safety office has it: what still keeps it, and on which day it goes. Pure;
destroys nothing.

The district's schedule (`retention.py`) says how long a record is kept at most. This is the other way: the plan may say that a record
goes as soon as the office opened all of it and nothing is left to do here. It goes as a whole.
"""

from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from appliance.core.calls.events import FirstCall, RecordOpened
from appliance.core.district.events import Announced, ForgettingAnnounced
from appliance.plan.ids import IncidentId
from appliance.plan.model import Retention
from appliance.record.derived import Seen, standing
from appliance.record.record import Record
from appliance.record.retention import day_of, monday
from appliance.record.words import Status

DAYS_ON_CHECK = 7
"""Days on which it stands on the morning check before it goes: a week has every day on which somebody is at school, so whoever looks
once a week sees it. The figure is the design's.
"""

ANNOUNCED_MAX = 100
"""Records announced at once: more than a school has in a month, and an entry of some 8 KiB. What is more waits its turn."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What the building knows of a record besides what is in it. `opened`: up to which entry the safety office opened it; 0 if it did
    not. `last`: the entry that told the last thing about it. `duties_open`: duties that are not closed, a sentence each; None where nobody
    can tell, because rules that were adopted cannot be read here.
    """

    opened: int
    last: int
    duties_open: tuple[str, ...] | None


class Ready(msgspec.Struct, frozen=True):
    """A record that nothing keeps, up to its entry `last`."""

    incident: IncidentId
    last: int


def keeps(record: Record, seen: Seen, known: Known) -> tuple[str, ...]:
    """Give everything that still keeps a record here, a sentence each; nothing if it may be announced. `seen` is what the appliance
    filled (`derived.py`). Does not ask what the plan says: `not_wanted` does.
    """
    begun = next((event for _, _, event in record.live if isinstance(event, FirstCall | RecordOpened)), None)
    found: list[str] = []
    if begun is None:
        found.append("How it began cannot be read here.")
    elif isinstance(begun, FirstCall) and standing(record, seen, "outcome") is None:
        found.append("The call is not over.")
    if record.held_for:
        found.append("It is held, until an administrator releases it.")
    if record.status is not Status.REVIEWED:
        found.append("It is not reviewed. Somebody has to submit and review it first.")
    if not record.copy_offered:
        found.append("The educator was not offered a full copy yet.")
    if known.duties_open is None:
        found.append(
            "What is owed after it is not known: rules that were adopted cannot be read here. Adopt them again."
        )
    elif known.duties_open:
        found.append("Something is still owed after it: not all of its duties are closed.")
    if known.opened < known.last:
        found.append(_opened_too_little(known))
    return tuple(found)


def not_wanted(kept: Retention) -> str:
    """Say why the plan lets nothing be forgotten in this way; empty if it does."""
    if kept.forget_opened is not True:
        return "The plan does not say that records go once the safety office opened them (`forget_opened` under `retention`)."
    if not kept.approved:
        return "Nobody approved the schedule. Write under `retention` in the plan who did, and when, and adopt it."
    return ""


def announce(before: Iterable[Announced], ready: Iterable[Ready], now_ms: int) -> ForgettingAnnounced:
    """Give what stands on the morning check today, the oldest announcement first. `before` is what stood there last, and `now_ms` is the
    wall clock.

    A record that was written to, read or held since, or that something keeps again, begins anew. A day on which the box was off does not
    count, and a clock that jumps gives one day more and no week.
    """
    stood = {each.incident: each for each in before}
    listed = [_again(stood.get(each.incident), each, now_ms) for each in ready]
    listed.sort(key=lambda each: each.since_ms)
    return ForgettingAnnounced(listed=tuple(listed[:ANNOUNCED_MAX]))


def goes_on(announced: Announced, today: date) -> date:
    """Give the day on which an announced record goes, if nothing keeps it until then: a Monday, as for everything that is destroyed."""
    wanting = DAYS_ON_CHECK - announced.days
    if wanting > 0:
        return monday(max(today + timedelta(days=wanting), _week_after(announced)))
    return monday(_week_after(announced))


def rule(last: int) -> str:
    """Name the rule as a certificate does. `last` is the record's last entry."""
    return f"forget-opened, once the safety office opened all of it, up to entry {last}; ask the safety office for it"


def _week_after(announced: Announced) -> date:
    return day_of(announced.since_ms) + timedelta(days=DAYS_ON_CHECK)


def _again(stood: Announced | None, ready: Ready, now_ms: int) -> Announced:
    today = day_of(now_ms)
    if (
        stood is None or stood.last != ready.last or day_of(stood.newest_ms) > today
    ):  # a clock that went back was wrong before
        return Announced(incident=ready.incident, last=ready.last, since_ms=now_ms, days=1, newest_ms=now_ms)
    if day_of(stood.newest_ms) == today:
        return stood
    return msgspec.structs.replace(stood, days=stood.days + 1, newest_ms=now_ms)


def _opened_too_little(known: Known) -> str:
    if not known.opened:
        return "The safety office has not opened it yet."
    return f"The safety office opened it up to entry {known.opened} only, and its last one is {known.last}."

"""Tells what was adopted of rules, calendar and communications: the entries that stand, as a restart needs them, and nothing that is read
from them. Pure.

What they say is worked out elsewhere (`appliance.duties.adopted`, `appliance.communications.document`), when somebody asks.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import msgspec

from appliance.core.ground.moment import Moment, on_calendar
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.stands import Stands
from appliance.core.listed.commands import (
    AdoptCommunications,
    AdoptDuties,
    AdoptSchoolCalendar,
    AnyListedCommand,
    DeclareClosing,
    WithdrawClosing,
)
from appliance.core.listed.events import (
    AnyListedEvent,
    ClosingDeclared,
    ClosingWithdrawn,
    CommunicationsAdopted,
    DutiesAdopted,
    SchoolCalendarAdopted,
)
from appliance.core.listed.standing import changes

BY_CHARACTERS_MAX = 80
"""A first and last name with a title, as a form has room for."""
WHY_CHARACTERS_MAX = 60
"""Ours: a date explains itself in one line with it."""
CLOSED_DAYS_MAX = 60
"""Ours: whatever closes a school for longer is a new calendar."""
FAR_DAYS_MAX = 400
"""Ours: more than a school year away is a typing mistake in the year."""


type Entry = tuple[Moment, AnyListedEvent]
"""When something was adopted, declared or withdrawn, and what."""


class Known(msgspec.Struct, frozen=True):
    """Every entry that stands, by what it stands for, in the order in which they came. It is never changed in place: with each entry
    there is another one.
    """

    entries: Mapping[str, Entry] = {}

    @property
    def duties(self) -> str:
        """The digest of the rules that count; empty where none were adopted."""
        return next((each.digest for each in self.events() if isinstance(each, DutiesAdopted)), "")

    @property
    def calendar(self) -> tuple[int, str]:
        """How many calendars were adopted, and the digest of the newest; empty where none was."""
        found = ((each.version, each.digest) for each in self.events() if isinstance(each, SchoolCalendarAdopted))
        return max(found, default=(0, ""))

    @property
    def communications(self) -> tuple[Moment, CommunicationsAdopted] | None:
        """When the file of communications that counts was adopted, and its entry; None where none was."""
        return next(((at, each) for at, each in self.entries.values() if isinstance(each, CommunicationsAdopted)), None)

    @property
    def declared(self) -> int:
        """How many closings were declared so far."""
        found = (each.closing for each in self.events() if isinstance(each, ClosingDeclared | ClosingWithdrawn))
        return max(found, default=0)

    @property
    def closings(self) -> list[ClosingDeclared]:
        """The closings that count."""
        over = {each.closing for each in self.events() if isinstance(each, ClosingWithdrawn)}
        return [each for each in self.events() if isinstance(each, ClosingDeclared) and each.closing not in over]

    def events(self) -> Iterator[AnyListedEvent]:
        """Give what stands, in the order in which it came."""
        return (event for _, event in self.entries.values())


def note(known: Known, command: AnyListedCommand, now: Moment) -> list[AnyListedEvent] | Rejection:
    """Give the entry for a command, or why there is none."""
    if not 0 < len(command.by) <= BY_CHARACTERS_MAX or not command.by.isprintable():
        return Rejection.SIGNED_BY_NOBODY
    match command:
        case AdoptDuties(by=by, digest=digest, document=document):
            if digest == known.duties:
                return Rejection.NO_NEWS
            return [DutiesAdopted(by=by, digest=digest, document=document)]
        case AdoptSchoolCalendar(by=by, digest=digest, document=document):
            calendars, newest = known.calendar
            if digest == newest:
                return Rejection.NO_NEWS
            return [SchoolCalendarAdopted(by=by, digest=digest, document=document, version=calendars + 1)]
        case AdoptCommunications(by=by, digest=digest, document=document):
            if known.communications is not None and digest == known.communications[1].digest:
                return Rejection.NO_NEWS
            return [CommunicationsAdopted(by=by, digest=digest, document=document)]
        case DeclareClosing():
            return _declare(known, command, now)
        case WithdrawClosing():
            return _withdraw(known, command)


def after(known: Known, event: AnyListedEvent, at: Moment) -> Known:
    """Give what is known after an event."""
    entries = dict(known.entries)
    for change in changes(event):
        entries.pop(change.key, None)
        if isinstance(change, Stands):
            entries[change.key] = at, event
    return Known(entries)


def why_not_days(first: str, last: str, now: Moment) -> str:
    """Say what is wrong with the first and the last day of a closing, or give an empty text."""
    begins, ends = day_of(first), day_of(last)
    if begins is None or ends is None:
        return "One of the days is no date. Write it as 2026-12-02."
    if not 0 <= (ends - begins).days < CLOSED_DAYS_MAX:
        return f"A closing has 1 to {CLOSED_DAYS_MAX} days, the first day first. For longer, adopt another school calendar."
    today = date(1970, 1, 1) + timedelta(milliseconds=on_calendar(now.wall_ms))
    if abs((begins - today).days) > FAR_DAYS_MAX:
        return f"The closing is more than {FAR_DAYS_MAX} days away from today. Look at the year."
    return ""


def day_of(text: str) -> date | None:
    """Read a date that is written as 2026-12-02; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def _declare(known: Known, command: DeclareClosing, now: Moment) -> list[AnyListedEvent] | Rejection:
    if not _fits(command.why):
        return Rejection.CLOSING_WITHOUT_REASON
    if why_not_days(command.first, command.last, now):
        return Rejection.CLOSING_DAYS_WRONG
    if command.ends_min is not None and not 0 < command.ends_min < 24 * 60:
        return Rejection.CLOSING_DAYS_WRONG
    # dates of this form are in the order of their letters
    if any(each.first <= command.last and command.first <= each.last for each in known.closings):
        return Rejection.CLOSED_ALREADY
    return [
        ClosingDeclared(
            closing=known.declared + 1,
            by=command.by,
            first=command.first,
            last=command.last,
            why=command.why,
            ends_min=command.ends_min,
        )
    ]


def _withdraw(known: Known, command: WithdrawClosing) -> list[AnyListedEvent] | Rejection:
    if not _fits(command.why):
        return Rejection.CLOSING_WITHOUT_REASON
    for each in known.closings:
        if each.first <= command.day <= each.last:
            return [ClosingWithdrawn(closing=each.closing, by=command.by, why=command.why)]
    return Rejection.NO_SUCH_CLOSING


def _fits(why: str) -> bool:
    return 0 < len(why.strip()) <= WHY_CHARACTERS_MAX and why.isprintable()

"""The last thing a desk did in an incident, and what stood before it: what an undo gives back. Pure; must not know the board.

An act can be undone while it is fresh and nothing else has happened in its incident. Reports that a desk shows the call, notes and
names given change nothing that was decided, so they do not count as something else.
"""

from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from appliance.core.events import (
    CallAcknowledged,
    CallDowngraded,
    CallHandedOff,
    CallShown,
    CallUpgraded,
    CoverAssigned,
    HelpArrived,
    HelpConfirmed,
    HelpDispatched,
    IncidentEvent,
    LadderExhausted,
    NoteAdded,
    OneArrived,
    OneConfirmed,
    StepSkipped,
    StepTaken,
    StoodDown,
    WhoActedNamed,
)
from appliance.core.incident import Incident
from appliance.core.moment import Moment
from appliance.core.words import Actor, DeskAct

UNDO_MS_MAX = 10_000
"""Long enough to see on the board what one has done and to press a key; shorter than the 15 s after which a ladder takes its
second step, so that a call quieted by a slip has lost no step of it that matters."""


class LastAct(msgspec.Struct, frozen=True):
    """Who did what when, and the incident as it was before."""

    by: Actor
    what: DeskAct
    at: Moment
    before: Incident

    def left_ms(self, now: Moment) -> int:
        """For how much longer it can be undone; zero or less when it cannot any more."""
        return self.at.mono_ms + UNDO_MS_MAX - now.mono_ms


type Act = (
    CallAcknowledged
    | HelpDispatched
    | HelpConfirmed
    | HelpArrived
    | CoverAssigned
    | CallUpgraded
    | CallDowngraded
    | CallHandedOff
    | StoodDown
)

_ACTS: Mapping[type[Act], DeskAct] = {
    CallAcknowledged: DeskAct.ACKNOWLEDGED,
    HelpDispatched: DeskAct.DISPATCHED,
    HelpConfirmed: DeskAct.CONFIRMED,
    HelpArrived: DeskAct.ARRIVED,
    OneConfirmed: DeskAct.CONFIRMED,
    OneArrived: DeskAct.ARRIVED,
    CoverAssigned: DeskAct.COVER_ASSIGNED,
    CallUpgraded: DeskAct.UPGRADED,
    CallDowngraded: DeskAct.DOWNGRADED,
    CallHandedOff: DeskAct.HANDED_OFF,
    StoodDown: DeskAct.STOOD_DOWN,
}
_TOGETHER = {
    (DeskAct.ACKNOWLEDGED, DeskAct.DISPATCHED),
    (DeskAct.ACKNOWLEDGED, DeskAct.STOOD_DOWN),
    (DeskAct.DISPATCHED, DeskAct.DISPATCHED),
}
_RINGING_ACTS = (DeskAct.UPGRADED, DeskAct.HANDED_OFF)


def last_after(last: LastAct | None, before: Incident, event: IncidentEvent, at: Moment) -> LastAct | None:
    """What can be undone after an event, given what could before it and the incident as the event found it."""
    match event:
        case CallShown() | NoteAdded() | WhoActedNamed():
            return last
        case StepTaken() | StepSkipped() | LadderExhausted():
            belongs = last is not None and last.at == at and last.what in _RINGING_ACTS
            return last if belongs else None
        case StoodDown(by=None):
            return None
        case (
            CallAcknowledged(by=Actor() as by)
            | HelpDispatched(by=Actor() as by)
            | HelpConfirmed(by=Actor() as by)
            | HelpArrived(by=Actor() as by)
            | CoverAssigned(by=Actor() as by)
            | CallUpgraded(by=Actor() as by)
            | CallDowngraded(by=Actor() as by)
            | CallHandedOff(by=Actor() as by)
            | StoodDown(by=Actor() as by)
        ):
            act = LastAct(by, _ACTS[type(event)], at, before)
            return replace(act, before=last.before) if last is not None and _one_act(last, act) else act
        case _:
            return None


def still_fresh(last: LastAct, now: Moment) -> bool:
    """Whether it can be undone as far as time goes."""
    return last.left_ms(now) >= 0


def _one_act(first: LastAct, second: LastAct) -> bool:
    """Whether they were one act and are undone together: an acknowledgement that came with what follows, or a pair that was sent."""
    together = (first.what, second.what) in _TOGETHER
    return together and (first.by, first.at) == (second.by, second.at)

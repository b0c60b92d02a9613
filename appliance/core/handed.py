"""What is known of each hand-over to the district's alarm panel. Pure; stands beside the incidents, so that no undo takes it back.

It never says that police were told.
"""

import enum
from collections.abc import Collection, Mapping

import msgspec
from msgspec.structs import replace

from appliance.core.events import EpochStarted, PanelAsked, PanelEvent, PanelFailed, PanelPulsed
from appliance.core.moment import Moment
from appliance.core.words import Actor
from appliance.plan.ids import IncidentId

ANSWERED_MS = 10_000
"""Ours: a pulse has 3 s at most, and its outputs are read back within a second each. Later nobody knows."""


class State(enum.StrEnum):
    """What is known of one hand-over."""

    ASKED = "asked"
    PULSED = "pulsed"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Handed(msgspec.Struct, frozen=True):
    """The newest hand-over of one incident. `former`: asked before the box restarted, so that only its wall clock means anything."""

    by: Actor
    at: Moment
    state: State = State.ASKED
    why: str = ""
    former: bool = False


class HandedOver(msgspec.Struct, frozen=True):
    """All that is known: of each incident, the newest last, and when the panel was last asked for anything. Never changed in place.

    A start finds in the record only what is open: `newest` is then the newest of these.
    """

    calls: Mapping[IncidentId, Handed] = {}
    newest: Handed | None = None


NOTHING = HandedOver()


def folded(known: HandedOver, event: PanelEvent | EpochStarted, at: Moment) -> HandedOver:
    """What is known after this happened."""
    match event:
        case PanelAsked(incident=incident, by=by):
            handed = Handed(by, at)
            others = {each: was for each, was in known.calls.items() if each != incident}
            return HandedOver({**others, incident: handed}, handed)
        case PanelPulsed(incident=incident):
            return _ended(known, incident, State.PULSED, "")
        case PanelFailed(incident=incident, why=why, may_have_closed=may_have_closed):
            return _ended(known, incident, State.UNKNOWN if may_have_closed else State.FAILED, why)
        case EpochStarted():
            calls = {incident: _of_before(handed) for incident, handed in known.calls.items()}
            return HandedOver(calls, next(reversed(calls.values()), None))


def without(known: HandedOver, still: Collection[IncidentId]) -> HandedOver:
    """The same of these incidents alone: those that are open, or may be opened again. When the panel was last asked stays known."""
    return HandedOver({incident: handed for incident, handed in known.calls.items() if incident in still}, known.newest)


def state_now(handed: Handed, now: Moment) -> State:
    """What may be shown of it: a report that does not come means that nobody knows."""
    late = not handed.former and now.mono_ms - handed.at.mono_ms > ANSWERED_MS
    return State.UNKNOWN if handed.state is State.ASKED and late else handed.state


def says(state: State, clock: str, why: str = "") -> str:
    """A sentence for a call card; `clock` is when it was asked for, as people read it. It always ends with what to do."""
    match state:
        case State.ASKED:
            return f"being handed over since {clock}. Call 911."
        case State.PULSED:
            return f"handed over at {clock}; whether police were told is not known here. Call 911."
        case State.FAILED:
            return f"NOT handed over at {clock}{f' ({why})' if why else ''}. Call 911."
        case State.UNKNOWN:
            return f"asked for at {clock}; not known whether it went out. Call 911."


def _ended(known: HandedOver, incident: IncidentId, state: State, why: str) -> HandedOver:
    """Of an incident that nothing is known of there is nothing to show: its record began with a damaged entry."""
    handed = known.calls.get(incident)
    if handed is None:
        return known
    ended = replace(handed, state=state, why=why)
    return HandedOver({**known.calls, incident: ended}, ended if known.newest == handed else known.newest)


def _of_before(handed: Handed) -> Handed:
    state = State.UNKNOWN if handed.state is State.ASKED else handed.state
    return replace(handed, state=state, former=True)

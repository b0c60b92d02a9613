"""Decides who may hand an emergency over to the district's own alarm panel, and when. Pure; changes nothing.

Theory of operation
-------------------
Two contacts in series on the panel's wire are closed for a moment. Only a person's act does that: they type a word at a desk that the plan
names, for a real emergency that is open. No press, deadline, drill or other command leads here.

* *Asked.* `PanelAsked` is decided first and recorded. The code that closes the contacts does so once for each one that is decided
  (`to_pulse`), and never for one that is read back from the record.
* *How it went* is reported once (`ReportPulse`), even if the call was stood down in between: the record must say it.
* *Nobody knows.* If the box restarted in between, the second contact did not answer, or no report came, the hand-over may have gone out or
  not. This is said, and the hand-over is never repeated.

What is known of a hand-over is kept beside the incidents, so that no undo takes it back. It never says that police were told.
"""

from collections.abc import Collection, Iterable

import msgspec
from msgspec.structs import replace

from appliance.core.board import Board
from appliance.core.calls.commands import HandOver, ReportPulse
from appliance.core.calls.events import PanelAsked, PanelEvent, PanelFailed, PanelPulsed
from appliance.core.calls.responding import why_not_open
from appliance.core.ground.events import EpochStarted
from appliance.core.ground.handed import Handed, HandedOver, State
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.plan.ids import IncidentId
from appliance.plan.model import HandOver as Way
from appliance.plan.model import Kind, Plan

TYPED = "POLICE"
"""Nobody types this word by mistake, and it says what it is about."""
AGAIN_MS = 60_000
"""Ours: a panel dials for some seconds, and a second pulse tells it nothing new. This is long enough that no held key and no second desk
repeats it.
"""


def way_of(plan: Plan) -> Way | None:
    """Give the plan's way to a panel, or None."""
    return None if isinstance(plan.hand_over, msgspec.UnsetType) else plan.hand_over


def hand_over(board: Board, command: HandOver, by: Actor, now: Moment) -> list[PanelAsked] | Rejection:
    """Ask for the hand-over of a call. If it cannot be done, give the first reason that a person can do something about."""
    way = way_of(board.index.plan)
    if way is None:
        return Rejection.NO_HAND_OVER
    if by.desk not in way.desks:
        return Rejection.NOT_FROM_THIS_DESK
    incident = board.incidents.get(command.incident)
    if incident is None:
        return why_not_open(board, command.incident)
    if incident.drill is not None:
        return Rejection.PRACTICE_IS_NOT_HANDED_OVER
    if incident.kind is not Kind.EMERGENCY:
        return Rejection.ONLY_EMERGENCIES
    if command.typed != TYPED:
        return Rejection.NOT_TYPED
    if board.handed.newest is not None and _just_now(board.handed.newest, now):
        return Rejection.HANDED_OVER_JUST_NOW
    return [PanelAsked(incident=incident.incident, by=by)]


def report_pulse(board: Board, command: ReportPulse) -> list[PanelPulsed | PanelFailed] | Rejection:
    """Note how a hand-over went. Only one that was asked for in this run counts, and only once."""
    handed = board.handed.calls.get(command.incident)
    if handed is None or handed.state is not State.ASKED:
        return Rejection.NO_NEWS
    if command.why:
        return [PanelFailed(incident=command.incident, why=command.why, may_have_closed=command.may_have_closed)]
    return [PanelPulsed(incident=command.incident)]


def to_pulse(decided: Iterable[object]) -> tuple[IncidentId, ...]:
    """Give the incidents for which the contacts must be closed, once each, after a decision. Never call it with events that are read
    back.
    """
    return tuple(event.incident for event in decided if isinstance(event, PanelAsked))


def _just_now(newest: Handed, now: Moment) -> bool:
    """Whether the panel was asked a moment ago. A failed hand-over does not count: nothing went out. One from before the restart is
    judged by the wall clock, which may jump. If it does, a person may ask again, and is responsible for the pulse.
    """
    if newest.state is State.FAILED:
        return False
    if newest.former:
        return 0 <= now.wall_ms - newest.at.wall_ms < AGAIN_MS
    return now.mono_ms - newest.at.mono_ms < AGAIN_MS


ANSWERED_MS = 10_000
"""Ours: a pulse has 3 s at most, and its outputs are read back within a second each. After this time nobody knows."""


def folded(known: HandedOver, event: PanelEvent | EpochStarted, at: Moment) -> HandedOver:
    """Give what is known after this event."""
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
    """Keep only these incidents: those that are open, or may be opened again. When the panel was last asked stays known."""
    return HandedOver({incident: handed for incident, handed in known.calls.items() if incident in still}, known.newest)


def state_now(handed: Handed, now: Moment) -> State:
    """Give the state that may be shown: if a report does not come, nobody knows."""
    late = not handed.former and now.mono_ms - handed.at.mono_ms > ANSWERED_MS
    return State.UNKNOWN if handed.state is State.ASKED and late else handed.state


def says(state: State, clock: str, why: str = "") -> str:
    """Give a sentence for a call card. `clock` is when it was asked for, as people read it. The sentence always ends with what to do."""
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
    """Note the end of a hand-over. If nothing is known of the incident, its record began with a damaged entry, and there is nothing to
    show.
    """
    handed = known.calls.get(incident)
    if handed is None:
        return known
    ended = replace(handed, state=state, why=why)
    return HandedOver({**known.calls, incident: ended}, ended if known.newest == handed else known.newest)


def _of_before(handed: Handed) -> Handed:
    state = State.UNKNOWN if handed.state is State.ASKED else handed.state
    return replace(handed, state=state, former=True)

"""Handing an emergency over to the district's own alarm panel: who may, and when. Pure; decides, changes nothing.

Theory of operation
-------------------
Two contacts in series on the panel's wire are closed for a moment. Only a person's act does that: a word typed at a desk that the plan
names, for a real emergency that is open. No press, deadline, drill or other command leads here.

* *Asked.* `PanelAsked` is decided first and recorded; whoever closes the contacts does so once for each that is decided (`to_pulse`), and
  for none that is read back from the record.
* *How it went* is reported once (`ReportPulse`), also where the call was stood down meanwhile: the record must say it.
* *Nobody knows.* Where the box restarted in between, the second contact did not answer, or no report came, it may have gone out or not.
  It is said so, and never repeated.

What is known of it stands beside the incidents, so that no undo takes it back. It never says that police were told.
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
"""A word that nobody types by a slip, and that says what it is about."""
AGAIN_MS = 60_000
"""Ours: a panel dials for some seconds, and a second pulse tells it nothing new. Long enough that no held key or second desk repeats it."""


def way_of(plan: Plan) -> Way | None:
    """The plan's way to a panel, where it has one."""
    return None if isinstance(plan.hand_over, msgspec.UnsetType) else plan.hand_over


def hand_over(board: Board, command: HandOver, by: Actor, now: Moment) -> list[PanelAsked] | Rejection:
    """Have the call handed over. Where it cannot be, the first thing that a person can do something about is said."""
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
    """How it went. Only of what was asked for in this run, and only once."""
    handed = board.handed.calls.get(command.incident)
    if handed is None or handed.state is not State.ASKED:
        return Rejection.NO_NEWS
    if command.why:
        return [PanelFailed(incident=command.incident, why=command.why, may_have_closed=command.may_have_closed)]
    return [PanelPulsed(incident=command.incident)]


def to_pulse(decided: Iterable[object]) -> tuple[IncidentId, ...]:
    """For which incidents the contacts are closed, once each, after a decision was spoken. Never ask it of what is read back."""
    return tuple(event.incident for event in decided if isinstance(event, PanelAsked))


def _just_now(newest: Handed, now: Moment) -> bool:
    """One that failed is none: nothing went out. A former one is judged by the wall clock, which may jump: then a person's word counts,
    and the pulse is theirs.
    """
    if newest.state is State.FAILED:
        return False
    if newest.former:
        return 0 <= now.wall_ms - newest.at.wall_ms < AGAIN_MS
    return now.mono_ms - newest.at.mono_ms < AGAIN_MS


ANSWERED_MS = 10_000
"""Ours: a pulse has 3 s at most, and its outputs are read back within a second each. Later nobody knows."""


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

"""Folds an event of a call into the board. An event of an incident that is no longer open changes nothing."""

from msgspec.structs import replace

from appliance.core.board import Board
from appliance.core.calls import timing
from appliance.core.calls.closing import REOPEN_MS_MAX
from appliance.core.calls.events import (
    ActUndone,
    AnyIncidentEvent,
    CallRaised,
    CallRaisedElsewhere,
    FirstCall,
    PanelAsked,
    PanelFailed,
    PanelPulsed,
    PressedAgain,
    RecordOpened,
    ReopenedByPress,
    SeclusionNoted,
    StoodDown,
)
from appliance.core.calls.hand_over import folded, without
from appliance.core.calls.names_owed import owing
from appliance.core.calls.progress import LadderEvent, PlainEvent, StageEvent, after, pressed_after_its_end
from appliance.core.calls.undo import last_after, taken_back
from appliance.core.ground.epochs import carried
from appliance.core.ground.events import EpochStarted, IncidentEvent
from appliance.core.ground.incident import Incident, with_caller
from appliance.core.ground.last_act import still_fresh
from appliance.core.ground.moment import Moment


def fold(board: Board, event: AnyIncidentEvent, at: Moment) -> None:
    """Change the board by what happened in a call."""
    match event:
        case CallRaised() | CallRaisedElsewhere():
            _raised(board, event, at)
        case RecordOpened():
            board.calls = max(board.calls, event.number)  # its number is taken, so no call gets it
        case SeclusionNoted():
            pass  # it is in the record alone, and on no board
        case StoodDown():
            _stood_down(board, event, at)
        case ActUndone():
            _undone(board, event, at)
        case ReopenedByPress():
            _reopened(board, event, at)
        case PanelAsked() | PanelPulsed() | PanelFailed():
            board.handed = folded(board.handed, event, at)
        case _:
            if isinstance(event, PressedAgain):
                board.count(event.source)
            _goes_on(board, event, at)


def _goes_on(board: Board, event: LadderEvent | StageEvent | PlainEvent, at: Moment) -> None:
    incident = board.incidents.get(event.incident)
    if incident is not None:
        _remember(board, incident, event, at)
        now = owing(after(incident, event, at, board.index.plan), event, at)
        board.put(_timed(board, now))


def begins_anew(board: Board, event: EpochStarted, at: Moment) -> None:
    """Change the board when a new run of the program begins: what is open rings again."""
    board.calls = max(board.calls, event.calls_so_far)
    board.last_acts.clear()
    board.stood_down.clear()
    board.handed = folded(without(board.handed, board.incidents.keys()), event, at)
    for incident in list(board.incidents.values()):
        again = replace(
            incident,
            raised=carried(incident.raised, at),
            pressed_ms=at.mono_ms,
            ringing=True,
            rung_ms=at.mono_ms,
            unanswered=True,
            told_ms=at.mono_ms,
            shown_at={},
            step=-1,
            exhausted=False,
            handed_to=None,
            ladder_from_ms=at.mono_ms,
            awaited_from_ms=None if incident.awaited_from_ms is None else at.mono_ms,
            acted=None if incident.acted is None else carried(incident.acted, at),
            names_owed=dict.fromkeys(incident.names_owed, at.mono_ms),
            sent=tuple(replace(each, sent_ms=at.mono_ms) for each in incident.sent),
        )
        board.put(_timed(board, again))


def takes_plan(board: Board) -> None:
    """Apply the limits of another plan at once, also to open incidents. A step beyond the new ladder counts as its last step."""
    board.last_acts.clear()  # what could be undone was decided by the other plan's ladder
    last = len(timing.ladder_of(board.index.plan)) - 1
    for incident in list(board.incidents.values()):
        board.put(_timed(board, replace(incident, step=min(incident.step, last))))


def _stood_down(board: Board, event: StoodDown, at: Moment) -> None:
    """Forget the incident, except for the few seconds in which this can be undone, and the minutes in which a press may open it again."""
    board.last_acts = {each: last for each, last in board.last_acts.items() if still_fresh(last, at)}
    incident = board.incidents.get(event.incident)
    if incident is not None:
        _remember(board, incident, event, at)
        board.close(incident)
        lately = {each: was for each, was in board.stood_down.items() if at.mono_ms - was[1].mono_ms <= REOPEN_MS_MAX}
        board.stood_down = {**lately, event.incident: (incident, at)}
        board.handed = without(board.handed, {*board.incidents, *board.stood_down})


def _reopened(board: Board, event: ReopenedByPress, at: Moment) -> None:
    """Ring for everybody as a new call does: the people who were there have gone."""
    board.count(event.source)
    was = board.stood_down.pop(event.incident, None)
    if was is not None and not board.slot_taken(was[0]):
        board.last_acts.pop(event.incident, None)
        board.reopen(_timed(board, pressed_after_its_end(was[0], event, at)))


def _undone(board: Board, event: ActUndone, at: Moment) -> None:
    last = board.last_acts.pop(event.incident, None)
    if last is None:
        return
    incident = board.incidents.get(event.incident)
    before = _timed(board, owing(taken_back(last, incident, at), event, at))
    if incident is None:
        board.reopen(before)
    else:
        board.put(before)


def _remember(board: Board, incident: Incident, event: IncidentEvent, at: Moment) -> None:
    """Remember what can be undone after this event, or that nothing can be."""
    last = last_after(board.last_acts.pop(event.incident, None), incident, event, at)
    if last is not None:
        board.last_acts[event.incident] = last


def _raised(board: Board, event: FirstCall, at: Moment) -> None:
    board.calls = max(board.calls, event.number)
    board.count(event.source)
    incident = Incident(
        incident=event.incident,
        number=event.number,
        place=event.place,
        kind=event.kind,
        source=event.source,
        drill=event.drill,
        raised=at,
        pressed_ago_ms=event.pressed_ago_ms,
        holds=int(event.source.held),
        buttons=frozenset() if event.source.button is None else frozenset({event.source.button}),
        callers=with_caller((), event.source.called_by),
        pressed_ms=at.mono_ms,
        told=frozenset(event.told),
        told_ms=at.mono_ms,
        ladder_from_ms=at.mono_ms,
    )
    board.put(_timed(board, incident))
    test = board.walk_test
    if test is not None and test.button == event.source.button and event.pressed_ago_ms is None:
        board.walk_test = replace(test, rang=event.incident)


def _timed(board: Board, incident: Incident) -> Incident:
    due_ms, due_what = timing.due(incident, board.index.plan)
    return replace(incident, due_ms=due_ms, due_what=due_what)

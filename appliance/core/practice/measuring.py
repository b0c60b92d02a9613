"""Measures how long practice took: for each practice call, from the press to each stage. Pure; knows no desk and counts nothing by who
called.

It measures from the calls' own events as they happen. After a restart there is another clock: calls that were open then, and calls
before it, are not measured, and `interrupted` says so. The record still has every entry with its time.
"""

from msgspec.structs import replace

from appliance.core.board import Board, Drill, Practised
from appliance.core.calls.events import (
    ActUndone,
    CallAcknowledged,
    CallMadeReal,
    CallRaised,
    CallShown,
    CoverAssigned,
    HelpArrived,
    HelpConfirmed,
    HelpDispatched,
    OneReleased,
    StoodDown,
)
from appliance.core.ground.events import HouseEvent, IncidentEvent
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Outcome, PracticeCall, Stage
from appliance.core.practice.events import DrillMeasured

CALLS_MAX = 40
"""So many calls are told one by one: a whole floor that presses. They are in every board that is sent to a desk, and take 3 kB. The
number of all calls is told as well.
"""

_STEPS = ("acknowledged_ms", "sent_ms", "confirmed_ms", "on_scene_ms", "stood_down_ms")
_NOT_BEYOND = {Stage.CALLED: 0, Stage.ACKNOWLEDGED: 1, Stage.DISPATCHED: 2, Stage.CONFIRMED: 3, Stage.ON_SCENE: 4}
"""Stage → how many of these steps a call in that stage can have reached."""
CONFIRMED = _NOT_BEYOND[Stage.CONFIRMED]


def measure(board: Board, event: IncidentEvent | HouseEvent, at: Moment) -> None:
    """Note on the board which step a practice call reached for the first time. Call it after the event was folded in."""
    if not isinstance(event, IncidentEvent):
        return
    if isinstance(event, CallRaised) and event.drill is not None:
        pressed_ms = at.mono_ms - (event.pressed_ago_ms or 0)
        board.practised[event.incident] = Practised(pressed_ms, PracticeCall(number=event.number, room=event.room))
    practised = board.practised.get(event.incident)
    if practised is None or practised.real:
        return
    if isinstance(event, CallMadeReal):
        board.practised[event.incident] = replace(practised, real=True)
        return
    if isinstance(event, ActUndone):
        stage = board.incidents[event.incident].stage if event.incident in board.incidents else Stage.STOOD_DOWN
        gone = dict.fromkeys(_STEPS[_NOT_BEYOND.get(stage, len(_STEPS)) :])
    elif isinstance(event, OneReleased):
        # nobody was on the way if all of them cannot come after all; whoever was there was there
        nobody_goes = (
            event.incident in board.incidents and _NOT_BEYOND[board.incidents[event.incident].stage] < CONFIRMED
        )
        gone = {"confirmed_ms": None} if nobody_goes and practised.call.on_scene_ms is None else {}
    else:
        gone = {}
    first = {step: at.mono_ms - practised.pressed_ms for step in _steps(event) if getattr(practised.call, step) is None}
    board.practised[event.incident] = replace(practised, call=replace(practised.call, **gone, **first))


def measured(board: Board, drill: Drill) -> DrillMeasured:
    """Give what was measured in a drill that ends now."""
    calls = sorted((each.call for each in board.practised.values()), key=lambda call: call.number)
    return DrillMeasured(
        drill=drill.drill,
        name=drill.name,
        calls=tuple(calls[:CALLS_MAX]),
        calls_made=len(calls),
        interrupted=drill.interrupted,
    )


def _steps(event: IncidentEvent) -> tuple[str, ...]:
    """Give the steps that an event reaches. Whoever sends somebody has the call. If a call ends with the drill, no person stood it down."""
    match event:
        case CallShown():
            return ("shown_ms",)
        case CallAcknowledged():
            return ("acknowledged_ms",)
        case HelpDispatched():
            return ("acknowledged_ms", "sent_ms")
        case HelpConfirmed() | CoverAssigned():
            return ("confirmed_ms",)
        case HelpArrived():
            return ("on_scene_ms",)
        case StoodDown() if event.outcome is not Outcome.DRILL_ENDED:
            return ("stood_down_ms",)
        case _:
            return ()

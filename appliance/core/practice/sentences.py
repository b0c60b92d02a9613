"""Makes sentences about practice: drills that are planned, started, ended and measured, and walk tests. Pure; speaks of rooms, never of
who called.
"""

from typing import assert_never

from appliance.core.ground.names import Names
from appliance.core.ground.words import Actor, PracticeCall
from appliance.core.practice.events import (
    AnyPracticeEvent,
    DrillEnded,
    DrillEvent,
    DrillMadeReal,
    DrillMeasured,
    DrillPlanned,
    DrillPlanOver,
    DrillStarted,
    PressAttested,
    WalkTestArmed,
    WalkTestEnded,
    WalkTestPassed,
)


def drill_line(event: DrillEvent, names: Names) -> str:
    """Say what was planned or practised, or how long it took."""
    match event:
        case DrillPlanned():
            rooms = ", ".join(map(names.room, event.rooms))
            return f'Drill "{event.name}" planned {names.actor(event.by)} in {rooms}. It does not start by itself.'
        case DrillPlanOver(started=None):
            return f"A planned drill was dropped {names.actor(event.by)}."
        case DrillPlanOver():
            return f"The drill was started as it was planned, {names.actor(event.by)}."
        case DrillStarted():
            rooms = ", ".join(map(names.room, event.rooms))
            ends = f"it ends by itself after {event.ends_after_s} s"
            return f'Drill "{event.name}" started {names.actor(event.by)} in {rooms}; {ends}.'
        case DrillMadeReal(by=Actor() as by):
            return f"The drill was made REAL {names.actor(by)}: calls that were open in it are real, and it is over."
        case DrillEnded():
            return "The drill ended by itself." if event.by is None else f"The drill was ended {names.actor(event.by)}."
        case DrillMeasured():
            return _measured(event, names)
        case _:
            assert_never(event)


def steps_after(call: PracticeCall) -> str:
    """Say which steps a practice call reached, and when after the press: `shown after 0.4 s, acknowledged after 6.2 s`."""
    steps = (
        ("shown", call.shown_ms),
        ("acknowledged", call.acknowledged_ms),
        ("sent", call.sent_ms),
        ("confirmed", call.confirmed_ms),
        ("on scene", call.on_scene_ms),
        ("stood down", call.stood_down_ms),
    )
    said = ", ".join(f"{what} after {ms / 1000:.1f} s" for what, ms in steps if ms is not None)
    return said or "nobody saw it"


def _measured(event: DrillMeasured, names: Names) -> str:
    calls = [f"call {call.number}, {names.room(call.room)}: {steps_after(call)}" for call in event.calls]
    more = event.calls_made - len(event.calls)
    told = "; ".join([*calls, *([f"and {more} more"] if more else [])]) or "nobody pressed"
    restart = " The box restarted meanwhile: only what came after that is measured." if event.interrupted else ""
    return f'Drill "{event.name}" measured: {told}.{restart}'


def practice_line(event: AnyPracticeEvent, names: Names) -> str:
    """Say what was practised, or which button was tested."""
    match event:
        case WalkTestArmed():
            return f"Walk test {names.actor(event.by)}: the next press of {names.button(event.button)} is a test."
        case WalkTestPassed():
            return f"Walk test passed: {names.button(event.button)} was pressed and heard."
        case PressAttested():
            said = f"That the press that rang was made for it was said {names.actor(event.by)}."
            return f"Walk test passed: {names.button(event.button)} was pressed and heard. {said}"
        case WalkTestEnded():
            return f"Walk test over: {names.button(event.button)} was not pressed."
        case _:
            return drill_line(event, names)

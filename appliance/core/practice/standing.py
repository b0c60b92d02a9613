"""Tells which entries about practice and walk tests stand over a restart. Pure."""

from typing import assert_never

from appliance.core.ground.stands import Falls, Stands
from appliance.core.practice.events import (
    AnyPracticeEvent,
    DrillEnded,
    DrillMeasured,
    DrillPlanned,
    DrillPlanOver,
    DrillStarted,
    PressAttested,
    WalkTestArmed,
    WalkTestEnded,
    WalkTestPassed,
)


def changes(event: AnyPracticeEvent) -> tuple[Stands | Falls, ...]:
    """Give what an event of practice or of a walk test puts up or takes down."""
    match event:
        case DrillStarted():
            return (Stands("drill"),)
        case DrillEnded():
            return (Falls("drill"),)
        case DrillMeasured():
            return (Stands("drill-measured"),)
        case DrillPlanned():
            return (Stands(f"drill-plan:{event.plan}"),)
        case DrillPlanOver():
            return (Falls(f"drill-plan:{event.plan}"),)
        case WalkTestArmed():
            return (Stands("walk-test"),)
        case WalkTestPassed() | PressAttested():
            return Falls("walk-test"), Stands(f"proved:{event.button}")
        case WalkTestEnded():
            return (Falls("walk-test"),)
        case _:
            assert_never(event)

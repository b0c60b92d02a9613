"""Tells which entries about readiness stand over a restart. Pure.

What was given back or taken back stands too, so that its number is never given again.
"""

from appliance.core.ground.stands import Falls, Stands
from appliance.core.readiness.events import (
    HOURS_KEPT,
    TRAININGS_KEPT,
    AnyReadinessEvent,
    HourGivenBack,
    HourTaken,
    ReadinessAdopted,
    TrainingNoted,
    TrainingTakenBack,
)


def changes(event: AnyReadinessEvent) -> tuple[Stands | Falls, ...]:
    """Give what an event puts up or takes down. A new hour or training takes down the one that is the limit's number older."""
    match event:
        case ReadinessAdopted(kind=kind):
            return (Stands(f"readiness:{kind}"),)
        case HourTaken(taken=taken):
            oldest = taken - HOURS_KEPT
            return Stands(f"hour:{taken}"), Falls(f"hour:{oldest}"), Falls(f"hour-given-back:{oldest}")
        case HourGivenBack(taken=taken):
            return (Stands(f"hour-given-back:{taken}"),)
        case TrainingNoted(noted=noted):
            oldest = noted - TRAININGS_KEPT
            return Stands(f"training:{noted}"), Falls(f"training:{oldest}"), Falls(f"training-taken-back:{oldest}")
        case TrainingTakenBack(noted=noted):
            return (Stands(f"training-taken-back:{noted}"),)

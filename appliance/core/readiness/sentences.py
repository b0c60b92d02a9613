"""Makes one plain sentence of each event of readiness. Pure; a part of `transcript`.

No sentence names who covers an hour or who is trained: whoever schedules reads that elsewhere.
"""

from appliance.core.readiness.events import (
    AnyReadinessEvent,
    HourGivenBack,
    HourTaken,
    ReadinessAdopted,
    TrainingNoted,
    TrainingTakenBack,
)
from appliance.core.readiness.words import ReadinessKind
from appliance.words.roles import ROLES

TITLES = {
    ReadinessKind.ARRANGEMENTS: "Arrangements of the response team",
    ReadinessKind.TRAININGS: "List of trainings",
    ReadinessKind.ADULTS: "Table of adults",
    ReadinessKind.HELD: "Table of completed trainings",
}


def readiness_line(event: AnyReadinessEvent) -> str:
    """Say what was adopted, taken or noted."""
    match event:
        case ReadinessAdopted():
            return f"{TITLES[event.kind]} {event.digest[:8]} adopted by {event.by}."
        case HourTaken():
            span = f"{_clock(event.start_min)}-{_clock(event.end_min)}"
            return f"Hour {event.taken} of the response team was taken: {ROLES[event.role].noun}, {event.day}, {span}."
        case HourGivenBack():
            return f"Hour {event.taken} of the response team was given back."
        case TrainingNoted(button=None):
            return f"Training {event.noted} was noted."
        case TrainingNoted():
            return f"Training {event.noted} was noted: a press in a walk test."
        case TrainingTakenBack():
            return f"Training {event.noted} was taken back."


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"

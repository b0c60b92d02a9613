"""Makes one plain sentence of each event of the sets of exercises. Pure; a part of `transcript`."""

from appliance.core.exercise_sets.events import (
    AnyExerciseSetEvent,
    DrillCounted,
    ExerciseDayTakenBack,
    ExerciseScheduled,
    ExerciseSetAssigned,
    ExerciseSetWithdrawn,
    ScenarioAdopted,
    ScenarioDropped,
)
from appliance.core.ground.names import Names


def exercise_set_line(event: AnyExerciseSetEvent, names: Names) -> str:
    """Say what was assigned, scheduled, counted, adopted or taken back, and by whom."""
    match event:
        case ExerciseSetAssigned():
            number = len(event.asked)
            asks = "1 exercise" if number == 1 else f"{number} exercises"
            return f'Set of exercises "{event.title}" ({event.name}) assigned by {event.by}: {asks}.'
        case ExerciseSetWithdrawn():
            return f"Set of exercises {event.name} withdrawn by {event.by}."
        case ExerciseScheduled():
            return f'Exercise "{event.asked.title}" scheduled for {event.on} {names.actor(event.by)}.'
        case ExerciseDayTakenBack():
            return f'The day of the exercise "{event.asked.title}" was taken back {names.actor(event.by)}.'
        case DrillCounted():
            return f'The drill "{event.drill}" counts for a set of exercises.'
        case ScenarioAdopted():
            return f"Scenario {event.scenario} ({event.digest[:8]}) adopted by {event.by}."
        case ScenarioDropped():
            return f"Scenario {event.scenario} dropped by {event.by}."

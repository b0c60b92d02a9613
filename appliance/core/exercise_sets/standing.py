"""Tells which entries about sets of exercises stand over a restart. Pure."""

from appliance.core.exercise_sets.events import (
    DRILLS_KEPT,
    AnyExerciseSetEvent,
    AskedFor,
    DrillCounted,
    ExerciseDayTakenBack,
    ExerciseScheduled,
    ExerciseSetAssigned,
    ExerciseSetWithdrawn,
    ScenarioAdopted,
    ScenarioDropped,
)
from appliance.core.ground.stands import Falls, Stands


def changes(event: AnyExerciseSetEvent) -> tuple[Stands | Falls, ...]:
    """Give what an event puts up or takes down. A set takes down the days of exercises that it does not ask for any more."""
    match event:
        case ExerciseSetAssigned(name=name, gone=gone):
            return Stands(_set(name)), *(Falls(_day(name, each)) for each in gone)
        case ExerciseSetWithdrawn(name=name, gone=gone):
            return Falls(_set(name)), *(Falls(_day(name, each)) for each in gone)
        case ExerciseScheduled(name=name, asked=asked):
            return (Stands(_day(name, asked)),)
        case ExerciseDayTakenBack(name=name, asked=asked):
            return (Falls(_day(name, asked)),)
        case DrillCounted(number=number):
            return (Stands(f"exercise-drill:{number % DRILLS_KEPT}"),)
        case ScenarioAdopted(scenario=scenario):
            return (Stands(f"exercise-scenario:{scenario}"),)
        case ScenarioDropped(scenario=scenario):
            return (Falls(f"exercise-scenario:{scenario}"),)


def _set(name: str) -> str:
    return f"exercise-set:{name}"


def _day(name: str, asked: AskedFor) -> str:
    what = f"drill:{asked.drill}" if asked.drill else asked.scenario
    return f"exercise-day:{name}:{asked.due_on}:{what}"

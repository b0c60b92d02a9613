"""Tells which entries about a table-top exercise stand over a restart. Pure.

The entries of one exercise stand under numbers. The next exercise takes the same numbers again, and a number that it does not reach is
left with an entry of an earlier exercise, which changes nothing (`folding.py`). So no more stand than one exercise can have.
"""

from typing import assert_never

from appliance.core.exercises.events import (
    DONE_KEPT,
    AnyExerciseEvent,
    ExerciseActionAgreed,
    ExerciseAnnounced,
    ExerciseEnded,
    ExerciseNoted,
    ExercisePaused,
    ExerciseResumed,
    ExerciseStepped,
)
from appliance.core.ground.stands import Falls, Stands
from appliance.core.ground.words import ExerciseEnd


def changes(event: AnyExerciseEvent) -> tuple[Stands | Falls, ...]:
    """Give what an event of an exercise puts up or takes down."""
    match event:
        case ExerciseAnnounced():
            return (Stands("exercise"),)
        case ExerciseStepped(step=1):
            return Stands("exercise-begun"), Falls("exercise-step"), Falls("exercise-paused")
        case ExerciseStepped():
            return Stands("exercise-step"), Falls("exercise-paused")
        case ExercisePaused() | ExerciseResumed():
            return (Stands("exercise-paused"),)
        case ExerciseNoted() | ExerciseActionAgreed():
            return (Stands(f"exercise-note:{event.number}"),)
        case ExerciseEnded(how=ExerciseEnd.DONE):
            return Stands("exercise-ended"), Stands(f"exercised:{event.number % DONE_KEPT}")
        case ExerciseEnded():
            return (Stands("exercise-ended"),)
        case _:
            assert_never(event)

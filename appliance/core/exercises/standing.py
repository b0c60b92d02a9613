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

_NO_PAUSE = (Falls("exercise-paused"), Falls("exercise-resumed"))


def changes(event: AnyExerciseEvent) -> tuple[Stands | Falls, ...]:
    """Give what an event of an exercise puts up or takes down."""
    match event:
        case ExerciseAnnounced():
            return (Stands("exercise"),)
        case ExerciseStepped(step=1):
            return Stands("exercise-begun"), Falls("exercise-step"), *_NO_PAUSE
        case ExerciseStepped():
            return Stands("exercise-step"), *_NO_PAUSE
        case ExercisePaused():
            return (Stands("exercise-paused"),)
        case ExerciseResumed():  # it stands beside a later pause, because it alone says how long the pauses before it took
            return Stands("exercise-resumed"), Falls("exercise-paused")
        case ExerciseNoted() | ExerciseActionAgreed():
            return (Stands(f"exercise-note:{event.number}"),)
        case ExerciseEnded(how=ExerciseEnd.DONE):
            return Stands("exercise-ended"), Stands(f"exercised:{event.number % DONE_KEPT}")
        case ExerciseEnded():
            return (Stands("exercise-ended"),)
        case _:
            assert_never(event)

"""Tells which entries about a table-top exercise stand over a restart. Pure.

The entries of one exercise stand under numbers. The next exercise takes the same numbers again, and a number that it does not reach is
left with an entry of an earlier exercise, which changes nothing (`folding.py`). So no more stand than one exercise can have. What is
owed stands under its place.
"""

from typing import assert_never

from appliance.core.exercises.events import (
    DONE_KEPT,
    AnyExerciseEvent,
    ExerciseActionAgreed,
    ExerciseActionMoved,
    ExerciseActionNoted,
    ExerciseActionOwed,
    ExerciseAnnounced,
    ExerciseEnded,
    ExerciseInRooms,
    ExerciseInRoomsBegun,
    ExerciseNoted,
    ExercisePaused,
    ExerciseResumed,
    ExerciseStepped,
    OwedEvent,
)
from appliance.core.ground.limits import EXERCISE_STEPS_MAX
from appliance.core.ground.stands import Falls, Stands
from appliance.core.ground.words import ExerciseEnd

_NO_PAUSE = (Falls("exercise-paused"), Falls("exercise-resumed"))


def changes(event: AnyExerciseEvent) -> tuple[Stands | Falls, ...]:
    """Give what an event of an exercise puts up or takes down."""
    match event:
        case ExerciseAnnounced():
            return (Stands("exercise"),)
        case ExerciseInRooms():
            return (Stands("exercise-rooms"),)
        case ExerciseInRoomsBegun():
            return (Stands("exercise-practice"),)
        case ExerciseStepped(step=1):
            later = (Falls(f"exercise-step:{step}") for step in range(2, EXERCISE_STEPS_MAX + 1))
            return Stands("exercise-begun"), *later, *_NO_PAUSE
        case ExerciseStepped():
            return Stands(f"exercise-step:{event.step}"), *_NO_PAUSE
        case ExercisePaused():
            return (Stands("exercise-paused"),)
        case ExerciseResumed():  # it stands beside a later pause, because it alone says how long the pauses before it took
            return Stands("exercise-resumed"), Falls("exercise-paused")
        case ExerciseNoted() | ExerciseActionAgreed():
            return (Stands(f"exercise-note:{event.number}"),)
        case ExerciseActionOwed() | ExerciseActionNoted() | ExerciseActionMoved():
            return _owed(event)
        case ExerciseEnded(how=ExerciseEnd.DONE):
            return Stands("exercise-ended"), Stands(f"exercised:{event.number % DONE_KEPT}")
        case ExerciseEnded():
            return (Stands("exercise-ended"),)
        case _:
            assert_never(event)


def _owed(event: OwedEvent) -> tuple[Stands | Falls, ...]:
    match event:
        case ExerciseActionOwed():
            place = event.place
            return Stands(f"action:{place}"), Falls(f"action-noted:{place}"), Falls(f"action-moved:{place}")
        case ExerciseActionNoted():
            return (Stands(f"action-noted:{event.place}"),)
        case ExerciseActionMoved():
            return (Stands(f"action-moved:{event.place}"),)
        case _:
            assert_never(event)

"""Makes sentences about table-top exercises. Pure; names no player, because nobody writes down who they are."""

from typing import assert_never

from appliance.core.exercises.events import (
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
from appliance.core.ground.names import Names
from appliance.core.ground.words import ExerciseEnd, ExerciseNoteKind

NOTED = {ExerciseNoteKind.HELPED: "What helped", ExerciseNoteKind.CHANGE: "What should change"}
ENDED = {
    ExerciseEnd.DONE: "The exercise is done",
    ExerciseEnd.LEFT: "The exercise was left",
    ExerciseEnd.DROPPED: "The exercise was not begun, and is announced no more",
    ExerciseEnd.BROKEN: "The exercise is over, because something real began",
    ExerciseEnd.TIME_UP: "The exercise ended by itself",
}


def exercise_line(event: AnyExerciseEvent, names: Names) -> str:
    """Say what became of an exercise, or what was written down in it."""
    match event:
        case ExerciseAnnounced():
            return f'Exercise "{event.title}" announced {names.actor(event.by)}. Every call stays real.'
        case ExerciseInRooms() | ExerciseInRoomsBegun():
            return _rooms_line(event, names)
        case ExerciseStepped(step=1):
            return f"The exercise began {names.actor(event.by)}: step 1."
        case ExerciseStepped():
            return f"The exercise went on {names.actor(event.by)}: step {event.step}."
        case ExercisePaused():
            return f"The exercise was paused {names.actor(event.by)}."
        case ExerciseResumed():
            return f"The exercise goes on {names.actor(event.by)}."
        case ExerciseNoted():
            return f"{NOTED[event.kind]}, noted in step {event.step} {names.actor(event.by)}: {event.says}"
        case ExerciseActionAgreed():
            return f"Agreed {names.actor(event.by)}: {event.says} Who: {event.owner}. By: {event.due_on}."
        case ExerciseActionOwed() | ExerciseActionNoted() | ExerciseActionMoved():
            return _owed_line(event, names)
        case ExerciseEnded():
            return f"{ENDED[event.how]}." if event.by is None else f"{ENDED[event.how]} {names.actor(event.by)}."
        case _:
            assert_never(event)


def _rooms_line(event: ExerciseInRooms | ExerciseInRoomsBegun, names: Names) -> str:
    match event:
        case ExerciseInRooms():
            rooms = ", ".join(map(names.room, event.rooms))
            return f"The exercise is held over the buttons in {rooms}. Until it begins, a press there is real too."
        case ExerciseInRoomsBegun():
            return f"Practice began with the exercise {names.actor(event.by)}. A press outside its rooms is real, and ends it."
        case _:
            assert_never(event)


def _owed_line(event: OwedEvent, names: Names) -> str:
    match event:
        case ExerciseActionOwed():
            return f"What was agreed after the exercise is listed as owed until {event.due_on}: {event.says}"
        case ExerciseActionNoted():
            stands = "done" if event.done else "not done"
            return f"An action that was agreed after an exercise was noted as {stands} {names.actor(event.by)}."
        case ExerciseActionMoved():
            return f"An action that was agreed after an exercise is due on {event.due_on} now, said {names.actor(event.by)}."
        case _:
            assert_never(event)

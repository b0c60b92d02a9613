"""Folds an event of a table-top exercise into the board. An event of another exercise than the newest one changes nothing of it."""

from typing import assert_never

from msgspec.structs import replace

from appliance.core.board import Board
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
)
from appliance.core.ground.epochs import carried
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import ExerciseEnd
from appliance.core.held.exercises import (
    ActionMove,
    ActionNote,
    AgreedAction,
    Exercise,
    ExerciseAction,
    ExerciseDone,
    ExerciseNote,
)

ANNOUNCED_S_MAX = 12 * 3600
"""An announcement is for the same day: one of yesterday warns nobody."""
EXERCISE_S_MAX = 3 * 3600
"""Three times the longest scenario, so that talk has its time. One that nobody ended does not stand on desks overnight."""


def fold(board: Board, event: AnyExerciseEvent, at: Moment) -> None:
    """Change the board by what became of an exercise."""
    if isinstance(event, ExerciseAnnounced):
        board.exercises += 1
        board.exercise = Exercise(
            exercise=event.exercise,
            scenario=event.scenario,
            title=event.title,
            steps=event.steps,
            minutes=event.minutes,
            announced=at,
            ends_ms=at.after_s(ANNOUNCED_S_MAX),
        )
        return
    if isinstance(event, ExerciseEnded) and event.how is ExerciseEnd.DONE:
        done = ExerciseDone(event.number, event.scenario, 0 if at.week_minute is None else at.wall_ms)
        board.exercised = (*board.exercised, done)[-DONE_KEPT:]
    if isinstance(event, ExerciseActionOwed | ExerciseActionNoted | ExerciseActionMoved):
        _owe(board, event, at)
        return
    on = board.exercise
    if on is not None and on.exercise == event.exercise:
        board.exercise = _after(on, event, at)


def begins_anew(board: Board, at: Moment) -> None:
    """Change the board when a new run of the program begins: an exercise goes on in its step, and keeps its age."""
    board.exercises = 0
    on = board.exercise
    if on is None:
        return
    announced, since = carried(on.announced, at), on.step_since and carried(on.step_since, at)
    began = on.began and carried(on.began, at)
    left_ms = on.ends_ms - (on.began or on.announced).mono_ms
    board.exercise = replace(
        on,
        announced=announced,
        began=began,
        step_since=since,
        paused=on.paused and carried(on.paused, at),
        ended_at=on.ended_at and carried(on.ended_at, at),
        ends_ms=(began or announced).mono_ms + left_ms,
    )


def _owe(board: Board, event: ExerciseActionOwed | ExerciseActionNoted | ExerciseActionMoved, at: Moment) -> None:
    """Keep what is owed. A note or a move of an action that has lost its place to another one changes nothing."""
    wall_ms = 0 if at.week_minute is None else at.wall_ms
    if isinstance(event, ExerciseActionOwed):
        board.agreed[event.place] = AgreedAction(
            exercise=event.exercise,
            number=event.number,
            title=event.title,
            says=event.says,
            owner=event.owner,
            due_on=event.due_on,
            agreed_ms=wall_ms,
        )
        return
    on = board.agreed.get(event.place)
    if on is None or (on.exercise, on.number) != (event.exercise, event.number):
        return
    if isinstance(event, ExerciseActionNoted):
        board.agreed[event.place] = replace(on, noted=ActionNote(event.done, event.words, event.by.person, wall_ms))
    else:
        moved = ActionMove(event.reason, event.by.person, wall_ms)
        board.agreed[event.place] = replace(on, due_on=event.due_on, moved=moved)


def _after(on: Exercise, event: AnyExerciseEvent, at: Moment) -> Exercise:
    match event:
        case ExerciseInRooms():
            return replace(on, rooms=event.rooms)
        case ExerciseInRoomsBegun():
            return replace(on, drill=event.drill)
        case ExerciseStepped():
            begins = {} if on.began is not None else {"began": at, "ends_ms": at.after_s(EXERCISE_S_MAX)}
            stepped_ms = (*on.stepped_ms, at.wall_ms)
            return replace(on, step=event.step, step_since=at, stepped_ms=stepped_ms, paused=None, away_ms=0, **begins)
        case ExercisePaused():
            return replace(on, paused=at)
        case ExerciseResumed():
            return replace(on, paused=None, away_ms=event.away_ms)
        case ExerciseNoted():
            return replace(on, notes=(*on.notes, ExerciseNote(event.step, event.kind, event.says)))
        case ExerciseActionAgreed():
            return replace(
                on, actions=(*on.actions, ExerciseAction(event.says, event.owner, event.due_on, event.number))
            )
        case ExerciseEnded():
            return replace(on, ended=event.how, ended_at=at)
        case ExerciseAnnounced() | ExerciseActionOwed() | ExerciseActionNoted() | ExerciseActionMoved():
            return on
        case _:
            assert_never(event)

"""Passes each command about a table-top exercise to the function that decides it."""

from collections.abc import Sequence
from typing import assert_never

from appliance.core.board import Board
from appliance.core.exercises import actions, running
from appliance.core.exercises.commands import (
    AgreeOnAction,
    AnnounceExercise,
    AnyExerciseCommand,
    EndExercise,
    LeaveExercise,
    MoveAction,
    NoteAction,
    NoteExercise,
    PauseExercise,
    ResumeExercise,
    StepExercise,
)
from appliance.core.exercises.events import AnyExerciseEvent
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor


def decide(board: Board, command: AnyExerciseCommand, by: Actor, now: Moment) -> Sequence[AnyExerciseEvent] | Rejection:
    """Give what follows from a command, in order."""
    match command:
        case AnnounceExercise():
            return running.announce(board, command, by)
        case StepExercise():
            return running.step(board, command, by)
        case PauseExercise():
            return running.pause(board, command, by)
        case ResumeExercise():
            return running.resume(board, command, by, now)
        case NoteExercise():
            return running.note(board, command, by)
        case AgreeOnAction():
            return running.agree(board, command, by, now)
        case NoteAction():
            return actions.note(board, command, by)
        case MoveAction():
            return actions.move(board, command, by, now)
        case EndExercise():
            return running.end(board, command, by)
        case LeaveExercise():
            return running.leave(board, command, by)
        case _:
            assert_never(command)

"""Passes each command about an exercise to the function that decides it."""

from collections.abc import Sequence
from typing import assert_never

from appliance.core.board import Board
from appliance.core.exercises import actions, in_rooms, running
from appliance.core.exercises.commands import (
    AgreeOnAction,
    AnnounceExercise,
    AnnounceInRooms,
    AnyExerciseCommand,
    BeginInRooms,
    EndExercise,
    LeaveExercise,
    MoveAction,
    NoteAction,
    NoteExercise,
    PauseExercise,
    ResumeExercise,
    StepExercise,
)
from appliance.core.exercises.events import Follows
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor


def decide(board: Board, command: AnyExerciseCommand, by: Actor, now: Moment) -> Sequence[Follows] | Rejection:
    """Give what follows from a command, in order."""
    match command:
        case AnnounceExercise():
            return running.announce(board, command, by)
        case AnnounceInRooms() | BeginInRooms():
            return in_rooms.decide(board, command, by)
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
        case NoteAction() | MoveAction():
            return actions.decide(board, command, by, now)
        case EndExercise():
            return running.end(board, command, by)
        case LeaveExercise():
            return running.leave(board, command, by)
        case _:
            assert_never(command)

"""Says how the newest table-top exercise stands. Pure."""

import enum

from appliance.core.board import Board
from appliance.core.exercises.running import real_is_on
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import ExerciseEnd
from appliance.core.held.exercises import Exercise


class ExerciseState(enum.StrEnum):
    """How it stands. The last five are ends."""

    ANNOUNCED = "announced"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = ExerciseEnd.DONE.value
    LEFT = ExerciseEnd.LEFT.value
    DROPPED = ExerciseEnd.DROPPED.value
    BROKEN = ExerciseEnd.BROKEN.value
    TIME_UP = ExerciseEnd.TIME_UP.value

    @property
    def over(self) -> bool:
        """Whether it is an end."""
        return self in set(map(str, ExerciseEnd))


def state_of(board: Board, on: Exercise) -> ExerciseState:
    """Give the state. One that something real broke is broken, also until that is recorded."""
    if on.ended is not None:
        return ExerciseState(on.ended.value)
    if real_is_on(board):
        return ExerciseState.BROKEN
    if on.step == 0:
        return ExerciseState.ANNOUNCED
    return ExerciseState.RUNNING if on.paused is None else ExerciseState.PAUSED


def step_ms(on: Exercise, now: Moment) -> int:
    """Give how long its step runs, without pauses; 0 before the first one. Once it is over, until it ended."""
    if on.step_since is None:
        return 0
    until_ms = min(each.mono_ms for each in (now, on.paused, on.ended_at) if each is not None)
    return max(0, until_ms - on.step_since.mono_ms - on.away_ms)

"""Boards with a table-top exercise to look at, and the scenarios that are shipped."""

from typing import Any

import msgspec

from appliance.api.board.board import BoardView
from appliance.api.board.practice import ExerciseActionLine, ExerciseLine, ExerciseNoteLine
from appliance.core.exercises.state import ExerciseState
from appliance.core.ground.words import ExerciseNoteKind
from appliance.exercises_file import shipped
from appliance.plan.ids import ExerciseId
from tests.tui.boards import WALL_MS, board

FIRST = ExerciseId("e-x1")
TWO = next(each for each in shipped() if each.scenario == "two-at-once")
MINUTE_MS = 60_000
ANNOUNCED = ExerciseLine(
    exercise=FIRST,
    scenario=TWO.scenario,
    title=TWO.title,
    step=0,
    steps=len(TWO.steps),
    minutes=TWO.minutes,
    state=ExerciseState.ANNOUNCED,
    step_ms=0,
    announced_ms=WALL_MS - 20 * MINUTE_MS,
)
SAID = (
    ExerciseNoteLine(step=1, kind=ExerciseNoteKind.HELPED, says="The radio was heard."),
    ExerciseNoteLine(step=2, kind=ExerciseNoteKind.CHANGE, says="Nobody knew who has the keys."),
)
AGREED = (ExerciseActionLine(says="Hang a second key at the desk.", owner="Ana Ortiz", due_on="2026-12-01"),)


def exercise(step: int = 1, state: ExerciseState = ExerciseState.RUNNING, **changes: Any) -> ExerciseLine:
    """Make an exercise in one of its steps."""
    began = WALL_MS - 10 * MINUTE_MS if step else None
    return msgspec.structs.replace(ANNOUNCED, step=step, state=state, began_ms=began, **changes)


def talking(line: ExerciseLine, **changes: Any) -> BoardView:
    """Make a board on which it goes on."""
    return board(exercise=line, **changes)

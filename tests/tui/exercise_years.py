"""Boards with exercises of a school year that wait to be done."""

from typing import Any

from appliance.api.board.board import BoardView
from appliance.api.board.exercise_year import ExerciseYearLine, WaitingLine
from appliance.core.exercise_sets.events import AskedFor
from appliance.exercises.sets import Standing
from tests.tui.boards import board

TWO = AskedFor("2026-10-30", "two-at-once", "", "Two rooms call at once")
SPRING = AskedFor("2027-04-30", "", "Spring drill", "Spring drill")
LATE = WaitingLine(
    name="2026-27", first="2026-08-17", last="2027-05-28", standing=Standing.OUT_OF_COMPLIANCE, on="", asked=TWO
)
DATED = WaitingLine(
    name="2026-27", first="2026-08-17", last="2027-05-28", standing=Standing.SCHEDULED, on="2027-03-01", asked=SPRING
)
YEAR = ExerciseYearLine(waiting=(LATE, DATED), more=0, out=1)


def planning(year: ExerciseYearLine = YEAR, **changes: Any) -> BoardView:
    """Make a board of a building with a set of exercises."""
    return board(exercise_year=year, **changes)

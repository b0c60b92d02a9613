"""Defines what is asked and told about table-top exercises that were done. Pure values; nothing here is about a person or a call."""

import msgspec

from appliance.api.ask import Answer, HouseAsk
from appliance.api.contents import holds
from appliance.core.board import Board
from appliance.core.ground.moment import Moment


@holds("scenario wall_ms")
class ExerciseDoneLine(msgspec.Struct, frozen=True, kw_only=True):
    """An exercise that was done to its end. `wall_ms` is 0 if the box did not know the time."""

    scenario: str
    wall_ms: int


@holds("request done wall_ms clock_trusted timezone")
class ExercisedKnown(Answer, frozen=True, kw_only=True, tag="exercised"):
    """The newest exercises that were done to their end, in order; and what the box's clock says, in which timezone of the plan."""

    done: tuple[ExerciseDoneLine, ...]
    wall_ms: int
    clock_trusted: bool
    timezone: str


class AskExercised(HouseAsk[ExercisedKnown], frozen=True, kw_only=True, tag="ask-exercised"):
    """Ask which exercises were done to their end."""


def exercised_known(board: Board, now: Moment, request: int) -> ExercisedKnown:
    """Give the answer."""
    return ExercisedKnown(
        request=request,
        done=tuple(ExerciseDoneLine(scenario=each.scenario, wall_ms=each.wall_ms) for each in board.exercised),
        wall_ms=now.wall_ms,
        clock_trusted=now.week_minute is not None,
        timezone=board.index.plan.timezone,
    )

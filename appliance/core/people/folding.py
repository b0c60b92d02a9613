"""Folds an event of people at desks into the board."""

from typing import assert_never

from appliance.core.board import Board, DayCheck
from appliance.core.ground.moment import Moment
from appliance.core.people.events import (
    AnyPersonEvent,
    DayChecked,
    OperatorSignedIn,
    OperatorSignedOut,
    PersonProved,
    PinSet,
    PinTaken,
    RecordRead,
)


def fold(board: Board, event: AnyPersonEvent, at: Moment) -> None:
    """Change the board by who is where, and who signed."""
    match event:
        case DayChecked():
            board.day_check = DayCheck(event.by, event.name, at, event.not_well.count)
        case OperatorSignedIn():
            board.operators[event.desk] = event.person
        case OperatorSignedOut():
            board.operators.pop(event.desk, None)
        case PinSet():
            board.pins[event.person] = event.by
        case PinTaken():
            board.pins.pop(event.person, None)
        case PersonProved() | RecordRead():
            pass  # the line of that person knows what they proved, and this ends with the line
        case _:
            assert_never(event)

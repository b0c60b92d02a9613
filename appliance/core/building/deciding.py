"""Passes each command about the whole building to the function that decides it."""

from collections.abc import Sequence
from typing import assert_never

from appliance.core.board import Board
from appliance.core.building import check_in, responses
from appliance.core.building.commands import (
    AnyBuildingCommand,
    EndCheckIn,
    EndResponse,
    MarkRoom,
    StartCheckIn,
    StartResponse,
)
from appliance.core.building.events import Follows
from appliance.core.devices.supervision import Heard
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor


def decide(
    board: Board, heard: Heard, command: AnyBuildingCommand, by: Actor, now: Moment
) -> Sequence[Follows] | Rejection:
    """Give what follows from a command, in order."""
    match command:
        case StartResponse():
            return responses.start_response(board, command, by)
        case EndResponse():
            return responses.end_response(board, command, by)
        case StartCheckIn():
            return check_in.start_check_in(board, command, by)
        case MarkRoom():
            return check_in.mark_room(board, heard, command, by, now)
        case EndCheckIn():
            return check_in.end_check_in(board, command, by)
        case _:
            assert_never(command)

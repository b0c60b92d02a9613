"""Passes each command about a room clear to the function that decides it."""

from collections.abc import Sequence
from typing import assert_never

from appliance.core.board import Board
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.core.room_clear import clearing
from appliance.core.room_clear.commands import AnyRoomClearCommand, BeginClear, CountHere, EndClear
from appliance.core.room_clear.events import AnyRoomClearEvent


def decide(board: Board, command: AnyRoomClearCommand, by: Actor) -> Sequence[AnyRoomClearEvent] | Rejection:
    """Give what follows from a command, in order."""
    match command:
        case BeginClear():
            return clearing.begin(board, command, by)
        case CountHere():
            return clearing.count(board, command, by)
        case EndClear():
            return clearing.end(board, command, by)
        case _:
            assert_never(command)

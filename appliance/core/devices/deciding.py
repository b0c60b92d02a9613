"""Passes each command about troubles and buttons to the function that decides it."""

from collections.abc import Sequence
from typing import assert_never

from appliance.core.board import Board
from appliance.core.devices import clearing, reported, service, shelf
from appliance.core.devices.commands import (
    AnyDeviceCommand,
    ClearTrouble,
    PutBackInService,
    SayNoCopy,
    ShelveTrouble,
    TakeOutOfService,
    TakeOverButtons,
    UnshelveTrouble,
)
from appliance.core.devices.events import Follows
from appliance.core.devices.supervision import Heard
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor


def decide(
    board: Board, heard: Heard, command: AnyDeviceCommand, by: Actor, now: Moment
) -> Sequence[Follows] | Rejection:
    """Give what follows from a command, in order."""
    match command:
        case TakeOutOfService():
            return service.take_out(board, command, by)
        case PutBackInService():
            return service.put_back(board, heard, command, by, now)
        case ShelveTrouble():
            return shelf.shelve(board, command, by)
        case UnshelveTrouble():
            return shelf.unshelve(board, command, by)
        case ClearTrouble():
            return clearing.clear(board, command, by)
        case SayNoCopy():
            return clearing.say_no_copy(board, by)
        case TakeOverButtons():
            return reported.take_over(board, command, by)
        case _:
            assert_never(command)

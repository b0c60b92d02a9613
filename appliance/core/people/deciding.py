"""Passes each command that people send about themselves to the function that decides it."""

from collections.abc import Sequence
from typing import assert_never

from appliance.core.board import Board
from appliance.core.devices.supervision import Heard
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.core.people import desks, morning, proof
from appliance.core.people.commands import (
    AnyPersonCommand,
    NotePin,
    NotePinTaken,
    NoteProof,
    NoteReading,
    SignDay,
    SignIn,
    SignOut,
)
from appliance.core.people.events import Follows


def decide(
    board: Board, heard: Heard, command: AnyPersonCommand, by: Actor, now: Moment
) -> Sequence[Follows] | Rejection:
    """Give what follows from a command, in order."""
    match command:
        case SignIn():
            return desks.sign_in(board, command, by)
        case SignOut():
            return desks.sign_out(board, by)
        case SignDay():
            return morning.sign_day(board, heard, command, by, now)
        case NoteProof() | NoteReading() | NotePin() | NotePinTaken():
            return proof.note(board, command, by)
        case _:
            assert_never(command)

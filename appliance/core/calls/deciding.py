"""Passes each command about a call to the function that decides it."""

from collections.abc import Sequence
from typing import assert_never

from appliance.core.board import Board
from appliance.core.calls import hand_over, names_owed, raising, responding, tap_outs, undo
from appliance.core.calls.by_voice import locating
from appliance.core.calls.commands import (
    Acknowledge,
    AddNote,
    AnyCallCommand,
    Arrive,
    AssignCover,
    BeginRecord,
    Confirm,
    ConfirmAllRight,
    Dispatch,
    Downgrade,
    HandOff,
    HandOver,
    LocateCall,
    NameWhoActed,
    NoteOtherHelp,
    NoteSeclusion,
    RaiseCallFromDesk,
    ReportShown,
    StandDown,
    Undo,
    Upgrade,
)
from appliance.core.calls.events import Follows
from appliance.core.devices.supervision import Heard
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor


def decide(
    board: Board, heard: Heard, command: AnyCallCommand, by: Actor, now: Moment
) -> Sequence[Follows] | Rejection:
    """Give what follows from a command, in order."""
    match command:
        case (
            ReportShown()
            | Acknowledge()
            | Dispatch()
            | Confirm()
            | Arrive()
            | ConfirmAllRight()
            | Upgrade()
            | Downgrade()
            | HandOff()
            | AddNote()
            | NoteOtherHelp()
            | StandDown()
        ):
            return responding.respond(board, heard, command, by, now)
        case LocateCall():
            return locating.locate(board, command, by)
        case AssignCover():
            return tap_outs.assign_cover(board, command, by)
        case Undo():
            return undo.undo(board, heard, command, by, now)
        case NameWhoActed():
            return names_owed.name_who_acted(board, command, by)
        case RaiseCallFromDesk():
            return raising.raise_call_from_desk(board, heard, command, by, now)
        case HandOver():
            return hand_over.hand_over(board, command, by, now)
        case NoteSeclusion():
            return tap_outs.note_seclusion(board, command, by, now)
        case BeginRecord():
            return raising.begin_record(board, command, by)
        case _:
            assert_never(command)

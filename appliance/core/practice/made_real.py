"""Decides about practice that a person calls real: one call of it, or the whole drill. Pure; changes nothing.

Nothing undoes it, because what was called real must never pass for practice again (promise 9). If it was a mistake, the call is stood
down. It starts no response of the building, because only a person's own word for the response does (promise 4).
"""

from typing import assert_never

from appliance.core.board import Board, Drill
from appliance.core.calls.events import CallMadeReal
from appliance.core.calls.ladder import ladder_for
from appliance.core.calls.reach import more_than_lamps
from appliance.core.calls.responding import why_not_open
from appliance.core.devices.supervision import Heard
from appliance.core.ground.incident import Incident
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.core.practice.commands import MakeDrillReal, MakeReal
from appliance.core.practice.drill_over import ends_with
from appliance.core.practice.events import DrillMadeReal, Follows
from appliance.plan.model import Kind


def make_real(
    board: Board, heard: Heard, command: MakeReal | MakeDrillReal, by: Actor, now: Moment
) -> list[Follows] | Rejection:
    """Give what is real from now on, and rings for everybody as real."""
    match command:
        case MakeReal():
            call = board.incidents.get(command.incident)
            if call is None:
                return why_not_open(board, command.incident)
            if call.drill is None:
                return Rejection.NOT_PRACTICE
            return Rejection.ROOM_HAS_REAL_CALL if _beside_real(board, call) else _rings(board, heard, call, by, now)
        case MakeDrillReal():
            if board.drill is None or board.drill.drill != command.drill:
                return Rejection.NO_SUCH_DRILL
            return _whole(board, heard, board.drill, by, now)
        case _:
            assert_never(command)


def _whole(board: Board, heard: Heard, drill: Drill, by: Actor, now: Moment) -> list[Follows]:
    """Make every call of the drill real. If a room has a real call open, that call rings for the room, and the practice call ends with
    the drill.
    """
    calls = [call for call in board.incidents.values() if call.drill is not None and not _beside_real(board, call)]
    real = [event for call in calls for event in _rings(board, heard, call, by, now)]
    stay = frozenset(call.incident for call in calls)
    return [*real, DrillMadeReal(by=by, drill=drill.drill), *ends_with(board, drill, but=stay)]


def _rings(board: Board, heard: Heard, call: Incident, by: Actor, now: Moment) -> list[Follows]:
    real = CallMadeReal(incident=call.incident, by=by, kind=call.kind)
    return [real, *ladder_for(board, heard, call, now).climb(0, told_already=more_than_lamps(board, call.told))]


def _beside_real(board: Board, call: Incident) -> bool:
    """Whether the slot for a real one is taken: a room has at most one call open, and one tap-out."""
    real_too = board.tap_out_in if call.kind is Kind.TAP_OUT else board.open_in
    return real_too(call.place.spot(call.incident), drill=False) is not None

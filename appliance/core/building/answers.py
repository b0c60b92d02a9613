"""Tells what rooms have answered in a room check-in, and ends it. Pure; must not know what desks ask for, wires or screens."""

from appliance.core.board import Board, Mark, RoomCheckIn
from appliance.core.building.events import CheckInEnded
from appliance.core.ground.incident import Incident
from appliance.core.ground.words import Actor, RoomAnswer
from appliance.plan.ids import RoomId

NOBODY_ANSWERED = Mark(RoomAnswer.NO_ANSWER)


def mark_of(check_in: RoomCheckIn, room: RoomId) -> Mark:
    """Give what was last heard of a room, without regard to its calls."""
    return check_in.marks.get(room, NOBODY_ANSWERED)


def answer_of(board: Board, check_in: RoomCheckIn, room: RoomId) -> RoomAnswer:
    """Give the answer of a room. A room with an open call needs help, whatever else was heard of it (promise 4)."""
    return RoomAnswer.NEEDS_HELP if call_of(board, check_in, room) is not None else mark_of(check_in, room).answer


def call_of(board: Board, check_in: RoomCheckIn, room: RoomId) -> Incident | None:
    """Give the room's open call, or its tap-out, which also asks for an adult. A real one goes first.

    One of practice counts only if the check-in is practice.
    """
    real = board.anything_in(room, drill=False)
    return real if real is not None or check_in.drill is None else board.anything_in(room, drill=True)


def check_in_over(board: Board, check_in: RoomCheckIn, by: Actor | None) -> CheckInEnded:
    """Make the event that ends the check-in and tells the answer of every room. `by` None: it ends with its drill."""
    stood: dict[RoomAnswer, list[RoomId]] = {answer: [] for answer in RoomAnswer}
    for room in check_in.rooms:
        stood[answer_of(board, check_in, room)].append(room)
    return CheckInEnded(
        by=by,
        check_in=check_in.check_in,
        no_answer=tuple(stood[RoomAnswer.NO_ANSWER]),
        needs_help=tuple(stood[RoomAnswer.NEEDS_HELP]),
        safe=tuple(stood[RoomAnswer.SAFE]),
        drill=check_in.drill,
    )

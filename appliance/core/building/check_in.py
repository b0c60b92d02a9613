"""Decides about room check-ins: every room is *no answer* until a desk or its own *safe* contact says otherwise. Pure; changes nothing.

Silence never becomes *safe* by itself, and a check-in never ends by itself: a person ends it (promises 3 and 4).
"""

from appliance.core.board import Board, RoomCheckIn
from appliance.core.building.answers import answer_of, check_in_over, mark_of
from appliance.core.building.commands import EndCheckIn, MarkRoom, PressSafe, StartCheckIn
from appliance.core.building.events import CheckInStarted, Follows, RoomMarked, SafePressed
from appliance.core.calls.commands import RaiseCallFromDesk
from appliance.core.calls.raising import is_repeat, raise_call_from_desk
from appliance.core.devices import chatter
from appliance.core.devices.supervision import Heard
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, RoomAnswer
from appliance.plan.ids import CheckInId, DrillId, RoomId, ZoneId


def start_check_in(board: Board, command: StartCheckIn, by: Actor) -> list[Follows] | Rejection:
    """Ask every room of the plan, or those of some zones. In practice, ask only those of them that are in the drill."""
    if command.practice and board.drill is None:
        return Rejection.NO_SUCH_DRILL
    drill = board.drill.drill if command.practice and board.drill is not None else None
    if board.check_in is not None and (drill is not None or board.check_in.drill is None):
        return Rejection.CHECK_IN_RUNNING
    rooms = rooms_asked(board, command.zones, practice=command.practice)
    if not rooms:
        return Rejection.NO_SUCH_ZONE
    return [begin(board, rooms, drill, by)]


def rooms_asked(board: Board, zones: tuple[ZoneId, ...], *, practice: bool) -> tuple[RoomId, ...]:
    """Give every room of the plan, in its order, or those of some zones. In practice, give only rooms of the drill."""
    drilled = board.drill.rooms if practice and board.drill is not None else None
    return tuple(
        room.room
        for room in board.index.plan.rooms
        if (not zones or room.zone in zones) and (drilled is None or room.room in drilled)
    )


def begin(board: Board, rooms: tuple[RoomId, ...], drill: DrillId | None, by: Actor) -> CheckInStarted:
    """Make the event that starts a check-in of these rooms."""
    name = CheckInId(f"{board.epoch[:8]}-k{board.check_ins + 1}")
    return CheckInStarted(by=by, check_in=name, rooms=rooms, drill=drill)


def mark_room(board: Board, heard: Heard, command: MarkRoom, by: Actor, now: Moment) -> list[Follows] | Rejection:
    """Note at a desk what a room answered, and raise a call for the room if the person there asks for one.

    That a room needs help does not raise a call by itself. The room may need water, or the nurse may be there already, and a call
    that nobody meant would take responders from one that somebody meant. The desk that marks the room is asked about a call at the
    same time.
    """
    check_in = _running(board, command.check_in)
    if check_in is None:
        return Rejection.NO_SUCH_CHECK_IN
    if command.room not in check_in.rooms:
        return Rejection.ROOM_NOT_ASKED
    if command.call is not None and command.answer is not RoomAnswer.NEEDS_HELP:
        return Rejection.CALL_WITHOUT_NEED
    if command.call is None and mark_of(check_in, command.room).answer is command.answer:
        return Rejection.NO_NEWS
    marked = RoomMarked(by=by, check_in=check_in.check_in, room=command.room, answer=command.answer)
    if command.call is None:
        return [marked]
    call = raise_call_from_desk(board, heard, RaiseCallFromDesk(room=command.room, kind=command.call), by, now)
    return call if isinstance(call, Rejection) else [marked, *call]


def press_safe(board: Board, heard: Heard, command: PressSafe, now: Moment) -> list[Follows] | Rejection:
    """Take a press of *safe*. It answers for its room only if nothing speaks against that; otherwise it changes nothing.

    It changes nothing when no check-in runs, when it was made before this check-in began or nobody knows when, when the room is not
    asked, and when the room needs help by its own call or by a desk's word. A press never takes back a call for help; only a person
    does (promise 4).
    """
    if is_repeat(board, command.source):
        return Rejection.REPEAT
    return [
        SafePressed(
            room=command.room,
            source=command.source,
            pressed_ago_ms=command.pressed_ago_ms,
            check_in=_answered(board, command, now),
        ),
        *chatter.pressed(board, heard, command.source.button, 1, now),
    ]


def end_check_in(board: Board, command: EndCheckIn, by: Actor) -> list[Follows] | Rejection:
    """End a check-in by a person's word, even if rooms are still silent. The record names these rooms."""
    check_in = _running(board, command.check_in)
    return Rejection.NO_SUCH_CHECK_IN if check_in is None else [check_in_over(board, check_in, by)]


def _running(board: Board, name: CheckInId) -> RoomCheckIn | None:
    return board.check_in if board.check_in is not None and board.check_in.check_in == name else None


def _answered(board: Board, command: PressSafe, now: Moment) -> CheckInId | None:
    check_in, ago_ms = board.check_in, command.pressed_ago_ms
    if check_in is None or command.room not in check_in.rooms or ago_ms is None:
        return None
    if now.mono_ms - ago_ms < check_in.started.mono_ms:
        return None
    needs_help = answer_of(board, check_in, command.room) is RoomAnswer.NEEDS_HELP
    return None if needs_help else check_in.check_in

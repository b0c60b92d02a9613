"""Decides about room clears: begun and ended by people, counted where the class arrives. Pure; changes nothing.

A clear starts no response of the building: only a person's own word for a response does (promise 4). It changes no call, no ladder and
no sounder. A press for help in either room is a call as ever.
"""

from appliance.core.board import Board, RoomClear
from appliance.core.building.responses import hides, nothing_real_is_on
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.responders import can_name
from appliance.core.ground.words import Actor, ClearEnd
from appliance.core.room_clear.commands import BeginClear, CountHere, EndClear
from appliance.core.room_clear.events import (
    AnyRoomClearEvent,
    ClassHere,
    ClassHerePressed,
    ClearBegan,
    ClearEnded,
)
from appliance.plan.ids import ButtonId, ClearId, RoomId

WALKS_CHARACTERS_MAX = 40
"""The longest name that stands in a line of 80 columns beside two rooms, as the name of who carries a pendant."""
CLASS_MAX = 200
"""Ours: eight classes of 25 in one gym. A greater number is a typing mistake."""
CLEARS_MAX = 12
"""Ours: each is a line on every desk, and a screen of 24 lines shows no more. When so many classes walk, the building evacuates."""


def begin(board: Board, command: BeginClear, by: Actor) -> list[AnyRoomClearEvent] | Rejection:
    """Begin a clear. A real one ends all clears of practice, so that nobody counts a class of practice for a real one (promise 9)."""
    wrong = _wrong(board, command)
    if wrong is not None:
        return wrong
    drill = board.drill.drill if command.practice and board.drill is not None else None
    call = board.anything_in(command.room, drill=drill is not None)
    began = ClearBegan(
        by=by,
        clear=ClearId(f"{board.epoch[:8]}-r{board.clears_begun + 1}"),
        room=command.room,
        to=command.to,
        walks=_words(command.walks),
        expected=command.expected,
        incident=None if call is None else call.incident,
        drill=drill,
    )
    ended = () if drill is not None else practice_over(board, ClearEnd.REAL_BEGAN)
    return [*ended, began]


def count(board: Board, command: CountHere, by: Actor) -> list[AnyRoomClearEvent] | Rejection:
    """Write down how many are there. When all are there, the clear is over."""
    clear = board.clears.get(command.clear)
    if clear is None:
        return Rejection.NO_SUCH_CLEAR
    if not 0 <= command.here <= CLASS_MAX or not 0 <= command.expected <= CLASS_MAX:
        return Rejection.NOT_A_CLASS
    expected = command.expected or clear.expected
    if expected and command.here > expected:
        return Rejection.MORE_THAN_WALK
    if (command.here, expected) == (clear.here, clear.expected):
        return Rejection.NO_NEWS
    here = ClassHere(by=by, clear=clear.clear, here=command.here, expected=expected)
    if not expected or command.here < expected:
        return [here]
    return [here, ClearEnded(by=by, clear=clear.clear, how=ClearEnd.ALL_HERE, here=command.here, expected=expected)]


def end(board: Board, command: EndClear, by: Actor) -> list[AnyRoomClearEvent] | Rejection:
    """End a clear by a person's word, also where children were not counted. The record says how many were."""
    clear = board.clears.get(command.clear)
    return Rejection.NO_SUCH_CLEAR if clear is None else [_ended(clear, by, ClearEnd.ENDED)]


def pressed(board: Board, room: RoomId, button: ButtonId, ago_ms: int | None, now: Moment) -> list[ClassHerePressed]:
    """Take a press of *safe* that answered no check-in: a class is there, if the press can mean nothing else.

    It changes nothing if nobody knows when it was made, if it was made before the class was told to come, if several classes are on
    their way to this room, and if the room said it already. It counts nobody and ends nothing: only a person does.
    """
    coming = [each for each in board.clears.values() if each.to == room and not each.pressed]
    if ago_ms is None or len(coming) != 1:
        return []
    clear = coming[0]
    if now.mono_ms - ago_ms < clear.began.mono_ms:
        return []
    return [ClassHerePressed(clear=clear.clear, room=room, button=button)]


def practice_over(board: Board, how: ClearEnd) -> tuple[ClearEnded, ...]:
    """End every clear of practice."""
    return tuple(_ended(each, None, how) for each in board.clears.values() if each.drill is not None)


def left_behind(board: Board) -> tuple[ClearEnded, ...]:
    """End clears of practice that have no drill: a damaged record may have lost the drill's beginning, and nothing else would end them."""
    return () if board.drill is not None else practice_over(board, ClearEnd.DRILL_ENDED)


def _wrong(board: Board, command: BeginClear) -> Rejection | None:
    if command.room not in board.index.rooms or command.to not in board.index.rooms:
        return Rejection.NO_SUCH_ROOM
    if command.room == command.to:
        return Rejection.CLEARED_INTO_ITSELF
    walks = _words(command.walks)
    if not can_name(walks) or len(walks) > WALKS_CHARACTERS_MAX:
        return Rejection.WHO_WALKS
    if not 0 <= command.expected <= CLASS_MAX:
        return Rejection.NOT_A_CLASS
    if command.practice:
        return _wrong_practice(board, command)
    if hides(board):
        return Rejection.NOBODY_WALKS_IN_LOCKDOWN
    real = [each for each in board.clears.values() if each.drill is None]
    if any(each.room == command.room for each in real):
        return Rejection.CLEAR_RUNNING
    return Rejection.TOO_MANY_CLEARS if len(real) >= CLEARS_MAX else None


def _wrong_practice(board: Board, command: BeginClear) -> Rejection | None:
    if board.drill is None:
        return Rejection.NO_SUCH_DRILL
    if not {command.room, command.to} <= board.drill.rooms:
        return Rejection.ROOM_NOT_IN_DRILL
    if not nothing_real_is_on(board):
        return Rejection.RESPONSE_RUNNING
    if any(board.anything_in(room, drill=False) for room in (command.room, command.to)):
        return Rejection.ROOM_HAS_OPEN_CALL  # whoever leaves a room with a real call really leaves it (promise 9)
    if any(each.drill is None or each.room == command.room for each in board.clears.values()):
        return Rejection.CLEAR_RUNNING
    return Rejection.TOO_MANY_CLEARS if len(board.clears) >= CLEARS_MAX else None


def _ended(clear: RoomClear, by: Actor | None, how: ClearEnd) -> ClearEnded:
    return ClearEnded(by=by, clear=clear.clear, how=how, here=clear.here, expected=clear.expected)


def _words(text: str) -> str:
    return " ".join(text.split())

"""Folds an event of a room clear into the board. An event of a clear that is over changes nothing."""

from typing import assert_never

from msgspec.structs import replace

from appliance.core.board import Board, RoomClear
from appliance.core.ground.epochs import carried
from appliance.core.ground.moment import Moment
from appliance.core.room_clear.events import AnyRoomClearEvent, ClassHere, ClassHerePressed, ClearBegan, ClearEnded


def fold(board: Board, event: AnyRoomClearEvent, at: Moment) -> None:
    """Change the board by what became of a clear."""
    clear = board.clears.get(event.clear)
    match event:
        case ClearBegan():
            board.clears_begun += 1
            board.clears[event.clear] = _began(event, at)
        case ClassHere() if clear is not None:
            board.clears[event.clear] = replace(clear, here=event.here, expected=event.expected)
        case ClassHerePressed() if clear is not None:
            board.clears[event.clear] = replace(clear, pressed=True)
        case ClearEnded():
            board.clears.pop(event.clear, None)
        case ClassHere() | ClassHerePressed():
            pass
        case _:
            assert_never(event)


def begins_anew(board: Board, at: Moment) -> None:
    """Change the board when a new run of the program begins: a class on its way stays on its way, and keeps its age."""
    board.clears_begun = 0
    board.clears = {name: replace(each, began=carried(each.began, at)) for name, each in board.clears.items()}


def _began(event: ClearBegan, at: Moment) -> RoomClear:
    return RoomClear(
        clear=event.clear,
        room=event.room,
        to=event.to,
        walks=event.walks,
        expected=event.expected,
        incident=event.incident,
        drill=event.drill,
        began=at,
    )

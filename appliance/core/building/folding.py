"""Folds an event of the whole building into the board."""

from typing import assert_never

from msgspec.structs import replace

from appliance.core.board import Board, Mark, RoomCheckIn, RunningResponse
from appliance.core.building.events import (
    AnyBuildingEvent,
    CheckInEnded,
    CheckInStarted,
    ResponseEnded,
    ResponseStarted,
    RoomMarked,
    SafePressed,
)
from appliance.core.ground.epochs import carried
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import RoomAnswer
from appliance.plan.ids import CheckInId, RoomId


def fold(board: Board, event: AnyBuildingEvent, at: Moment) -> None:
    """Change the board by what the building does, and by what its rooms answer."""
    match event:
        case ResponseStarted():
            board.response = RunningResponse(event.response, event.detail, event.by, event.drill, at)
        case ResponseEnded():
            board.response = None
        case CheckInStarted():
            board.check_ins += 1
            board.check_in = RoomCheckIn(event.check_in, event.rooms, at, event.drill)
        case RoomMarked():
            _mark(board, event.check_in, event.room, Mark(event.answer, at, by=event.by))
        case SafePressed():
            board.count(event.source)
            _mark(board, event.check_in, event.room, Mark(RoomAnswer.SAFE, at, button=event.source.button))
        case CheckInEnded():
            board.check_in = None
        case _:
            assert_never(event)


def begins_anew(board: Board, at: Moment) -> None:
    """Change the board when a new run of the program begins: an open response or check-in keeps its age."""
    board.check_ins = 0
    if board.response is not None:
        board.response = replace(board.response, since=carried(board.response.since, at))
    if board.check_in is not None:
        board.check_in = _carried(board.check_in, at)


def _mark(board: Board, check_in: CheckInId | None, room: RoomId, mark: Mark) -> None:
    """Keep the mark of a room. Marks of a check-in that does not run change nothing."""
    if board.check_in is None or board.check_in.check_in != check_in:
        return
    marks = {name: each for name, each in board.check_in.marks.items() if name != room}
    if mark.answer is not RoomAnswer.NO_ANSWER:
        marks[room] = mark
    board.check_in = replace(board.check_in, marks=marks)


def _carried(check_in: RoomCheckIn, at: Moment) -> RoomCheckIn:
    marks = {
        room: mark if mark.at is None else replace(mark, at=carried(mark.at, at))
        for room, mark in check_in.marks.items()
    }
    return replace(check_in, started=carried(check_in.started, at), marks=marks)

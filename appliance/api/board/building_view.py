"""Writes the building's response, its room check-in and its morning check in the words that a desk shows. Pure; knows no socket and no
clock.
"""

from collections.abc import Callable

from appliance.api.board.building import CheckInRoom, CheckInView, DayCheckLine, ResponseLine
from appliance.core.board import Board, Mark, RoomCheckIn
from appliance.core.building.answers import answer_of, call_of, mark_of
from appliance.core.ground.moment import Moment
from appliance.core.ground.names import Names
from appliance.core.ground.words import Actor, RoomAnswer
from appliance.core.people.morning import same_day
from appliance.plan.ids import RoomId

BY_BUTTON = "button"

type Who = Callable[[Actor | None], str]
"""Names a desk or a person, as the reader may read it."""

_SILENCE_FIRST = {RoomAnswer.NO_ANSWER: 0, RoomAnswer.NEEDS_HELP: 1, RoomAnswer.SAFE: 2}
"""A room that does not answer may be unable to: silence stands above what is known (promise 5)."""


def response_line(board: Board, now: Moment, who: Who) -> ResponseLine | None:
    """Give the response of the building that runs now, or None."""
    on = board.response
    if on is None:
        return None
    return ResponseLine(
        response=on.response,
        detail=on.detail,
        practice=on.drill is not None,
        age_ms=max(0, now.mono_ms - on.since.mono_ms),
        started_by=who(on.by),
    )


def check_in_view(board: Board, now: Moment, who: Who) -> CheckInView | None:
    """Give every room that is asked: silent rooms first, then rooms that need help; each group in the plan's order.

    It travels whole in every State, so that a desk is always right after one message. Measured on two desks' sockets: 100 rooms are
    10.4 kB, with a mark every second 10.2 KiB/s a desk, and 0.1 ms a mark to make and pack. That is a unix socket on the box itself,
    so nobody could notice the saving if only changes were sent.
    """
    check_in = board.check_in
    if check_in is None:
        return None
    rooms = [_room(board, check_in, room, now, who) for room in check_in.rooms]
    return CheckInView(
        check_in=check_in.check_in,
        practice=check_in.drill is not None,
        age_ms=max(0, now.mono_ms - check_in.started.mono_ms),
        rooms=tuple(sorted(rooms, key=lambda room: _SILENCE_FIRST[room.answer])),
    )


def _room(board: Board, check_in: RoomCheckIn, room: RoomId, now: Moment, who: Who) -> CheckInRoom:
    known, call, mark = board.index.rooms.get(room), call_of(board, check_in, room), mark_of(check_in, room)
    return CheckInRoom(
        room=room,
        room_name=known.name if known else str(room),
        floor=known.floor if known else "",
        answer=answer_of(board, check_in, room),
        call=None if call is None else call.number,
        marked_by=_marked_by(mark, who),
        marked_ago_ms=None if mark.at is None else max(0, now.mono_ms - mark.at.mono_ms),
    )


def _marked_by(mark: Mark, who: Who) -> str:
    return BY_BUTTON if mark.button is not None else who(mark.by)


def day_check_line(board: Board, now: Moment, *, named: bool) -> DayCheckLine | None:
    """Give the last morning check that was signed, today or earlier."""
    check = board.day_check
    if check is None:
        return None
    names = Names(board.index)
    signed = check.name if check.by.person is None else names.person(check.by.person)
    return DayCheckLine(
        wall_ms=check.at.wall_ms,
        by=signed if named else names.desk(check.by.desk),
        today=same_day(check.at, now),
        not_well=check.not_well,
    )


def day_unchecked(board: Board, now: Moment) -> bool:
    """Whether the morning check should have been signed by now: people are in the building, and the day is known."""
    if now.week_minute is None or not board.index.occupied(now.week_minute):
        return False
    return board.day_check is None or not same_day(board.day_check.at, now)

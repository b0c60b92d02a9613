"""Defines room clears as they are sent to a desk, and writes them out of the board. Pure; knows no socket and no clock."""

import msgspec

from appliance.api.access import Reads
from appliance.api.board.card_view import lamp_shown
from appliance.api.contents import holds
from appliance.core.board import Board, RoomClear
from appliance.core.calls.lamps import Lamp
from appliance.core.devices.supervision import Heard
from appliance.core.ground.moment import Moment
from appliance.core.ground.names import Names
from appliance.plan.ids import ButtonId, ClearId, RoomId


# `walks`: whoever looks for a class must know whom to ask for, as they know who goes to a call
@holds("clear room room_name to to_name practice age_ms late_after_ms expected here pressed lamp", desk="walks")
class ClearLine(msgspec.Struct, frozen=True, kw_only=True):
    """A class that goes to another room. `age_ms` counts from the moment it was sent; from `late_after_ms` on it is late.

    `expected` is 0 if nobody said how many walk. `here` is None if nobody was counted. `pressed`: the other room said that the class is
    there. `lamp`: a button there was heard lately, and is told now to say that a class comes; otherwise the room is phoned.
    """

    clear: ClearId
    room: RoomId
    room_name: str
    to: RoomId
    to_name: str
    practice: bool
    age_ms: int
    late_after_ms: int
    expected: int
    here: int | None
    pressed: bool
    lamp: bool
    walks: str


def clear_lines(board: Board, heard: Heard, now: Moment, reads: Reads) -> tuple[ClearLine, ...]:
    """Give every class on its way, the first one first."""
    named = bool(board.clears) and reads.may(ClearLine, "walks")
    return tuple(_line(board, heard, each, now, named=named) for each in board.clears.values())


def _line(board: Board, heard: Heard, clear: RoomClear, now: Moment, *, named: bool) -> ClearLine:
    names = Names(board.index)
    return ClearLine(
        clear=clear.clear,
        room=clear.room,
        room_name=names.room(clear.room),
        to=clear.to,
        to_name=names.room(clear.to),
        practice=clear.drill is not None,
        age_ms=max(0, now.mono_ms - clear.began.mono_ms),
        late_after_ms=board.index.plan.limits.arrive_s * 1000,
        expected=clear.expected,
        here=clear.here,
        pressed=clear.pressed,
        lamp=any(_says_it(board, heard, each, now) for each in board.index.answering.get(clear.to, ())),
        walks=clear.walks if named else "",
    )


def _says_it(board: Board, heard: Heard, button: ButtonId, now: Moment) -> bool:
    """Whether a lamp says that a class comes: not while it tells of a call, is dark or out of service, or is no longer heard from; and
    never if its firmware has no word for it.
    """
    if button in heard.cannot_say_class:
        return False
    heard_ms = heard.last_heard_ms(f"button:{button}")
    since_ms = now.mono_ms - board.index.plan.limits.lost_after_s * 1000
    lately = heard_ms is not None and heard_ms > since_ms
    return lately and lamp_shown(board, heard, button, now) == Lamp.CLASS_COMING

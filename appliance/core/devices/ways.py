"""Which ways into and out of rooms are away now, and when each was last proved. Pure; decides and changes nothing.

A way is away by a trouble that stops it, its own or of anything it hangs on. That nobody sits at a desk is none: it is told as what it is.
"""

from typing import TYPE_CHECKING

from appliance.core.board import Board
from appliance.core.devices.service import why_not_working
from appliance.core.devices.supervision import Heard, unheard
from appliance.core.ground.moment import Moment
from appliance.plan.ids import ButtonId, DeskId, SounderId
from appliance.words.troubles import TROUBLES, row_of

if TYPE_CHECKING:  # what makes them is loaded when they are first asked for
    from appliance.plan.ways import Lost, Way

CALLS_ALL_THE_SAME = frozenset(each.word for each in TROUBLES.values() if each.still_calls)
"""Troubles of a button with which a press of it still comes: they ask that somebody looks at it, and take no way away."""


def away(board: Board, heard: Heard) -> frozenset[tuple[str, str]]:
    """What leads nowhere now, as (kind, subject) of `appliance.plan.ways.Link`."""
    gone: set[tuple[str, str]] = set()
    for trouble in board.troubles.values():
        gone |= {(kind, trouble.cause.subject) for kind in row_of(trouble.cause.what).stops}
    families = unheard(board, heard)
    if families:
        gone |= {("button", each.button) for each in board.index.plan.buttons if each.family in families}
        gone |= {("sounder", each.sounder) for each in board.index.plan.sounders if each.family in families}
    return frozenset(gone.union(("button", button) for button in why_not_working(board, heard, but=CALLS_ALL_THE_SAME)))


def lost_ways(board: Board, heard: Heard) -> "tuple[Lost, ...]":
    """Rooms that have lost a way they counted on."""
    gone = away(board, heard)
    return board.index.ways.lost(gone) if gone else ()


def rooms_that_lost(board: Board, heard: Heard) -> int:
    """How many rooms have; none while nobody has worked out the ways of this plan yet, since every board shown asks."""
    ways = board.index.ways_made
    gone = away(board, heard) if ways is not None else frozenset()
    return len({each.room.room for each in ways.lost(gone)}) if ways is not None and gone else 0


def proved_ago_ms(board: Board, heard: Heard, way: "Way", now: Moment) -> int | None:
    """How long ago it was last seen to work: a button by its walk test, a sounder by its own proof, a desk by its last key. None where
    that never was, or nobody knows when.
    """
    match way.kind:
        case "button":
            at_ms = board.proved.get(ButtonId(way.subject))
            return None if not at_ms or now.week_minute is None else max(0, now.wall_ms - at_ms)
        case "sounder":
            proved_ms = heard.sounders_proved_ms.get(SounderId(way.subject))
        case _:  # a desk
            seat = heard.desks.get(DeskId(way.subject))
            proved_ms = seat.touched_ms if seat else None
    return None if proved_ms is None else max(0, now.mono_ms - proved_ms)

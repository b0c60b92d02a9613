"""Tells which ways into and out of rooms are away now, and when each was last proved. Pure; decides and changes nothing.

A way is away if a trouble stops it, its own or that of a thing it hangs on. That nobody sits at a desk is not such a trouble: it is
told in its own words.
"""

from typing import TYPE_CHECKING

from appliance.core.board import Board
from appliance.core.devices.service import why_not_working
from appliance.core.devices.supervision import Heard, unheard
from appliance.core.ground.moment import Moment
from appliance.plan.ids import ButtonId, DeskId, SounderId
from appliance.words.troubles import TROUBLES, row_of

if TYPE_CHECKING:  # the module that makes the ways is loaded when they are first asked for
    from appliance.plan.ways import Lost, Way

CALLS_ALL_THE_SAME = frozenset(each.word for each in TROUBLES.values() if each.still_calls)
"""Troubles of a button whose presses still come. Somebody should look at the button, but no way is lost."""


def away(board: Board, heard: Heard) -> frozenset[tuple[str, str]]:
    """Give what leads nowhere now, as (kind, subject) of `appliance.plan.ways.Link`."""
    gone: set[tuple[str, str]] = set()
    for trouble in board.troubles.values():
        gone |= {(kind, trouble.cause.subject) for kind in row_of(trouble.cause.what).stops}
    families = unheard(board, heard)
    if families:
        gone |= {("button", each.button) for each in board.index.plan.buttons if each.family in families}
        gone |= {("sounder", each.sounder) for each in board.index.plan.sounders if each.family in families}
    return frozenset(gone.union(("button", button) for button in why_not_working(board, heard, but=CALLS_ALL_THE_SAME)))


def lost_ways(board: Board, heard: Heard) -> "tuple[Lost, ...]":
    """Give the rooms that have lost a way they counted on."""
    gone = away(board, heard)
    return board.index.ways.lost(gone) if gone else ()


def rooms_that_lost(board: Board, heard: Heard) -> int:
    """Count the rooms that have lost a way they counted on. It is 0 as long as nobody has worked out the ways of this plan, because
    every board that is shown asks for it.
    """
    ways = board.index.ways_made
    gone = away(board, heard) if ways is not None else frozenset()
    return len({each.room.room for each in ways.lost(gone)}) if ways is not None and gone else 0


def proved_ago_ms(board: Board, heard: Heard, way: "Way", now: Moment) -> int | None:
    """Tell how long ago a way was last seen to work: a button by its walk test, a sounder by its own proof, a desk by its last key. None
    if that never happened, or nobody knows when.
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

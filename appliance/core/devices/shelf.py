"""Putting a trouble aside for a while, with a reason, and taking it back. Pure; decides, changes nothing.

A trouble on the shelf is listed last and no longer counted at the top of the screen. It is as much a trouble as before: what
cannot call is still said to be cut off, and no call is ever touched by it.
"""

from appliance.core.board import Board
from appliance.core.devices.commands import ShelveTrouble, UnshelveTrouble
from appliance.core.devices.events import Follows, TroubleShelved, TroubleUnshelved
from appliance.core.ground.limits import TEXT_CHARACTERS_MAX
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor

SHELVED_S_MIN, SHELVED_S_MAX = 60, 4 * 3600
"""Deadlines are looked at in seconds, and a minute is the least that helps. Four hours are half a school day: nobody comes back in
the morning to a trouble that somebody else put aside (IEC 62682 wants every shelf to end by itself)."""


def shelve(board: Board, command: ShelveTrouble, by: Actor) -> list[Follows] | Rejection:
    """A person puts an open trouble aside, says why, and for how long."""
    reason = command.reason.strip()
    if command.cause.key not in board.troubles:
        return Rejection.NO_SUCH_TROUBLE
    if command.cause.key in board.shelved:
        return Rejection.ALREADY_SHELVED
    if not SHELVED_S_MIN <= command.ends_after_s <= SHELVED_S_MAX:
        return Rejection.SHELVED_TOO_LONG
    if not 0 < len(reason) <= TEXT_CHARACTERS_MAX:
        return Rejection.TEXT_EMPTY_OR_TOO_LONG
    return [TroubleShelved(by=by, cause=command.cause, ends_after_s=command.ends_after_s, reason=reason)]


def unshelve(board: Board, command: UnshelveTrouble, by: Actor) -> list[Follows] | Rejection:
    """A person takes it back before its time."""
    if command.cause.key not in board.shelved:
        return Rejection.NOT_SHELVED
    return [TroubleUnshelved(by=by, cause=command.cause)]


def times_up(board: Board, now: Moment) -> list[Follows]:
    """Troubles whose time on the shelf is over come back by themselves."""
    return [
        TroubleUnshelved(by=None, cause=shelved.cause)
        for shelved in board.shelved.values()
        if shelved.ends_ms <= now.mono_ms
    ]

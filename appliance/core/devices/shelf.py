"""Decides about shelving a trouble for a while, with a reason, and taking it back. Pure; changes nothing.

A shelved trouble is listed last and is not counted at the top of the screen. It is as much a trouble as before: a room that cannot
call is still told as cut off, and shelving never touches a call.
"""

from appliance.core.board import Board
from appliance.core.devices.commands import ShelveTrouble, UnshelveTrouble
from appliance.core.devices.events import Follows, TroubleShelved, TroubleUnshelved
from appliance.core.ground.limits import TEXT_CHARACTERS_MAX
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor

SHELVED_S_MIN, SHELVED_S_MAX = 60, 4 * 3600
"""Deadlines are looked at in seconds, and a minute is the least that helps. Four hours are half a school day, so nobody finds in the
morning a trouble that somebody else shelved the day before (IEC 62682 wants every shelf to end by itself).
"""


def shelve(board: Board, command: ShelveTrouble, by: Actor) -> list[Follows] | Rejection:
    """Shelve an open trouble, with a reason and for a time."""
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
    """Take a trouble off the shelf before its time is up."""
    if command.cause.key not in board.shelved:
        return Rejection.NOT_SHELVED
    return [TroubleUnshelved(by=by, cause=command.cause)]


def times_up(board: Board, now: Moment) -> list[Follows]:
    """Take the troubles off the shelf whose time there is up."""
    return [
        TroubleUnshelved(by=None, cause=shelved.cause)
        for shelved in board.shelved.values()
        if shelved.ends_ms <= now.mono_ms
    ]

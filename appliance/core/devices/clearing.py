"""Ends a trouble that only people can end: somebody asked every room and says so. Also raises such a trouble. Pure; decides, changes
nothing.
"""

from appliance.core.board import Board
from appliance.core.devices.commands import ClearTrouble
from appliance.core.devices.events import Follows, TroubleRaised, TroubleRestored
from appliance.core.district.copies import ASK_ROOMS
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.words.troubles import CALLS_MAY_BE_OPEN, row_of


def clear(board: Board, command: ClearTrouble, by: Actor) -> list[Follows] | Rejection:
    """End a trouble by a person's word. A trouble that ends by itself is refused: the person would hide it while it lasts (promise 5)."""
    if command.cause.key not in board.troubles:
        return Rejection.NO_SUCH_TROUBLE
    if not row_of(command.cause.what).done:
        return Rejection.ENDS_BY_ITSELF
    return [TroubleRestored(cause=command.cause, by=by)]


def say_no_copy(board: Board, by: Actor) -> list[Follows] | Rejection:
    """Note that this box replaces one of which there is no copy. It is no news if the trouble is there already."""
    if ASK_ROOMS.key in board.troubles:
        return Rejection.NO_NEWS
    desk = board.index.desks.get(by.desk)
    where = desk.name if desk is not None else by.desk
    says = f"{CALLS_MAY_BE_OPEN.do} Somebody at {where} said that this box replaces one of which there is no copy."
    return [TroubleRaised(cause=ASK_ROOMS, detail=says)]

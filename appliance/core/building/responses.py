"""Decides what the whole building does: hold, secure, lockdown, evacuate or shelter; and whose lamps go dark. Pure; changes nothing.

Only a person at a desk starts and ends a response. No press, no number of presses and no deadline does (promise 4).
"""

from appliance.core.board import Board
from appliance.core.building.check_in import begin, rooms_asked
from appliance.core.building.commands import EndResponse, StartResponse
from appliance.core.building.events import Follows, ResponseEnded, ResponseStarted
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, BuildingResponse
from appliance.plan.ids import ButtonId

DETAIL_CHARACTERS_MAX = 34
"""This fits in the top line of 80 columns, between the longest name with its time and the words that nothing is announced."""


def start_response(board: Board, command: StartResponse, by: Actor) -> list[Follows] | Rejection:
    """Start a response. It replaces another one in one act, so that between a secure and a lockdown there is never a moment without
    either.
    """
    detail = " ".join(command.detail.split())
    if len(detail) > DETAIL_CHARACTERS_MAX:
        return Rejection.DETAIL_TOO_LONG
    if command.practice and board.drill is None:
        return Rejection.NO_SUCH_DRILL
    if command.practice and not nothing_real_is_on(board):
        return Rejection.RESPONSE_RUNNING
    drill = board.drill.drill if command.practice and board.drill is not None else None
    on = board.response
    if on is not None and (on.response, on.detail, on.drill) == (command.response, detail, drill):
        return Rejection.NO_NEWS
    started: list[Follows] = [ResponseStarted(by=by, response=command.response, detail=detail, drill=drill)]
    asked = rooms_asked(board, (), practice=command.practice)
    if command.check_in and asked and (board.check_in is None or board.check_in.drill != drill):
        started.append(begin(board, asked, drill, by))
    return started


def end_response(board: Board, command: EndResponse, by: Actor) -> list[Follows] | Rejection:
    """End a response by a person's word. A check-in goes on: rooms are asked until a person ends that too."""
    on = board.response
    if on is None or (on.response, on.drill is not None) != (command.response, command.practice):
        return Rejection.NO_SUCH_RESPONSE
    return [ResponseEnded(by=by, response=on.response, drill=on.drill)]


def nothing_real_is_on(board: Board) -> bool:
    """Whether practice may begin: no real response and no real check-in runs."""
    response, check_in = board.response, board.check_in
    return (response is None or response.drill is not None) and (check_in is None or check_in.drill is not None)


def hides(board: Board) -> bool:
    """Whether the building really hides: then a light that people see from outside would say where to look."""
    on = board.response
    return on is not None and on.response is BuildingResponse.LOCKDOWN and on.drill is None


def dark(board: Board, button: ButtonId) -> bool:
    """Whether this button may show no light and make no sound now: in a lockdown a lit lamp says that somebody is in there.

    It stays dark even if its own call is open, whatever becomes of that call. A press is taken, recorded and shown at the desks as
    ever. Only the room is not told, because telling it could do more harm than not knowing. Practice darkens only rooms of the drill,
    and none of those with a real call, or to which a class really goes: there the lamp must say so (promises 1 and 9).
    """
    on = board.response
    if on is None or on.response is not BuildingResponse.LOCKDOWN:
        return False
    if hides(board):
        return True
    planned, drill = board.index.buttons.get(button), board.drill
    if planned is None or drill is None or planned.room not in drill.rooms:
        return False
    if board.awaits_class(planned.room, real=True):
        return False
    return all(call.drill is not None for call in board.concerning(button))

"""Ends practice, whoever or whatever ends it: everything marked as practice ends with it (promise 9). Pure."""

from collections.abc import Set as AbstractSet

from appliance.core.board import Board, Drill
from appliance.core.building.answers import check_in_over
from appliance.core.building.events import ResponseEnded
from appliance.core.calls.events import StoodDown
from appliance.core.ground.incident import Incident
from appliance.core.ground.words import Actor, ClearEnd, Outcome
from appliance.core.practice.events import DrillEnded, Follows, WalkTestEnded
from appliance.core.practice.measuring import measured
from appliance.core.room_clear import clearing
from appliance.plan.ids import IncidentId


def drill_over(board: Board, drill: Drill, by: Actor | None) -> list[Follows]:
    """End the drill, and with it every practice call, response, check-in and clear, so that none is left that could be taken for real."""
    return [DrillEnded(by=by, drill=drill.drill), *ends_with(board, drill)]


def ends_with(board: Board, drill: Drill, but: AbstractSet[IncidentId] = frozenset()) -> list[Follows]:
    """Give what ends together with a drill: all of its calls `but` these."""
    ended: list[Follows] = [measured(board, drill)]
    if board.response is not None and board.response.drill is not None:
        ended.append(ResponseEnded(by=None, response=board.response.response, drill=board.response.drill))
    if board.check_in is not None and board.check_in.drill is not None:
        ended.append(check_in_over(board, board.check_in, None))
    ended += clearing.practice_over(board, ClearEnd.DRILL_ENDED)
    calls = (call for call in board.incidents.values() if call.drill is not None and call.incident not in but)
    return ended + [_ended(call) for call in calls]


def left_behind(board: Board) -> list[Follows]:
    """End practice calls and clears that have no drill: a damaged record may have kept them and lost the drill's beginning, and nothing
    else would end them.
    """
    calls = [incident for incident in board.incidents.values() if incident.drill is not None]
    return [] if board.drill is not None else [*clearing.left_behind(board), *(_ended(call) for call in calls)]


def real_begins(board: Board, by: Actor) -> list[Follows]:
    """End the drill and the walk test because something real begins for the whole building: no press may pass for practice or for a test
    any more.
    """
    over: list[Follows] = [] if board.drill is None else drill_over(board, board.drill, by)
    if board.walk_test is not None:
        over.append(WalkTestEnded(button=board.walk_test.button))
    return over


def _ended(call: Incident) -> StoodDown:
    return StoodDown(incident=call.incident, by=None, outcome=Outcome.DRILL_ENDED, saw_room="")

"""Decides where help is needed in a call that came in without a room: a person at a desk says it. Pure; changes nothing.

It quiets nothing. The card, the lamps, the ladder and the record speak of that place from then on. The call still belongs to its caller, so
it never becomes one with another call of the same room: each says that the other is open.
"""

from appliance.core.board import Board
from appliance.core.calls.commands import LocateCall
from appliance.core.calls.events import CallLocated, Follows
from appliance.core.calls.responding import why_not_open
from appliance.core.ground.incident import Incident
from appliance.core.ground.place import called_by_plan, why_not_there
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.plan.ids import IncidentId
from appliance.plan.model import Kind


def locate(board: Board, command: LocateCall, by: Actor) -> list[Follows] | Rejection:
    """Give an open call its place. It must have come in from nowhere known, or from a place in words."""
    incident = board.incidents.get(command.incident)
    if incident is None:
        return why_not_open(board, command.incident)
    if not may_be_located(incident):
        return Rejection.PLACE_IS_KNOWN
    place = called_by_plan(command.place, board.index)
    if place.unknown:
        return Rejection.NO_PLACE_SAID
    why_not = why_not_there(place, board.index)
    if why_not is not None:
        return why_not
    if place == incident.place:
        return Rejection.NO_NEWS
    return [CallLocated(incident=incident.incident, by=by, place=place)]


def may_be_located(incident: Incident) -> bool:
    """Whether a person may say where a call is. A button, a page and a room's own telephone say it better than anybody at a desk."""
    return incident.origin.room is None and incident.origin.area is None and incident.kind is not Kind.TAP_OUT


def others_there(board: Board, incident: Incident) -> tuple[IncidentId, ...]:
    """Give the other open calls of the same room or area, by order of arrival, if a person said where one of them is."""
    spot = incident.place.spot("")
    if spot not in board.located.values() or incident.kind is Kind.TAP_OUT:
        return ()
    return tuple(
        each.incident
        for each in board.incidents.values()
        if each.incident != incident.incident
        and each.kind is not Kind.TAP_OUT
        and each.drill == incident.drill
        and each.place.spot("") == spot
    )

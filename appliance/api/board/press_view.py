"""How a call was pressed and where that says that help is needed, in the words of a desk. Pure; knows no wire."""

from appliance.api.board.calls import HeardBy
from appliance.core.board import Board
from appliance.core.devices.supervision import Heard
from appliance.core.ground.incident import Incident
from appliance.core.ground.moment import Moment
from appliance.core.ground.place import of_duty, title
from appliance.core.ground.words import Door

BY_RECEIVER = "receiver"
REPEATER = 1
"""The market byte of what only passes on what it hears; any other first hop is the transmitter itself, heard without one."""

_HEARD_BY: dict[Door, HeardBy] = {Door.RECEIVER: "pendant", Door.CONTACT: "contact", Door.PANEL: "panel"}


def heard_by(incident: Incident) -> HeardBy:
    """By what that cannot answer it came; empty for any other call."""
    return _HEARD_BY.get(incident.source.door, "")


def duty_of(incident: Incident, board: Board) -> str:
    """The duty that the button goes with which was pressed; empty for one in a room."""
    button = board.index.buttons.get(incident.source.button) if incident.source.button else None
    return button.duty if button else ""


def place_called(incident: Incident, board: Board) -> str:
    """What people call the place it is from; a duty's with that duty before it."""
    duty = duty_of(incident, board)
    return of_duty(duty, incident.place, board.index) if duty else title(incident.place, board.index)


def carrier_of(incident: Incident, board: Board, heard: Heard, now: Moment) -> str:
    """Who carries what was pressed, as somebody said at a desk today."""
    said = heard.carried.get(incident.source.button) if incident.source.button else None
    return said.name if said and said.stands(now) and said.duty == duty_of(incident, board) else ""


def first_hop(incident: Incident) -> str:
    """What heard the press first, as printed on it."""
    hop = incident.source.hop
    if not isinstance(hop, str) or not hop:
        return ""
    uid = int(hop, 16)
    market, serial = uid >> 24, uid & 0xFFFFFF
    return f"{market}-{serial}" if market == REPEATER else BY_RECEIVER

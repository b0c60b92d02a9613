"""Says how a call was pressed and where help is needed, in the words of a desk. Pure; knows no wire."""

from appliance.api.access import Reads
from appliance.api.board.calls import CallerLine, HeardBy
from appliance.core.board import Board
from appliance.core.devices.supervision import Heard
from appliance.core.ground.incident import Incident
from appliance.core.ground.moment import Moment
from appliance.core.ground.place import UNKNOWN, of_duty, title
from appliance.core.ground.words import Door
from appliance.plan.ids import PersonId

CLAIMS = f"{UNKNOWN}, says "
"""Stands before the room from which a caller claims to call."""
BY_RECEIVER = "receiver"
REPEATER = 1
"""The market byte of repeaters, which only pass on what they hear. Any other first hop is the transmitter itself, heard without a
repeater.
"""

_HEARD_BY: dict[Door, HeardBy] = {
    Door.RECEIVER: "pendant",
    Door.CONTACT: "contact",
    Door.PANEL: "panel",
    Door.PAGE: "page",
    Door.PHONE: "phone",
    Door.TEXT: "text",
}


def heard_by(incident: Incident) -> HeardBy:
    """Give the kind of one-way device that the press came by; empty for any other call."""
    return _HEARD_BY.get(incident.source.door, "")


def duty_of(incident: Incident, board: Board) -> str:
    """Give the duty of the button that was pressed; empty for a button in a room."""
    button = board.index.buttons.get(incident.source.button) if incident.source.button else None
    return button.duty if button else ""


def place_called(incident: Incident, board: Board) -> str:
    """Give what people call the place of the call; for a duty, the duty stands before the place."""
    duty, said = duty_of(incident, board), _room_said(incident, board)
    if said:
        return f"{CLAIMS}{said}"
    return of_duty(duty, incident.place, board.index) if duty else title(incident.place, board.index)


def _room_said(incident: Incident, board: Board) -> str:
    """Give the room that the caller named in a text, while nobody knows where it is: it is said, and not believed."""
    caller = incident.source.called_by
    if caller is None or not caller.said or not incident.place.unknown:
        return ""
    near = None if incident.place.near is None else board.index.rooms.get(incident.place.near)
    return near.name if near else caller.said


def caller_line(incident: Incident, board: Board, reads: Reads) -> CallerLine | None:
    """Give who called last by telephone or text, as far as this reader may know it."""
    if not incident.callers:
        return None
    caller, index = incident.callers[-1], board.index
    owner = index.people.get(index.phone_book.people.get(caller.number, PersonId("")))
    return CallerLine(
        text=incident.source.door is Door.TEXT,
        number=caller.number if reads.may(CallerLine, "number") else "",
        owner=owner.name if owner is not None and reads.may(CallerLine, "owner") else "",
        unverified=incident.unverified,
        withheld=caller.withheld,
        unproved=caller.unproved,
    )


def carrier_of(incident: Incident, board: Board, heard: Heard, now: Moment) -> str:
    """Name the person who carries the pressed button, as somebody said at a desk today."""
    said = heard.carried.get(incident.source.button) if incident.source.button else None
    return said.name if said and said.stands(now) and said.duty == duty_of(incident, board) else ""


def first_hop(incident: Incident) -> str:
    """Name what heard the press first, as printed on it."""
    hop = incident.source.hop
    if not isinstance(hop, str) or not hop:
        return ""
    uid = int(hop, 16)
    market, serial = uid >> 24, uid & 0xFFFFFF
    return f"{market}-{serial}" if market == REPEATER else BY_RECEIVER

"""Writes what a message says: which kind of call, where, and its number. Pure; it never names who called, and no student.

The text is one line, and short: a text message of 160 characters holds it with the usual names of rooms.
"""

from appliance.core.board import Board
from appliance.core.ground.incident import Incident
from appliance.core.ground.messages import Spoken
from appliance.core.ground.names import Names
from appliance.words.kinds import KINDS

SENT_TO = "You are sent. "
PRACTICE = "DRILL. "


def text_of(board: Board, incident: Incident, spoken: Spoken) -> str:
    """Write the text of a message about an open call."""
    practice = PRACTICE if incident.drill is not None else ""
    sent = SENT_TO if any(each.person == spoken.person for each in incident.sent) else ""
    place = Names(board.index).place(incident.place)
    return f"{practice}{sent}{KINDS[incident.kind].title}: {place}. Call {incident.number}."

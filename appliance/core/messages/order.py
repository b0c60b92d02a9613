"""Puts the messages that stand into the order in which a way should say them that says one after the other. Pure.

A modem takes 3 to 5 s for each text. So who is told first matters: whom a desk sent by name, a real call before practice, and the more
urgent call. Of calls that are as urgent, each is told to somebody before one of them is told to somebody else.
"""

from collections.abc import Iterator

from appliance.core.board import Board
from appliance.core.ground.incident import Incident
from appliance.core.ground.messages import Spoken
from appliance.core.messages.turns import wanted


def standing(board: Board, way: str) -> list[tuple[Incident, Spoken]]:
    """Give every message that has to be said by one way now, and its call, in order."""
    return [(incident, spoken) for _, incident, spoken in sorted(_placed(board, way), key=lambda each: each[0])]


def _placed(board: Board, way: str) -> Iterator[tuple[tuple[bool, bool, int, int, int, int], Incident, Spoken]]:
    for incident in board.incidents.values():
        said = [each for each in wanted(board, incident) if each.way == way]
        for place, spoken in enumerate(said):
            sent = any(each.person == spoken.person for each in incident.sent)
            practice, urgency = incident.drill is not None, -incident.kind.urgency
            yield (practice, not sent, urgency, place, spoken.queued_ms, incident.number), incident, spoken

"""Writes the messages of a call in the words that a desk shows: the newest to each person. Pure."""

from appliance.api.board.messages import MessageLine
from appliance.core.board import Board
from appliance.core.ground.incident import Incident
from appliance.core.ground.messages import Spoken
from appliance.core.ground.moment import Moment
from appliance.words.messages import way_words

LINES_MAX = 12
"""As many people as can be sent to one call; a board goes to every desk with each change."""


def message_lines(board: Board, incident: Incident, now: Moment, *, named: bool) -> tuple[MessageLine, ...]:
    """Give a line for each person who was told, the newest first."""
    newest: dict[str, Spoken] = {}
    for each in board.messages.get(incident.incident, ()):
        newest.pop(each.person, None)
        newest[each.person] = each
    return tuple(_line(board, each, now, named=named) for each in list(newest.values())[: -LINES_MAX - 1 : -1])


def _line(board: Board, spoken: Spoken, now: Moment, *, named: bool) -> MessageLine:
    person = board.index.people.get(spoken.person)
    since = spoken.since if spoken.replied is None else spoken.replied
    return MessageLine(
        who=(person.name if person else str(spoken.person)) if named else "",
        way=way_words(spoken.way),
        state=spoken.state,
        ago_ms=max(0, now.mono_ms - since.mono_ms),
        reply=spoken.reply,
    )

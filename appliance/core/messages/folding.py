"""Folds an event of a message into the board. An event of a message that is not known any more changes nothing."""

from typing import assert_never

from msgspec.structs import replace

from appliance.core.board import Board
from appliance.core.ground.epochs import carried
from appliance.core.ground.messages import MessageState, Spoken
from appliance.core.ground.moment import Moment
from appliance.core.messages.events import (
    AnyMessageEvent,
    MessageAnswered,
    MessageDelivered,
    MessageFailed,
    MessageQueued,
    MessageSent,
)
from appliance.plan.ids import IncidentId
from appliance.plan.model import Kind


def fold(board: Board, event: AnyMessageEvent, at: Moment) -> None:
    """Change the board by what became of a message."""
    known = board.messages.get(event.incident, ())
    match event:
        case MessageQueued():
            # Messages are kept as long as a call is open, or a press may open it again.
            still = {*board.incidents, *board.stood_down}
            board.messages = {each: spoken for each, spoken in board.messages.items() if each in still}
            incident = board.incidents.get(event.incident)
            new = Spoken(
                message=event.message,
                person=event.person,
                way=event.way,
                check=event.check,
                queued_ms=at.mono_ms,
                since=at,
                kind=Kind.EMERGENCY if incident is None else incident.kind,
                practice=incident is not None and incident.drill is not None,
            )
            board.messages[event.incident] = (*known, new)
        case MessageSent():
            _put(board, event, MessageState.SENT, at)
        case MessageDelivered():
            _put(board, event, MessageState.DELIVERED, at)
        case MessageFailed(why=why):
            _put(board, event, MessageState.FAILED, at, why)
        case MessageAnswered(reply=reply):
            board.messages[event.incident] = tuple(
                replace(each, reply=reply, replied=at) if each.message == event.message else each for each in known
            )
        case _:
            assert_never(event)


def reopened(board: Board, incident: IncidentId) -> None:
    """Change the board when a press opens a call again that was over: nobody has it, and whoever went has gone."""
    known = board.messages.get(incident)
    if known:
        board.messages[incident] = tuple(replace(each, over=True) for each in known)


def begins_anew(board: Board, at: Moment) -> None:
    """Change the board when a new run of the program begins: what nobody answered is said again, as every open call rings again."""
    board.messages = {
        incident: tuple(_again(each, at) for each in known)
        for incident, known in board.messages.items()
        if incident in board.incidents
    }


def _again(spoken: Spoken, at: Moment) -> Spoken:
    if not spoken.open:
        replied = None if spoken.replied is None else carried(spoken.replied, at)
        return replace(spoken, queued_ms=at.mono_ms, since=carried(spoken.since, at), replied=replied)
    return replace(spoken, state=MessageState.QUEUED, queued_ms=at.mono_ms, since=at)


def _put(board: Board, event: AnyMessageEvent, state: MessageState, at: Moment, why: str = "") -> None:
    known = board.messages.get(event.incident, ())
    board.messages[event.incident] = tuple(
        replace(each, state=state, since=at, why=why) if each.message == event.message else each for each in known
    )

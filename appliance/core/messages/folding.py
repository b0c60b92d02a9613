"""Folds an event of a message into the board. An event of a message that is not known any more changes nothing."""

from typing import assert_never

from msgspec.structs import replace

from appliance.core.board import Board
from appliance.core.calls.events import ActUndone
from appliance.core.ground.epochs import carried
from appliance.core.ground.last_act import LastAct
from appliance.core.ground.messages import MessageState, Spoken, Unproved
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import DeskAct
from appliance.core.messages.events import (
    AnswerAccepted,
    AnswerUnproved,
    AnyMessageEvent,
    MessageAnswered,
    MessageDelivered,
    MessageFailed,
    MessageQueued,
    MessageQueuedWithCode,
    MessageSent,
)
from appliance.plan.ids import IncidentId
from appliance.plan.model import Kind


def fold(board: Board, event: AnyMessageEvent, at: Moment) -> None:
    """Change the board by what became of a message."""
    known = board.messages.get(event.incident, ())
    match event:
        case MessageQueued() | MessageQueuedWithCode():
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
                code=event.code if isinstance(event, MessageQueuedWithCode) else "",
            )
            board.messages[event.incident] = (*known, new)
        case MessageSent():
            _put(board, event, MessageState.SENT, at)
        case MessageDelivered():
            _put(board, event, MessageState.DELIVERED, at)
        case MessageFailed(why=why):
            _put(board, event, MessageState.FAILED, at, why)
        case MessageAnswered(reply=reply):
            _change(board, event, reply=reply, replied=at, unproved=None, accepted_by=None)
        case AnswerUnproved(reply=reply, wrong_code=wrong):
            many = sum(each.wrong_codes for each in known if each.message == event.message) + wrong
            _change(board, event, wrong_codes=many, unproved=Unproved(reply, wrong, at))
        case AnswerAccepted():
            _accepted(board, event, at)
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
    unproved = spoken.unproved
    if unproved is not None:
        spoken = replace(spoken, unproved=replace(unproved, at=carried(unproved.at, at)))
    if not spoken.open:
        replied = None if spoken.replied is None else carried(spoken.replied, at)
        return replace(spoken, queued_ms=at.mono_ms, since=carried(spoken.since, at), replied=replied)
    return replace(spoken, state=MessageState.QUEUED, queued_ms=at.mono_ms, since=at)


def _put(board: Board, event: AnyMessageEvent, state: MessageState, at: Moment, why: str = "") -> None:
    _change(board, event, state=state, since=at, why=why)


def _change(board: Board, event: AnyMessageEvent, **fields: object) -> None:
    """Change the message of an event; nothing if it is not known any more."""
    if event.incident in board.messages:
        board.messages[event.incident] = tuple(
            replace(each, **fields) if each.message == event.message else each
            for each in board.messages[event.incident]
        )


def _accepted(board: Board, event: AnswerAccepted, at: Moment) -> None:
    """Take an answer in that a desk accepted. The desk may undo it, with all that follows from it in the same moment."""
    known = next((each for each in board.messages.get(event.incident, ()) if each.message == event.message), None)
    if known is None or known.unproved is None:
        return
    unproved = replace(known.unproved, accepted=True)
    _change(board, event, reply=event.reply, replied=at, accepted_by=event.by, unproved=unproved)
    incident = board.incidents.get(event.incident)
    if incident is not None:
        board.last_acts[event.incident] = LastAct(event.by, DeskAct.ANSWER_ACCEPTED, at, incident)


def undone(board: Board, event: ActUndone, at: Moment) -> None:
    """Change the board when a desk undid what it did last: an answer that it accepted is unproved again."""
    if event.undone is DeskAct.ANSWER_ACCEPTED:
        known = board.messages.get(event.incident, ())
        mine = [each for each in known if each.accepted_by is not None and each.accepted_by.desk == event.by.desk]
        newest = max(mine, key=lambda each: 0 if each.replied is None else each.replied.mono_ms, default=None)
        board.messages[event.incident] = tuple(_unproved_again(each) if each is newest else each for each in known)


def _unproved_again(spoken: Spoken) -> Spoken:
    unproved = None if spoken.unproved is None else replace(spoken.unproved, accepted=False)
    return replace(spoken, reply=None, replied=None, accepted_by=None, unproved=unproved)

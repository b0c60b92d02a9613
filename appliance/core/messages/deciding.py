"""Decides what follows from the reports of ways: how far a message came, and what a person's own answer does to the call. Pure.

*Going* is a confirmation by that person. If nobody has the call yet, it is an acknowledgement too: a person knows of it. If the call rings
for another reason, such as a new press, it rings on until somebody at a desk takes notice. *There* says that the person is on scene.
*Cannot* asks no reason; the next person is told. A person who had said before that they go, or whom a desk sent, goes no more. If nobody
else goes, the call rings again, and no lamp says that somebody is on the way.
"""

from typing import assert_never

from appliance.core.board import Board
from appliance.core.calls.events import (
    CallAcknowledged,
    CoverAssigned,
    Follows,
    OneArrived,
    OneConfirmed,
    OneReleased,
)
from appliance.core.calls.responding import why_not_open
from appliance.core.ground.incident import Incident
from appliance.core.ground.messages import MessageState, Reply, Spoken
from appliance.core.ground.names import is_shared_phone
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.responders import RESPONDERS_MAX, is_this
from appliance.core.ground.words import Actor, Answer, Stage
from appliance.core.messages.commands import AcceptAnswer, AnyMessageCommand, ReportMessage, ReportReply
from appliance.core.messages.events import (
    AnswerAccepted,
    AnyMessageEvent,
    MessageAnswered,
    MessageDelivered,
    MessageFailed,
    MessageSent,
)
from appliance.core.messages.shared_phones import desk_of
from appliance.core.messages.turns import call_of, still_counts, still_planned
from appliance.plan.ids import DeskId
from appliance.plan.model import Kind, Person

AT_NO_DESK = DeskId("")
"""The desk of an act by a person's own answer."""

_ORDER = (MessageState.QUEUED, MessageState.SENT, MessageState.DELIVERED, MessageState.FAILED)


def decide(board: Board, command: AnyMessageCommand) -> list[AnyMessageEvent | Follows] | Rejection:
    """Give what follows from a report, in order. It is no news of a message that is not known, of a call that is over, by a way that the
    plan has no more for this person, or of practice that became real.
    """
    call = call_of(command.message)
    spoken = next((each for each in board.messages.get(call, ()) if each.message == command.message), None)
    incident = board.incidents.get(call)
    if spoken is None or incident is None or not (still_planned(board, spoken) and still_counts(incident, spoken)):
        return Rejection.NO_NEWS
    match command:
        case ReportMessage():
            return _came(incident, spoken, command)
        case ReportReply():
            if is_shared_phone(spoken.person):
                return _taken_at(incident, spoken, command.reply)
            person = board.index.people.get(spoken.person)
            if person is None or spoken.code:  # with a code, only the code proves who answers (`appliance.core.texts`)
                return Rejection.NO_NEWS
            return answer_of(incident, spoken, person, command.reply)
        case _:
            assert_never(command)


def answer_of(
    incident: Incident, spoken: Spoken, person: Person, reply: Reply
) -> list[AnyMessageEvent | Follows] | Rejection:
    """Give what follows from a person's own answer to a message about an open call."""
    if _said_already(spoken, reply):
        return Rejection.NO_NEWS
    answered = MessageAnswered(
        incident=incident.incident, message=spoken.message, person=spoken.person, way=spoken.way, reply=reply
    )
    follows = _follows(incident, person, Actor(AT_NO_DESK, person.person), reply)
    return follows if isinstance(follows, Rejection) else [answered, *follows]


def _taken_at(incident: Incident, spoken: Spoken, reply: Reply) -> list[AnyMessageEvent | Follows] | Rejection:
    """Give what follows from a key of a shared phone. Somebody there has the call, and owes their name; nobody is on the way by it."""
    if reply is Reply.THERE or spoken.reply is not None:
        return Rejection.NO_NEWS
    call = incident.incident
    answered = MessageAnswered(incident=call, message=spoken.message, person=spoken.person, way=spoken.way, reply=reply)
    takes = reply is Reply.GOING and incident.ringing
    return [answered, *([CallAcknowledged(incident=call, by=Actor(desk_of(spoken.person)))] if takes else [])]


def accept(board: Board, command: AcceptAnswer, by: Actor) -> list[AnyMessageEvent | Follows] | Rejection:
    """Give what follows when somebody at a desk takes an unproved answer for the person's own: what follows from that answer, as an act of
    this desk.
    """
    incident = board.incidents.get(command.incident)
    if incident is None:
        return why_not_open(board, command.incident)
    known = board.messages.get(command.incident, ())
    spoken = next((each for each in known if each.message == command.message), None)
    reply = None if spoken is None or spoken.offered is None else spoken.offered.reply
    person = None if spoken is None else board.index.people.get(spoken.person)
    if spoken is None or reply is not command.reply or person is None or not still_counts(incident, spoken):
        return Rejection.NO_ANSWER_TO_ACCEPT
    accepted = AnswerAccepted(
        incident=command.incident,
        message=spoken.message,
        by=by,
        person=spoken.person,
        way=spoken.way,
        reply=command.reply,
    )
    follows = _follows(incident, person, by, command.reply)
    return follows if isinstance(follows, Rejection) else [accepted, *follows]


def _came(incident: Incident, spoken: Spoken, command: ReportMessage) -> list[AnyMessageEvent | Follows] | Rejection:
    """Note how far a message came. It never goes back, and what failed stays failed."""
    if _ORDER.index(command.state) <= _ORDER.index(spoken.state):
        return Rejection.NO_NEWS
    call, message, person, way = incident.incident, spoken.message, spoken.person, spoken.way
    match command.state:
        case MessageState.QUEUED:
            return Rejection.NO_NEWS
        case MessageState.SENT:
            return [MessageSent(incident=call, message=message, person=person, way=way)]
        case MessageState.DELIVERED:
            return [MessageDelivered(incident=call, message=message, person=person, way=way)]
        case MessageState.FAILED:
            return [MessageFailed(incident=call, message=message, person=person, way=way, why=command.why)]
        case _:
            assert_never(command.state)


def _said_already(spoken: Spoken, reply: Reply) -> bool:
    """Whether an answer says nothing new. Whoever is there, and said so, does not go back by pressing *going*."""
    return spoken.reply is reply or (spoken.reply is Reply.THERE and reply is Reply.GOING)


def _follows(incident: Incident, person: Person, by: Actor, reply: Reply) -> list[Follows] | Rejection:
    """Give what follows for the call from an answer of this person. `by` is the person, or the desk that accepted the answer."""
    call = incident.incident
    if reply is Reply.CANNOT:
        return _released(incident, person, by)
    which = _which(incident, person)
    if which is None and len(incident.sent) >= RESPONDERS_MAX:
        return Rejection.TOO_MANY_SENT
    if incident.kind is Kind.TAP_OUT:
        return _covers(incident, person, by, reply)
    has_it: list[Follows] = [CallAcknowledged(incident=call, by=by)] if incident.stage is Stage.CALLED else []
    if reply is Reply.THERE:
        return [*has_it, OneArrived(incident=call, by=by, responder=person.name, which=which)]
    if which is not None and incident.sent[which].stage is not Stage.DISPATCHED:
        return has_it
    own = OneConfirmed(incident=call, by=by, responder=person.name, answer=Answer.OWN_REPLY, which=which)
    return [*has_it, own]


def _covers(incident: Incident, person: Person, by: Actor, reply: Reply) -> list[Follows]:
    """Answer a tap-out: the person covers, and is in the room if they say so. Whoever said before that they go still goes."""
    call = incident.incident
    which = next((at for at, each in enumerate(incident.sent) if is_this(each, person)), None)
    covers: list[Follows] = []
    if which is None:
        which = len(incident.sent)
        if which:
            answer = Answer.OWN_REPLY
            covers.append(OneConfirmed(incident=call, by=by, responder=person.name, answer=answer, which=None))
        else:
            covers.append(CoverAssigned(incident=call, by=by, cover=person.name, person=person.person))
    if reply is Reply.GOING:
        return covers
    return [*covers, OneArrived(incident=call, by=by, responder=person.name, which=which)]


def _which(incident: Incident, person: Person) -> int | None:
    """Tell which of those sent this person is: by the person, by the name, or by a role that was sent without a name."""
    for at, each in enumerate(incident.sent):
        if is_this(each, person):
            return at
    for at, each in enumerate(incident.sent):
        if each.person is None and not each.name and each.role in person.roles:
            return at
    return None


def _released(incident: Incident, person: Person, by: Actor) -> list[Follows]:
    """Release a person who was to come. Of a role that was sent without a name, another person may come."""
    for at, each in enumerate(incident.sent):
        if is_this(each, person):
            return [OneReleased(incident=incident.incident, by=by, responder=person.name, which=at)]
    return []

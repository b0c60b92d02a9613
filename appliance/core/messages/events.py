"""Defines what is recorded about messages. Recorded for ever: an event is never changed, and a new version gets a new tag."""

from appliance.core.ground.events import MessageEvent
from appliance.core.ground.messages import Reply
from appliance.core.ground.words import Actor
from appliance.plan.ids import PersonId


class MessageQueued(MessageEvent, frozen=True, kw_only=True, tag="message-queued-1"):
    """This person is told of the call by this way from now on. `message` is unique; `check` tells whether the plan still has the address
    (`appliance.core.messages.addresses`), which is in no entry.
    """

    person: PersonId
    way: str
    check: str


class MessageQueuedWithCode(MessageQueued, frozen=True, kw_only=True, tag="message-queued-2"):
    """As `MessageQueued`, by a way on which anybody may pretend to be the person. An answer acts by itself only with this code, which the
    message says: four digits, the same for all messages to one person about one call.
    """

    code: str


class MessageSent(MessageEvent, frozen=True, kw_only=True, tag="message-sent-1"):
    """The way took the message over. Nobody knows by this whether it arrived."""

    person: PersonId
    way: str


class MessageDelivered(MessageEvent, frozen=True, kw_only=True, tag="message-delivered-1"):
    """The message is on the person's device. Nobody knows by this whether the person saw it."""

    person: PersonId
    way: str


class MessageFailed(MessageEvent, frozen=True, kw_only=True, tag="message-failed-1"):
    """The way could not say it, and why."""

    person: PersonId
    way: str
    why: str


class MessageAnswered(MessageEvent, frozen=True, kw_only=True, tag="message-answered-1"):
    """The person answered. What follows from the answer for the call is in events of the call."""

    person: PersonId
    way: str
    reply: Reply


class AnswerUnproved(MessageEvent, frozen=True, kw_only=True, tag="answer-unproved-1"):
    """An answer came from this person's number without the code of this call, so it does nothing by itself. `reply` None: it was no answer
    that can be accepted. `wrong_code`: it had another code. `mutes`: this was one wrong code too many, and no answer from this number acts
    by itself in this call any more.
    """

    person: PersonId
    way: str
    reply: Reply | None
    wrong_code: bool = False
    mutes: bool = False


class AnswerAccepted(MessageEvent, frozen=True, kw_only=True, tag="answer-accepted-1"):
    """Somebody at a desk took an unproved answer for the person's own. What follows from it for the call is in events of the call."""

    by: Actor
    person: PersonId
    way: str
    reply: Reply


type AnyMessageEvent = (
    MessageQueued
    | MessageQueuedWithCode
    | MessageSent
    | MessageDelivered
    | MessageFailed
    | MessageAnswered
    | AnswerUnproved
    | AnswerAccepted
)

"""Defines what is recorded about messages. Recorded for ever: an event is never changed, and a new version gets a new tag."""

from appliance.core.ground.events import MessageEvent
from appliance.core.ground.messages import Reply
from appliance.plan.ids import PersonId


class MessageQueued(MessageEvent, frozen=True, kw_only=True, tag="message-queued-1"):
    """This person is told of the call by this way from now on. `message` is unique; `check` tells whether the plan still has the address
    (`appliance.core.messages.addresses`), which is in no entry.
    """

    person: PersonId
    way: str
    check: str


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


type AnyMessageEvent = MessageQueued | MessageSent | MessageDelivered | MessageFailed | MessageAnswered

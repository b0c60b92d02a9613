"""Makes sentences about messages. Pure; names who was told and by which way, and never an address."""

from typing import assert_never

from appliance.core.ground.messages import Reply
from appliance.core.ground.names import Names
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
from appliance.words.messages import way_words

ANSWERED = {
    Reply.GOING: "answered: going",
    Reply.THERE: "answered: there",
    Reply.CANNOT: "answered: somebody else must go",
}

REPLIES = {Reply.GOING: "going", Reply.THERE: "there", Reply.CANNOT: "somebody else must go"}
"""What an answer says, in the middle of a sentence."""


def message_line(event: AnyMessageEvent, names: Names) -> str:
    """Say what became of a message."""
    about = f"{way_words(event.way).capitalize()} to {names.person(event.person)}"
    match event:
        case MessageQueued() | MessageQueuedWithCode():
            return f"{about}: queued."
        case MessageSent():
            return f"{about}: sent."
        case MessageDelivered():
            return f"{about}: delivered."
        case MessageFailed(why=why):
            return f"{about}: FAILED. {why}".rstrip()
        case MessageAnswered(reply=reply):
            return f"{about} {ANSWERED[reply]}."
        case AnswerUnproved():
            return _unproved(event, names)
        case AnswerAccepted(reply=reply):
            return f"{about} {ANSWERED[reply]}. Accepted {names.actor(event.by)}, without a code."
        case _:
            assert_never(event)


def _unproved(event: AnswerUnproved, names: Names) -> str:
    """Say what came from a person's number and did nothing by itself."""
    how = "with a wrong code" if event.wrong_code else "without a code"
    what = "" if event.reply is None else f": {REPLIES[event.reply]}"
    mutes = (
        " That was one wrong code too many: no answer from there acts by itself in this call." if event.mutes else ""
    )
    whose = f"{way_words(event.way).capitalize()} from the number of {names.person(event.person)}"
    return f"{whose} {how}{what}. It did nothing by itself.{mutes}"

"""Makes sentences about messages. Pure; names who was told and by which way, and never an address."""

from typing import assert_never

from appliance.core.ground.messages import Reply
from appliance.core.ground.names import Names
from appliance.core.messages.events import (
    AnyMessageEvent,
    MessageAnswered,
    MessageDelivered,
    MessageFailed,
    MessageQueued,
    MessageSent,
)
from appliance.words.messages import way_words

ANSWERED = {
    Reply.GOING: "answered: going",
    Reply.THERE: "answered: there",
    Reply.CANNOT: "answered: somebody else must go",
}


def message_line(event: AnyMessageEvent, names: Names) -> str:
    """Say what became of a message."""
    about = f"{way_words(event.way).capitalize()} to {names.person(event.person)}"
    match event:
        case MessageQueued():
            return f"{about}: queued."
        case MessageSent():
            return f"{about}: sent."
        case MessageDelivered():
            return f"{about}: delivered."
        case MessageFailed(why=why):
            return f"{about}: FAILED. {why}".rstrip()
        case MessageAnswered(reply=reply):
            return f"{about} {ANSWERED[reply]}."
        case _:
            assert_never(event)

"""Says how far messages to people about a call have come, for both consoles. Pure."""

from collections.abc import Callable

from appliance.api.board.calls import CallCard, MessageLine
from appliance.core.ground.messages import MessageState, Reply
from appliance.words.times import ago, in_words

SOMEBODY = "somebody"
REPLIES = {Reply.GOING: "going", Reply.THERE: "there", Reply.CANNOT: "somebody else must go"}


def in_a_mark(call: CallCard, passed_ms: int, *, nameless: bool) -> str:
    """Say how far the newest message has come, and how many other people were told. Empty if nobody was told by a message."""
    if not call.messages:
        return ""
    newest, *others = call.messages
    return f"{_said(newest, passed_ms, ago, nameless=nameless)}{f' (+{len(others)})' if others else ''}"


def in_sentences(call: CallCard, passed_ms: int) -> str:
    """Say how far the newest message to each person has come: `Page to Ana Ortiz: delivered 9 seconds ago, no answer.`"""
    said = (_said(each, passed_ms, in_words, nameless=False) for each in call.messages)
    return " ".join(f"{words[0].upper()}{words[1:]}." for words in said)


def _said(line: MessageLine, passed_ms: int, span: Callable[[int], str], *, nameless: bool) -> str:
    about = f"{line.way} to {SOMEBODY if nameless or not line.who else line.who}"
    since = f"{span(line.ago_ms + passed_ms)} ago"
    if line.reply is not None:
        return f"{about}: {REPLIES[line.reply]}, answered {since}"
    if line.state is MessageState.FAILED:
        return f"{about}: FAILED {since}"
    return f"{about}: {line.state.value} {since}, no answer"

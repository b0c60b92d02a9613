"""Says how far messages to people about a call have come, for both consoles. Pure."""

from collections.abc import Callable

from appliance.api.board.calls import CallCard, MessageLine
from appliance.core.ground.messages import MessageState, Reply
from appliance.core.messages.sentences import REPLIES
from appliance.flows.calls.accepting import offered
from appliance.plan.telephones import CALLED_BY_PHONE
from appliance.words.messages import way_words
from appliance.words.times import ago, in_words

SOMEBODY = "somebody"
PHONE_CALL = way_words(CALLED_BY_PHONE)


def in_a_mark(call: CallCard, passed_ms: int, *, nameless: bool) -> str:
    """Say to whom the newest message went and how far it has come, and how many other people were told; or first which answer waits to be
    accepted. Empty if nobody was told by a message. The way is left out: the headline of a card has room for what matters first. Of an
    answer that did nothing this comes first: where the line is cut, it must not read like one that did.
    """
    if not call.messages:
        return ""
    first, others = offered(call) or call.messages[0], len(call.messages) - 1
    who = SOMEBODY if nameless or not first.who else first.who
    more = f" (+{others})" if others else ""
    if not first.unproved:
        return f"{who}: {_came(first, passed_ms, ago)}{more}"
    what = "" if first.offered is None else f"{REPLIES[first.offered]}, "
    how = "WRONG CODE" if first.wrong_code else "WITHOUT CODE"
    return f"{how}: {who}, {what}{ago(first.offered_ago_ms + passed_ms)} ago{more}"


def in_sentences(call: CallCard, passed_ms: int) -> str:
    """Say how far the newest message to each person has come: `Page to Ana Ortiz: delivered 9 seconds ago, no answer.`"""
    return " ".join(
        f"{each.way[0].upper()}{each.way[1:]} to {each.who or SOMEBODY}: {_came(each, passed_ms, in_words)}."
        for each in call.messages
    )


def _unproved(line: MessageLine, passed_ms: int, span: Callable[[int], str]) -> str:
    """Say that an answer came from the person's number and did nothing."""
    what = "" if line.offered is None else f"{REPLIES[line.offered]} "
    how = "with a WRONG CODE" if line.wrong_code else "WITHOUT CODE"
    muted = ", and no answer from there acts by itself any more" if line.muted else ""
    return f"{what}{how} {span(line.offered_ago_ms + passed_ms)} ago{muted}"


def _came(line: MessageLine, passed_ms: int, span: Callable[[int], str]) -> str:
    since = f"{span(line.ago_ms + passed_ms)} ago"
    if line.unproved:
        return _unproved(line, passed_ms, span)
    if line.reply is not None and line.shared:
        return f"{'taken' if line.reply is Reply.GOING else 'nobody there takes it'}, {since}"
    if line.reply is not None:
        return f"{REPLIES[line.reply]}, answered {since}"
    if line.state is MessageState.FAILED:
        return f"FAILED {since}"
    if line.way == PHONE_CALL and line.state is MessageState.SENT:
        return f"rings, since {span(line.ago_ms + passed_ms)}, no answer"
    return f"{line.state.value} {since}, no answer"

"""Taking an answer without its code for the person's own: whoever is at the desk knows that they gave it. Pure.

The answer that waits longest is accepted first. So another one that comes while somebody reaches for the key changes nothing.
"""

from appliance.api.board.calls import CallCard, MessageLine
from appliance.core.messages.commands import AcceptAnswer
from appliance.core.messages.sentences import REPLIES
from appliance.flows.flow import Flow
from appliance.flows.parts import Given

NO_ANSWER_WAITS = "No answer without a code waits in this call."


def offered(call: CallCard) -> MessageLine | None:
    """Give the line whose answer is accepted next; None if none waits."""
    waiting = [each for each in call.messages if each.offered is not None]
    return max(waiting, key=lambda each: each.offered_ago_ms, default=None)


def no_answer_waits(call: CallCard) -> str:
    """Why nothing can be accepted; empty if something can."""
    return NO_ANSWER_WAITS if offered(call) is None else ""


def answers_waiting(call: CallCard) -> str:
    """Say which answer waits to be accepted, and what to type; empty if none does."""
    line = offered(call)
    if line is None or line.offered is None:
        return ""
    how = "with a wrong code" if line.wrong_code else "without its code"
    said = REPLIES[line.offered]
    return f"{line.who or 'Somebody'} texted {how}: {said}. It did nothing. If it is theirs, type: accept {call.number}"


def _accept(given: Given) -> AcceptAnswer | str:
    line = None if given.call is None else offered(given.call)
    if line is None or line.offered is None:
        return NO_ANSWER_WAITS
    return AcceptAnswer(incident=given.incident, message=line.message, reply=line.offered)


ACCEPT = Flow(
    "accept", _accept, done="Done: it counts as that person's answer. If it was not theirs, undo it within ten seconds."
)

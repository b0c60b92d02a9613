"""Taking an answer without its code for the person's own: a desk that knows that they gave it. Pure."""

from appliance.api.board.calls import CallCard, MessageLine
from appliance.core.messages.commands import AcceptAnswer
from appliance.flows.calls.messages import REPLIES, SOMEBODY
from appliance.flows.flow import Flow
from appliance.flows.naming import call_named
from appliance.flows.parts import Given, Option, Part

NO_ANSWER_WAITS = "No answer without a code waits in this call."


def offered(call: CallCard) -> tuple[MessageLine, ...]:
    """Give the lines of a call whose answer can be accepted."""
    return tuple(each for each in call.messages if each.offered is not None)


def no_answer_waits(call: CallCard) -> str:
    """Why nothing can be accepted; empty if something can."""
    return "" if offered(call) else NO_ANSWER_WAITS


def _answers(given: Given) -> tuple[Option, ...]:
    if given.call is None:
        return ()
    return tuple(Option(each, _says(each), (each.who,)) for each in offered(given.call))


def _says(line: MessageLine) -> str:
    assert line.offered is not None, "only what is offered is listed"
    return f"{line.who or SOMEBODY}: {REPLIES[line.offered]}"


def _is_one(given: Given) -> bool:
    return given.call is None or len(offered(given.call)) < 2


def _accept(given: Given) -> AcceptAnswer | str:
    lines = () if given.call is None else offered(given.call)
    chosen = lines[0] if len(lines) == 1 else given.parts.get("whose")
    if chosen is None or chosen.offered is None:
        return NO_ANSWER_WAITS
    return AcceptAnswer(incident=given.incident, message=chosen.message, reply=chosen.offered)


def _title(given: Given) -> str:
    assert given.call is not None, "an answer is about a call"
    return f"ACCEPT an answer without a code: {call_named(given.call)}"


ACCEPT = Flow(
    "accept",
    _accept,
    (Part("whose", "Whose answer?", _answers, skipped=_is_one),),
    done="Done: it counts as that person's answer. If it was not theirs, undo it now.",
    title=_title,
)

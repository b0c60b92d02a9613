"""Tests how a desk accepts an answer that came without its code."""

from msgspec.structs import replace

from appliance.api.board.calls import CallCard, MessageLine
from appliance.core.ground.messages import MessageState, Reply
from appliance.core.messages.commands import AcceptAnswer
from appliance.flows.calls.accepting import ACCEPT, NO_ANSWER_WAITS, no_answer_waits, offered
from appliance.flows.known import Known
from appliance.flows.parts import about
from appliance.plan.model import Kind
from tests.tui.boards import FACTS, FRONT, board, call

CARD = call(12, "101", Kind.EMERGENCY)
ANA = MessageLine(
    who="Ana Ortiz",
    way="text",
    state=MessageState.SENT,
    ago_ms=9000,
    reply=None,
    message="i-12/1",
    unproved=True,
    offered=Reply.GOING,
    offered_ago_ms=4000,
)
BEN = replace(ANA, who="Ben Ruiz", message="i-12/2", offered=Reply.CANNOT, offered_ago_ms=1000)


def made(card: CallCard) -> object:
    return ACCEPT.make(about(Known(FRONT, board(card), FACTS, calls=(card,)), card))


def test_the_answer_that_waits_is_accepted_as_the_desk_saw_it() -> None:
    card = replace(CARD, messages=(ANA,))
    assert no_answer_waits(card) == ""
    assert made(card) == AcceptAnswer(incident=card.incident, message="i-12/1", reply=Reply.GOING)


def test_another_answer_that_comes_in_between_changes_nothing() -> None:
    assert made(replace(CARD, messages=(BEN, ANA))) == made(replace(CARD, messages=(ANA,)))
    assert offered(replace(CARD, messages=(BEN, ANA))) == ANA


def test_nothing_is_accepted_where_nothing_waits() -> None:
    assert no_answer_waits(CARD) == NO_ANSWER_WAITS
    assert made(replace(CARD, messages=(replace(ANA, offered=None),))) == NO_ANSWER_WAITS

"""Tests what both consoles say about messages to people."""

from msgspec.structs import replace

from appliance.api.board.calls import MessageLine
from appliance.core.ground.messages import MessageState, Reply
from appliance.flows.calls.messages import in_a_mark, in_sentences
from appliance.plan.model import Kind
from tests.tui.boards import call

PAGE = MessageLine(who="Ana Ortiz", way="page", state=MessageState.DELIVERED, ago_ms=9000, reply=None)
TEXT = MessageLine(who="Ben Ruiz", way="text", state=MessageState.FAILED, ago_ms=130_000, reply=None)
CARD = call(12, "101", Kind.EMERGENCY)


def test_a_card_says_how_far_the_newest_came_and_that_nobody_answered() -> None:
    told = replace(CARD, messages=(PAGE, TEXT))
    assert in_a_mark(told, 1000, nameless=False) == "Ana Ortiz: delivered 10 s ago, no answer (+1)"
    assert in_a_mark(CARD, 1000, nameless=False) == ""


def test_where_visitors_see_the_screen_nobody_is_named() -> None:
    assert "Ana" not in in_a_mark(replace(CARD, messages=(PAGE,)), 0, nameless=True)


def test_a_failure_and_an_answer_are_said() -> None:
    going = replace(PAGE, reply=Reply.GOING, ago_ms=2000)
    assert in_sentences(replace(CARD, messages=(going, TEXT)), 0) == (
        "Page to Ana Ortiz: going, answered 2 seconds ago. Text to Ben Ruiz: FAILED 2 minutes ago."
    )


def test_cannot_is_said_without_a_mark() -> None:
    cannot = replace(PAGE, reply=Reply.CANNOT)
    assert in_a_mark(replace(CARD, messages=(cannot,)), 0, nameless=False) == (
        "Ana Ortiz: somebody else must go, answered 9 s ago"
    )


WAITS = replace(
    TEXT, state=MessageState.SENT, message="i-12/2", unproved=True, offered=Reply.GOING, offered_ago_ms=4000
)


def test_an_answer_without_its_code_is_named_before_the_newest_message() -> None:
    told = replace(CARD, messages=(PAGE, WAITS))
    assert in_a_mark(told, 1000, nameless=False) == "WITHOUT CODE: Ben Ruiz, going, 5 s ago (+1)"
    assert "Text to Ben Ruiz: going WITHOUT CODE 4 seconds ago." in in_sentences(told, 0)


def test_a_wrong_code_and_a_muted_number_are_said() -> None:
    wrong = replace(WAITS, wrong_code=True, muted=True)
    assert in_sentences(replace(CARD, messages=(wrong,)), 0) == (
        "Text to Ben Ruiz: going with a WRONG CODE 4 seconds ago, and no answer from there acts by itself any more."
    )


def test_a_mark_that_is_cut_does_not_read_like_an_answer_that_counts() -> None:
    for line, begins in ((WAITS, "WITHOUT CODE: "), (replace(WAITS, wrong_code=True, offered=None), "WRONG CODE: Ben")):
        assert in_a_mark(replace(CARD, messages=(line,)), 0, nameless=False).startswith(begins)


def test_a_phone_rings_and_a_shared_one_is_taken() -> None:
    rings = replace(PAGE, who="Phone at the front desk", way="phone call", state=MessageState.SENT, shared=True)
    assert in_sentences(replace(CARD, messages=(rings,)), 0) == (
        "Phone call to Phone at the front desk: rings, since 9 seconds, no answer."
    )
    taken = replace(rings, reply=Reply.GOING)
    assert in_sentences(replace(CARD, messages=(taken,)), 0) == (
        "Phone call to Phone at the front desk: taken, 9 seconds ago."
    )
    nobody = replace(rings, reply=Reply.CANNOT)
    assert "nobody there takes it, 9 seconds ago" in in_sentences(replace(CARD, messages=(nobody,)), 0)

"""Tests texts at the plain console: an answer without its code is told and accepted, and texts that wait are heard and read."""

from msgspec.structs import replace

from appliance.api.board.texts import UnreadLine
from appliance.core.ground.messages import Reply
from appliance.core.ground.words import Stage
from appliance.core.messages.commands import AcceptAnswer
from appliance.core.texts.commands import ReadText
from appliance.flows.calls.texts import NO_TEXT_WAITS
from appliance.plan.ids import IncidentId
from tests.tui.boards import board, call
from tests.tui.plain.conversation import Conversation
from tests.tui.test_texts import WAITS

CARD = call(12, "B204", stage=Stage.ACKNOWLEDGED)
OFFERED = replace(CARD, messages=(WAITS,))
ONE = UnreadLine(number=3, age_ms=120_000, rang=False, sender="+13035550199", words="who is this")


def test_an_answer_without_its_code_is_told_once_with_what_to_type() -> None:
    desk = Conversation(CARD)
    assert desk.told(board(OFFERED)) == [
        "Call 12, Room B204: Ana Ortiz texted without its code: going. It did nothing. If it is theirs, type: accept 12"
    ]
    assert desk.told(board(OFFERED)) == []


def test_it_is_accepted_by_its_call() -> None:
    desk = Conversation(OFFERED)
    wanted = AcceptAnswer(incident=IncidentId("i-12"), message="i-12/1", reply=Reply.GOING)
    assert desk.does("accept 12") == wanted


def test_a_text_that_comes_is_told_whole_and_its_words_only_to_who_may_read_them() -> None:
    desk = Conversation()
    assert desk.told(board(texts=(ONE,), texts_unread=1)) == ["Text 3, from +13035550199, 2 minutes ago: who is this."]
    two = replace(ONE, number=4, rang=True, who="Ben Ruiz", sender="", words="")
    said = desk.told(board(texts=(two, ONE), texts_unread=2))
    assert said == [
        "Text 4, from the number of Ben Ruiz, 2 minutes ago: its words are told after a PIN of somebody who may read notes. "
        "It is a call too."
    ]


def test_texts_are_heard_again_and_read_by_their_number() -> None:
    desk = Conversation()
    assert NO_TEXT_WAITS in desk.hears("texts")
    desk.told(board(texts=(ONE,), texts_unread=4))
    heard = desk.hears("texts")
    assert "who is this" in heard and "And 3 older ones." in heard
    assert "Texts: 4 wait to be read, type texts." in desk.hears("board")
    assert desk.does("read text 3") == ReadText(number=3)


def test_a_question_lists_texts_by_the_numbers_that_they_were_told_with() -> None:
    """The newest stands first: a count of the choices would mean another text than the one that was heard."""
    desk = Conversation()
    texts = (replace(ONE, number=2, words="second"), replace(ONE, number=1, words="first"))
    desk.told(board(texts=texts, texts_unread=2))
    asked = desk.hears("read text")
    assert asked.index("Type 2 for Text 2,") < asked.index("Type 1 for Text 1,")
    assert desk.does("1") == ReadText(number=1)
    desk.hears("read text")
    assert "no choice" in desk.hears("3")

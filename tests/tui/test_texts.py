"""Tests texts at the console by keys: an answer without its code is accepted with one key, and texts are read and leave the list."""

import pytest
from msgspec.structs import replace

from appliance.api.board.calls import MessageLine
from appliance.api.board.texts import UnreadLine
from appliance.core.ground.messages import MessageState, Reply
from appliance.core.ground.words import Stage as CallStage
from appliance.core.messages.commands import AcceptAnswer
from appliance.core.texts.commands import ReadText
from appliance.flows.calls.accepting import NO_ANSWER_WAITS
from appliance.flows.calls.texts import NO_TEXT_WAITS
from tests.tui.boards import board, call
from tests.tui.conftest import Sits
from tests.tui.stage import Stage

pytestmark = pytest.mark.slow  # these tests run at a person's pace

WAITS = MessageLine(
    who="Ana Ortiz",
    way="text",
    state=MessageState.DELIVERED,
    ago_ms=9000,
    reply=None,
    message="i-12/1",
    unproved=True,
    offered=Reply.GOING,
    offered_ago_ms=4000,
)
CARD = call(12, "B204", stage=CallStage.ACKNOWLEDGED)
UNREAD = UnreadLine(number=3, age_ms=5000, rang=False, who="Ben Ruiz", words="STOP")


async def test_one_key_accepts_the_answer_that_waits(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(CARD))
        await person.sees("Room B204")
        await person.presses("comma")
        await person.sees(NO_ANSWER_WAITS)
        card = replace(CARD, messages=(WAITS,))
        stage.shows(board(card))
        await person.sees("WITHOUT CODE: Ana Ortiz, going")
        await person.looks()
        await person.presses("comma")
        wanted = AcceptAnswer(incident=CARD.incident, message="i-12/1", reply=Reply.GOING)
        await person.until(lambda: wanted in stage.acts, "that it is accepted")


async def test_a_text_is_read_and_leaves_the_list(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board())
        await person.presses("semicolon")
        await person.sees(NO_TEXT_WAITS)
        stage.shows(board(texts=(UNREAD,), texts_unread=1))
        await person.sees("1 waits to be read")
        await person.presses("semicolon")
        await person.sees("TEXTS THAT WAIT TO BE READ", "from the number of Ben Ruiz: STOP")
        await person.presses("1")
        await person.until(lambda: ReadText(number=3) in stage.acts, "that it was read")


async def test_whoever_may_not_read_the_words_cannot_say_that_they_were_read(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(texts=(replace(UNREAD, words=""),), texts_unread=1))
        await person.sees("1 waits to be read")
        await person.presses("semicolon", "1")
        await person.sees("Nothing was done", "with a PIN")
        assert stage.acts == []

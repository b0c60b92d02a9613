"""Tests keys that are typed faster than the screen follows."""

import asyncio

import pytest
from textual.events import Key, Paste

from appliance.api.ask import Reply
from appliance.core.calls.commands import Acknowledge, AddNote, Dispatch
from appliance.core.ground.words import Stage as CallStage
from appliance.plan.ids import IncidentId
from appliance.plan.model import Role
from tests.tui.boards import board, call
from tests.tui.conftest import Sits
from tests.tui.sitting import Sitting
from tests.tui.stage import Stage
from tui.app import TYPED_TOO_EARLY
from tui.keys.strokes import CALLED_OFF_MS, HELD_MS_MAX
from tui.screens.board import BoardScreen
from tui.screens.records.listing import RecordListPanel

pytestmark = pytest.mark.slow


TWELVE = IncidentId("i-12")


async def test_two_keys_in_one_go_send_help(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204")))
        await person.sees("B204")
        await person.types_ahead("d", "2")
        await person.until(lambda: stage.acts == [Dispatch(incident=TWELVE, role=Role.SECURITY)], "the dispatch")


async def test_a_note_typed_in_one_go_is_a_note_and_no_letter_of_it_a_key_of_the_board(
    stage: Stage, sits: Sits
) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204", stage=CallStage.ON_SCENE), call(13, "Gym")))
        await person.sees("call 12", "call 13")
        await person.looks()
        await person.types_ahead("down")
        await person.types_ahead("n", *"hall", "space", *"xsdc")
        assert person.typed == "hall xsdc"
        assert stage.acts == []


async def test_a_text_put_in_all_at_once_has_its_turn_like_a_key(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204", stage=CallStage.ON_SCENE)))
        await person.sees("B204")
        for stroke in (Key("n", "n"), Paste("hall"), Key("!", "!"), Key("enter", None)):
            person.app.post_message(stroke)
        await person.until(lambda: stage.acts == [AddNote(incident=TWELVE, text="hall!")], "the note")


async def test_keys_typed_before_the_box_answered_meet_what_it_led_to(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204", stage=CallStage.ON_SCENE)))
        await person.sees("B204")
        await person.types_ahead("n", *"ok", "enter", "n", *"all", "enter")
        notes = [AddNote(incident=TWELVE, text=text) for text in ("ok", "all")]
        await person.until(lambda: stage.acts == notes, "both notes")


async def test_what_was_typed_ahead_of_a_refusal_does_nothing(stage: Stage, sits: Sits) -> None:
    stage.answer = lambda _: Reply(request=0, ok=False, says="Not so.")
    async with sits() as person:
        stage.shows(board(call(12, "B204", stage=CallStage.ON_SCENE)))
        await person.sees("B204")
        await person.types_ahead("d", "1", "1", "1")
        await person.sees("! Not so.")
        assert len(stage.acts) == 1


async def test_a_box_that_does_not_answer_keeps_nobody_from_closing(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204", stage=CallStage.ON_SCENE)))
        await person.sees("B204")
        await person.types_ahead("n", *"ok")
        assert person.app.board.panel
        person.app.board.panel.unanswered = True
        for key in ("x", "y", "escape"):
            person.app.post_message(Key(key, key if len(key) == 1 else None))
        await person.looks(CALLED_OFF_MS / 1000)
        await person.until(lambda: person.app.board.panel is None, "the panel closed")
        await person.sees(TYPED_TOO_EARLY)


async def test_in_a_record_whoever_closes_is_told_first_what_became_of_it(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.presses("e")
        await person.until(lambda: isinstance(person.app.board.panel, RecordListPanel), "the records")
        panel = person.app.board.panel
        assert panel
        panel.unanswered = True
        person.app.post_message(Key("down", None))
        person.app.post_message(Key("escape", None))
        await person.looks(CALLED_OFF_MS / 1000)
        await asyncio.sleep(0.1)
        assert person.app.board.panel is panel
        panel.unanswered = False
        await person.until(lambda: person.app.board.panel is None, "the panel closed")


async def test_a_refused_taking_takes_nothing_from_what_was_typed_before(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await a_note_that_waits(stage, person)
        stage.shows(board(call(12, "B204", stage=CallStage.ON_SCENE)))
        await person.sees("On scene")
        for key in ("a", "b", "f2"):
            person.app.post_message(Key(key, key if len(key) == 1 else None))
        await person.sees("Nothing rings: every call has somebody.")
        assert person.app.board.panel
        person.app.board.panel.unanswered = False
        await person.until(lambda: person.typed == "okab", "what was typed")


async def test_what_a_box_that_takes_long_never_answered_to_is_given_up_and_that_is_said(
    stage: Stage, sits: Sits
) -> None:
    async with sits() as person:
        await a_note_that_waits(stage, person)
        person.app.post_message(Key("a", "a"))
        person.app.post_message(Key("b", "b"))
        await person.until(lambda: person.typed == "oka", "the first of them")
        await person.looks(HELD_MS_MAX / 1000)
        await person.sees(TYPED_TOO_EARLY)
        assert person.typed == "oka"


async def test_whoever_takes_a_call_waits_for_no_answer(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await a_note_that_waits(stage, person)
        for key in ("a", "b", "f2"):
            person.app.post_message(Key(key, key if len(key) == 1 else None))
        await person.until(lambda: stage.acts == [Acknowledge(incident=TWELVE)], "the acknowledgement")


async def test_what_stands_in_a_field_already_is_typed_on_at_once(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204", stage=CallStage.ON_SCENE)))
        await person.sees("B204")
        await person.types_ahead("n", *"hall", "escape")
        await person.until(lambda: person.app.board.panel is None, "the board")
        await person.types_ahead("n", *"way")
        assert person.typed == "hallway"


async def a_note_that_waits(stage: Stage, person: Sitting) -> None:
    """Type "ok" as a note; the box was asked and does not answer."""
    stage.shows(board(call(12, "B204")))
    await person.sees("B204")
    await person.looks()
    await person.types_ahead("n", *"ok")
    assert person.app.board.panel
    person.app.board.panel.unanswered = True


def test_a_key_before_the_board_stands_waits_for_nothing() -> None:
    assert BoardScreen(lambda: None).settled

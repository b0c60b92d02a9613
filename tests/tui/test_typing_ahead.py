"""Keys typed faster than the screen follows."""

from appliance.api.messages import Reply
from appliance.core.commands import AddNote, Dispatch
from appliance.core.words import Stage as CallStage
from appliance.plan.ids import IncidentId
from appliance.plan.model import Role
from tests.tui.boards import board, call
from tests.tui.conftest import Sits
from tests.tui.stage import Stage
from tui.screens.board import BoardScreen

TWELVE = IncidentId("i-12")


async def test_two_keys_in_one_go_send_help(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204")))
        await person.sees("B204")
        await person.until(lambda: person.app.model.facts is not None, "rooms and people")
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
        await person.until(lambda: person.app.model.facts is not None, "rooms and people")
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
        await person.types_ahead("x", "escape")
        assert person.app.board.panel is None


def test_a_key_before_the_board_stands_waits_for_nothing() -> None:
    assert BoardScreen().settled

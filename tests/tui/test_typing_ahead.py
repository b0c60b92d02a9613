"""Keys typed faster than the screen follows, and keys that come just as another call takes a place."""

from appliance.api.messages import Reply
from appliance.core.commands import Acknowledge, AddNote, Dispatch
from appliance.core.words import Stage as CallStage
from appliance.plan.ids import IncidentId
from appliance.plan.model import Kind, Role
from tests.tui.boards import board, call
from tests.tui.conftest import Sits
from tests.tui.stage import Stage
from tui.aim import LOOKED_AT_MS, Aim
from tui.app import LOOK_FIRST
from tui.screens.board import BoardScreen

TWELVE, THIRTEEN = IncidentId("i-12"), IncidentId("i-13")


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


async def test_a_panel_opens_for_no_call_that_just_took_the_place_of_another(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204")))
        await person.sees("B204")
        await person.looks()
        stage.shows(board(call(12, "B204"), call(13, "Gym", Kind.EMERGENCY)))
        await person.sees("▲ EMERGENCY")
        await person.types_ahead("x", "1")
        await person.sees(LOOK_FIRST)
        assert stage.acts == [] and person.app.board.panel is None
        await person.looks()
        await person.types_ahead("x", "1")
        await person.sees("STAND DOWN Gym")


async def test_keys_stay_with_the_call_a_panel_was_opened_for(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204")))
        await person.sees("B204")
        await person.until(lambda: person.app.model.facts is not None, "rooms and people")
        await person.presses("d")
        stage.shows(board(call(12, "B204"), call(13, "Gym", Kind.EMERGENCY)))
        await person.sees("▲ EMERGENCY", "SEND HELP to Room B204")
        await person.presses("1")
        await person.sees_no_more("SEND HELP")
        await person.types_ahead("l")
        await person.sees("LOG of Room B204")
        await person.looks()
        await person.types_ahead("f2")
        await person.until(lambda: stage.acts[1:] == [Acknowledge(incident=TWELVE)], "the acknowledgement")


def test_a_target_slips_when_another_stood_there_a_moment_ago() -> None:
    aim = Aim()
    assert not aim.slipped(TWELVE, 0)
    aim.painted(TWELVE, 0)
    assert not aim.slipped(TWELVE, 10)
    assert aim.slipped(THIRTEEN, 10)
    aim.painted(THIRTEEN, 5000)
    assert aim.slipped(THIRTEEN, 5000 + LOOKED_AT_MS - 1)
    assert not aim.slipped(THIRTEEN, 5000 + LOOKED_AT_MS)


def test_a_key_before_the_board_stands_waits_for_nothing() -> None:
    assert BoardScreen().settled

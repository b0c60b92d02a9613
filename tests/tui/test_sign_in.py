"""Signing in: a name for acts, a PIN only to read names and notes, and never a PIN before a call."""

import msgspec

from appliance.api.messages import Reply
from appliance.core.commands import Acknowledge, SignOut
from appliance.plan.ids import IncidentId
from tests.tui.boards import board, call
from tests.tui.conftest import Sits
from tests.tui.stage import Stage

PIN = "830917"


async def test_the_pin_is_asked_for_only_by_who_wants_to_read_and_is_never_shown(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.sees("Dana Reyes")
        await person.presses("o")
        await person.sees("SIGN OUT Dana Reyes", "READ NAMES AND NOTES as office: asks for your PIN")
        await person.presses("down", "enter")
        await person.sees("NAMES AND NOTES NEED YOUR PIN. Calls never do.", "ENTER signs in")
        await person.presses(*PIN)
        await person.sees("•" * len(PIN))
        assert PIN not in person.screen
        await person.presses("enter")
        await person.until(lambda: stage.proofs == [("dana", PIN)], "the PIN at the box")
        await person.sees_no_more("NEED YOUR PIN")
        assert stage.acts == []


async def test_a_wrong_pin_says_what_to_do_and_is_not_kept_when_the_panel_closes(stage: Stage, sits: Sits) -> None:
    stage.proof_answer = Reply(request=0, ok=False, code="not-proven", says="That is not the PIN. Try again.")
    async with sits() as person:
        await person.sees("Dana Reyes")
        await person.presses("o")
        await person.sees("READ NAMES AND NOTES")
        await person.presses("down", "enter")
        await person.sees("NEED YOUR PIN")
        await person.presses(*PIN, "enter")
        await person.sees("! That is not the PIN. Try again.")
        await person.presses("escape")
        await person.sees_no_more("NEED YOUR PIN")
        await person.presses("o")
        await person.sees("READ NAMES AND NOTES")
        await person.presses("down", "enter")
        await person.sees("NEED YOUR PIN")
        assert person.typed == ""


async def test_a_call_is_acknowledged_while_a_pin_is_half_typed(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.sees("Dana Reyes")
        await person.presses("o")
        await person.sees("READ NAMES AND NOTES")
        await person.presses("down", "enter")
        await person.sees("NEED YOUR PIN")
        await person.presses(*"8309")
        stage.shows(board(call(12, "B204")))
        await person.until(lambda: stage.reported == ["i-12"], "the call painted")
        await person.looks()
        await person.presses("f2")
        await person.until(lambda: stage.acts == [Acknowledge(incident=IncidentId("i-12"))], "the acknowledgement")
        assert person.typed == "8309"


async def test_once_proven_the_panel_says_so_and_signs_out(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(msgspec.structs.replace(board(), proven=True))
        await person.until(lambda: bool(person.app.model.view and person.app.model.view.proven), "the board with names")
        await person.presses("o")
        await person.sees("Names and notes are shown: sign out when you leave.", "SIGN OUT Dana Reyes")
        assert "asks for your PIN" not in person.screen
        await person.presses("enter")
        await person.until(lambda: stage.acts == [SignOut()], "the end of it")

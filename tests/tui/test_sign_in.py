"""Tests signing in: a name for acts, a PIN only to read names and notes, and never a PIN before a call."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from appliance.api.access import proven
from appliance.api.ask import Reply
from appliance.api.contents import Content
from appliance.core.calls.commands import Acknowledge
from appliance.core.people.commands import SignIn, SignOut
from appliance.doors.peer import Rights
from appliance.flows.people.proof import opened
from appliance.plan.ids import IncidentId, PersonId
from appliance.plan.model import Role
from tests.appliance.doors.harness import running_harness
from tests.tui.boards import board, call
from tests.tui.conftest import Sits
from tests.tui.sitting import Sitting, sitting_at
from tests.tui.stage import Stage

PIN = "830917"


@pytest.mark.slow
async def test_the_pin_is_asked_for_only_by_who_wants_to_read_and_is_never_shown(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.sees("Dana Reyes")
        await person.presses("o")
        await person.sees("SIGN OUT Dana Reyes", "READ NAMES as office: asks for your PIN")
        await person.presses("down", "enter")
        await person.sees(": NAMES NEED YOUR PIN. Calls never do.", "ENTER signs in")
        await person.presses(*PIN)
        await person.sees("•" * len(PIN))
        assert PIN not in person.screen
        await person.presses("enter")
        await person.until(lambda: stage.proofs == [("dana", PIN)], "the PIN at the box")
        await person.sees_no_more("NEED YOUR PIN")
        assert stage.acts == []


@pytest.mark.slow
async def test_a_wrong_pin_says_what_to_do_and_is_not_kept_when_the_panel_closes(stage: Stage, sits: Sits) -> None:
    stage.proof_answer = Reply(request=0, ok=False, code="not-proven", says="That is not the PIN. Try again.")
    async with sits() as person:
        await person.sees("Dana Reyes")
        await person.presses("o")
        await person.sees("READ NAMES as office")
        await person.presses("down", "enter")
        await person.sees("NEED YOUR PIN")
        await person.presses(*PIN, "enter")
        await person.sees("! That is not the PIN. Try again.")
        assert person.typed == "", "what is typed next is the whole of it"
        await person.presses("escape")
        await person.sees_no_more("NEED YOUR PIN")
        await person.presses("o")
        await person.sees("READ NAMES as office")
        await person.presses("down", "enter")
        await person.sees("NEED YOUR PIN")
        assert person.typed == ""


@pytest.mark.slow
async def test_a_call_is_acknowledged_while_a_pin_is_half_typed(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.sees("Dana Reyes")
        await person.presses("o")
        await person.sees("READ NAMES as office")
        await person.presses("down", "enter")
        await person.sees("NEED YOUR PIN")
        await person.presses(*"8309")
        stage.shows(board(call(12, "B204")))
        await person.until(lambda: stage.reported == ["i-12"], "the call painted")
        await person.looks()
        await person.presses("f2")
        await person.until(lambda: stage.acts == [Acknowledge(incident=IncidentId("i-12"))], "the acknowledgement")
        assert person.typed == "8309"


@pytest.mark.slow
async def test_once_proven_the_panel_says_so_and_signs_out(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(msgspec.structs.replace(board(), proven=True))
        await person.is_signed_in()
        await person.presses("o")
        await person.sees("Names are shown: sign out when you leave.", "SIGN OUT Dana Reyes")
        assert "asks for your PIN" not in person.screen
        await person.presses("down", "down", "enter")
        await person.until(lambda: stage.acts == [SignOut()], "the end of it")


@pytest.mark.slow
async def test_who_only_looks_and_presses_enter_signs_nobody_out(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.sees("Dana Reyes")
        await person.presses("o")
        await person.sees("STAY SIGNED IN: Dana Reyes")
        await person.presses("enter")
        await person.sees_no_more("WHO IS AT THIS DESK?")
        assert stage.acts == []


@pytest.mark.slow
async def test_typing_a_name_signs_that_person_in_and_never_anybody_out(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.sees("Dana Reyes")
        await person.presses("o", *"ines", "enter")
        await person.until(lambda: stage.acts == [SignIn(person=PersonId("ortiz"))], "signing in")
        await person.sees_no_more("WHO IS AT THIS DESK?")
        await person.presses("o", *"dana")
        await person.sees_no_more("SIGN OUT")
        await person.presses("enter")
        await person.until(lambda: stage.acts[1:] == [SignIn(person=PersonId("dana"))], "signing in again")


@pytest.mark.slow
async def test_a_name_the_plan_does_not_have_does_nothing_and_says_so(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.sees("Dana Reyes")
        await person.presses("o", *"signe", "enter")
        await person.sees("! Nothing here has what you typed in it.")
        assert "SIGN OUT" not in person.screen
        await person.presses(*["backspace"] * 5)
        await person.sees("SIGN OUT Dana Reyes", "ENTER choose")
        assert stage.acts == []


async def changes_pin(person: Sitting, before: str, new: str, again: str) -> None:
    await person.presses("o")
    await person.sees("CHANGE YOUR PIN as office")
    await person.presses("down", "down", "enter")
    await person.sees("CHANGE YOUR PIN. Calls never need it.", "Your PIN as it is now:", "ENTER goes on")
    await person.presses(*before, "enter")
    await person.sees("The new PIN or passphrase:")
    await person.presses(*new, "enter")
    await person.sees("The same again:", "ENTER changes it")
    await person.presses(*again)
    assert not any(pin in person.screen for pin in (before, new, again)), "nothing typed is shown"
    await person.presses("enter")


@pytest.mark.slow
async def test_a_person_changes_their_own_pin(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.sees("Dana Reyes")
        await changes_pin(person, PIN, "correct horse", "correct horse")
        await person.until(lambda: stage.pins == [("dana", PIN, "correct horse")], "the change at the box")
        await person.sees("Your PIN is changed: the new one holds from now on")
        await person.sees_no_more("The same again:")


@pytest.mark.slow
async def test_two_new_pins_that_differ_are_asked_for_again_and_never_sent(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.sees("Dana Reyes")
        await changes_pin(person, PIN, "270641", "270614")
        await person.sees("The new PIN or passphrase:", "! The two were not the same: nothing was changed.")
        await person.presses("enter")
        await person.sees("! Nothing was typed yet.")
        await person.presses(*"270641", "enter")
        await person.sees("The same again:")
        await person.presses(*"270641", "enter")
        await person.until(lambda: stage.pins == [("dana", PIN, "270641")], "the change at the box")


@pytest.mark.slow
async def test_a_change_of_pin_that_was_refused_starts_again_with_the_reason(stage: Stage, sits: Sits) -> None:
    stage.pin_answer = Reply(request=0, ok=False, code="pin-not-set", says="That is not the PIN. Try again.")
    async with sits() as person:
        await person.sees("Dana Reyes")
        await changes_pin(person, "830971", "270641", "270641")
        await person.sees("Your PIN as it is now:", "! That is not the PIN. Try again.")
        assert person.typed == ""


def test_a_pin_is_offered_for_what_the_role_reads_and_no_more() -> None:
    for role in Role:
        reads = proven((role,)).contents
        assert ("names" in opened((role,)), "notes" in opened((role,))) == (
            Content.NAMES in reads,
            Content.NOTES in reads,
        )
    assert [opened((role,)) for role in (Role.LEAD, Role.OFFICE, Role.TEACHER)] == ["names and notes", "names", ""]


@pytest.mark.slow
async def test_against_a_real_box_a_wrong_pin_changes_nothing_and_the_right_one_does(tmp_path: Path) -> None:
    async with running_harness(tmp_path, Rights.here()) as harness, sitting_at(harness.socket) as person:
        harness.give_pins("ana")
        await person.sees("Cedar Creek")
        await person.presses("o", *"ana", "enter")
        await person.sees("Front office: Ana Ortiz")
        for before, new, says in (
            ("111222", "270641", "! That is not the PIN."),
            (PIN, "111111", "! Digits in a row"),
            (PIN, "270641", "Your PIN is changed"),
        ):
            await asyncio.sleep(1)  # after a wrong PIN the box makes the next try wait a second
            await person.presses("o")
            await person.sees("CHANGE YOUR PIN as team lead")
            await person.presses("down", "down", "enter", *before, "enter", *new, "enter", *new, "enter")
            await person.sees(says)
            await person.presses("escape")
        assert harness.people.is_right(PersonId("ana"), "270641")
        assert not harness.people.is_right(PersonId("ana"), PIN)

"""Tests help that is not police and families at the door at the screen: one key, either language, and a note beside a call."""

import pytest

from appliance.core.calls.commands import NoteOtherHelp
from appliance.plan.ids import IncidentId
from appliance.words.other_help import HelpOutcome
from tests.tui.boards import board, call
from tests.tui.conftest import Sits
from tests.tui.stage import Stage
from tests.tui.test_building import on

pytestmark = pytest.mark.slow  # these tests run at a person's pace


async def test_a_key_shows_who_can_be_called_and_others_the_families_and_spanish(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.presses("7")
        await person.sees(
            "HELP THAT IS NOT POLICE", "988 Suicide & Crisis Lifeline: 988 (now, at any hour)", "F families"
        )
        await person.presses("f")
        await person.sees("FAMILIES AT THE DOOR", "They wait: The gymnasium.", "H other help")
        await person.presses("s")
        await person.sees("FAMILIAS EN LA PUERTA", "Esperan en: El gimnasio.")
        await person.presses("h")
        await person.sees("AYUDA QUE NO ES POLICÍA", "Se puede decir.", "E English")
        await person.presses("7")
        await person.sees("Buttons")
    assert stage.acts == []


async def test_enter_on_a_helper_notes_beside_the_selected_call_what_came_of_it(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204")))
        await person.sees("RINGING")
        await person.presses("7")
        await person.sees("ENTER notes it", "HELP THAT IS NOT POLICE, CALL 12")
        await person.presses("down", "enter")  # the line below the first, which belongs to nobody
        await person.sees("WHAT CAME OF IT?", "They helped by phone")
        await person.presses("4")
        await person.until(lambda: len(stage.acts) == 1, "the note")
        noted = stage.acts[0]
        assert isinstance(noted, NoteOtherHelp)
        assert (noted.incident, noted.outcome) == (IncidentId("i-12"), HelpOutcome.BY_PHONE)


async def test_without_a_call_enter_notes_nothing(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.presses("7")
        await person.sees("HELP THAT IS NOT POLICE")
        await person.presses("down", "enter")
        await person.sees("HELP THAT IS NOT POLICE")
    assert stage.acts == []


async def test_a_lockdown_points_to_the_families(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(response=on()))
        await person.sees("Families at the door: 7, then F.")
        await person.presses("7", "f")
        await person.sees("FAMILIES AT THE DOOR")

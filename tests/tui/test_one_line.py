"""Tests what is pasted into a line: several lines become one, and if it does not fit, the console says so, and how much may be there."""

import pytest
from textual.events import Paste

from appliance.core.calls.commands import AddNote
from appliance.plan.ids import IncidentId
from tests.tui.boards import board, call
from tests.tui.conftest import Sits
from tests.tui.sitting import Sitting
from tests.tui.stage import Stage

pytestmark = pytest.mark.slow


async def writes_a_note(stage: Stage, person: Sitting) -> None:
    """Open the line for a note."""
    stage.shows(board(call(12, "B204")))
    await person.sees("B204")
    await person.presses("n")
    await person.sees("NOTE about")


async def test_lines_that_are_pasted_into_a_note_are_all_in_it(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await writes_a_note(stage, person)
        await person.presses("a", "space")
        person.app.post_message(Paste("two pupils\r\n\n  one of them left\nthe nurse is here\n"))
        note = "a two pupils one of them left the nurse is here"
        await person.until(lambda: person.typed == note, "the note")
        await person.presses("enter")
        await person.until(lambda: stage.acts == [AddNote(incident=IncidentId("i-12"), text=note)], "the note")


async def test_a_paste_that_does_not_fit_is_told_and_what_stood_there_stays(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await writes_a_note(stage, person)
        await person.presses("a")
        person.app.post_message(Paste("x" * 6400))
        await person.sees("! That would be 6,401 characters. At most 1,000 are kept here: shorten it.")
        assert person.typed == "a"
        person.app.post_message(Paste("x" * 999))
        await person.until(lambda: len(person.typed) == 1000, "what fits")
        await person.sees_no_more("! That would be")
        await person.sees("ENTER writes it down   ESC closes")
        await person.presses("y")
        await person.sees("! That would be 1,001 characters.")
        await person.presses("backspace")
        await person.sees_no_more("! That would be")
        await person.sees("ENTER writes it down   ESC closes")

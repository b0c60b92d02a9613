"""Tests what is owed with a real box behind the screen: a record is filled in, and what follows from it is listed, noted and seen again."""

from pathlib import Path

import pytest

from appliance.api.records.messages import WriteFact, Written
from appliance.flows.duties.listing import NOTHING_OWED
from appliance.plan.ids import IncidentId
from appliance.record.words import FieldId, ItemId, Value
from tests.appliance.doors.harness import FRONT, Harness
from tests.tui.records import after_a_call, signs_in, sits_down

pytestmark = pytest.mark.slow

HAPPENED: tuple[tuple[str, Value], ...] = (("event_kind", "happened"), ("students_present", 18))


async def fills_in(harness: Harness, incident: IncidentId) -> None:
    async with harness.console(FRONT) as console:
        await console.proves("ana")
        for field, value in HAPPENED:
            written = await console.line.ask(
                WriteFact(
                    request=0, incident=incident, field=FieldId(field), item=ItemId(""), value=value, seen=0, attempt=""
                )
            )
            assert isinstance(written, Written) and written.ok, written


async def test_an_administrator_is_told_after_the_pin_notes_what_is_done_and_finds_it_in_the_record(
    tmp_path: Path,
) -> None:
    async with after_a_call(tmp_path) as (harness, incident):
        await fills_in(harness, incident)
        async with sits_down(harness) as hand:
            person = hand.person
            await signs_in(hand, "Cora Lind")
            await person.sees("8 shows what is owed.")
            begun = hand.seconds
            await hand.press("8")
            await person.sees("WHAT IS OWED:", "listed by your district. It is no legal advice.")
            await hand.press(*_down_to(person.screen, "Give students, par"))
            await person.sees(
                "covers this day yet, so Monday to Friday count", "To be confirmed by the district's attorney."
            )
            await hand.press("enter")
            await hand.answer("2 It is done: note that", "2")
            await person.sees("Say in one line when the students")
            await hand.type("friday")
            await hand.press("enter")
            await person.sees("Noted: it is done.")
            assert "Give students, par" not in person.screen, "what is done is in nobody's list any more"
            assert hand.seconds - begun < 60, "of the two minutes a day"
            await hand.press("escape", "e")
            await person.sees("RECORDS")
            await hand.press("1")
            await person.sees("What is owed after it, by whom and until when")
            await hand.press(*_down_to(person.screen, "What is owed after it"), "enter")
            await person.sees("WHAT IS OWED", "Complete the facts")
            await hand.press("end", "enter")  # what is closed stands last
            await person.sees("Cora Lind: friday.")


async def test_an_auditor_owes_nothing_and_nobody_is_told_anything_before_the_pin(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, incident):
        await fills_in(harness, incident)
        async with sits_down(harness) as hand:
            await hand.press("8")
            await hand.person.sees("8: What is owed is shown after your PIN. Press O, then type it.")
            await signs_in(hand, "Dee Wong")
            await hand.press("8")
            await hand.person.sees("WHAT IS OWED: 0 open", NOTHING_OWED)


def _down_to(screen: str, words: str) -> list[str]:
    """Count the lines of the list above the one with these words."""
    lines = screen.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith(" 1 "))
    return ["down"] * (next(number for number, line in enumerate(lines) if words in line) - first)

"""Tests a copy for a union representative at a real console by keys alone: given once, then read or written to a file."""

import stat
from pathlib import Path

import pytest

from tests.tui.records import after_a_call, signs_in, sits_down
from tests.tui.test_records_by_keys import chooses, opens

pytestmark = pytest.mark.slow


async def test_an_administrator_gives_a_copy_and_writes_it_to_a_file(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, incident), sits_down(harness) as hand:
        await opens(hand)
        await chooses(hand, "The whole report")
        await hand.person.sees("Read it here")
        assert "A copy for a union representative" not in hand.person.screen, "nobody showed a PIN here"
        await hand.press("escape")
        await hand.press("escape")
        await hand.press("escape")
        await signs_in(hand, "Cora Lind")
        await opens(hand)
        await chooses(hand, "The whole report")
        await chooses(hand, "A copy for a union representative")
        await hand.person.sees("COPY FOR A UNION REPRESENTATIVE", "The record says first")
        await chooses(hand, "Without everything about students")
        await hand.person.sees("Who gets it:", "that does not go back")
        await hand.press("enter")
        await hand.person.sees("! Type the name of the union representative")
        record = await harness.records.open(incident)
        assert record is not None and not record.items.get("disclosure"), "nothing was given yet"
        await hand.type("Ren Ito")
        await hand.press("enter")
        await hand.person.sees("says now that this copy was given (disclosure-1)", "Read it here")
        record = await harness.records.open(incident)
        assert record is not None and record.value("disclosure.to", "disclosure-1") == "Ren Ito"
        await hand.answer("Read it here", "1")
        await hand.person.sees("Given to: Ren Ito")
        await hand.press("escape")
        await chooses(hand, "The whole report")
        await chooses(hand, "A copy for a union representative")
        await chooses(hand, "there is written consent")
        await hand.person.sees("Who consented in writing:")
        await hand.type("A. Ruiz")
        await hand.press("enter")
        await hand.type("Ren Ito")
        await hand.press("enter")
        await chooses(hand, "as a page for a browser")
        await hand.person.sees("WRITE THE COPY TO A FILE", "copy-1.html")
        file = tmp_path / "c.html"
        await hand.press("home", "ctrl+k")
        await hand.type(str(file))
        await hand.press("enter")
        await hand.person.sees("Written:")
        assert "A. Ruiz" in file.read_text() and stat.S_IMODE(file.stat().st_mode) == 0o600
        record = await harness.records.open(incident)
        assert record is not None and list(record.items["disclosure"]) == ["disclosure-1", "disclosure-2"]

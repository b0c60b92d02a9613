"""Tests paper from the plain console: a receipt and a whole report, handed to a program that is called as a printer is."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.api.records.messages import AskRecords, RecordsKnown, WriteFact, Written
from appliance.plan.model import Role
from appliance.record.words import FieldId, ItemId
from tests.appliance.exports.pages import lines_of
from tests.tui.plain.test_records import TOLD, WORDS, Sitter, somebody_at_a_desk

type Printer = Callable[[str], list[str]]
"""Prints the lines of the paper with this title."""


@pytest.fixture
def paper_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Printer:
    folder = tmp_path / "printer"
    folder.mkdir()
    lp = folder / "lp"
    lp.write_text(f'#!/bin/sh\n[ "$1" = -t ] || exit 3\ncat > "{folder}/$2.paper"\n')
    lp.chmod(0o700)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    return lambda title: [line for page in lines_of((folder / f"{title}.paper").read_bytes()) for line in page]


@pytest.mark.slow
async def test_a_receipt_and_a_whole_report_go_to_the_printer(tmp_path: Path, paper_of: Printer) -> None:
    async with somebody_at_a_desk(tmp_path) as (_, person):
        await person.types(*TOLD[:-1])
        assert await person.hears("print receipt 1") == "Sent to the printer."
        receipt = paper_of("receipt")
        assert receipt[0].startswith("RECEIPT OF THE RECORD")
        assert any(line.startswith("R01 ") for line in receipt)
        assert await person.hears("print report 1") == "Sent to the printer."
        report = " ".join(paper_of("record 1"))
        assert "Incident record 1: Room 201" in report
        assert WORDS in report, "their own words are theirs to read"
        assert "for somebody who did not sign in" in report
        await person.hears("close")
        assert await person.hears("print report 1") == "Sent to the printer."
        assert WORDS not in " ".join(paper_of("record 1"))
        assert "Come back with your code" in await person.hears("print receipt 1")


async def test_a_printer_that_refuses_and_none_at_all_are_told_apart(
    tmp_path: Path, paper_of: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "printer" / "lp").write_text("#!/bin/sh\necho 'no default destination' >&2\nexit 1\n")
    async with somebody_at_a_desk(tmp_path) as (_, person):
        assert await person.hears("print report 1") == "The printer refused it: no default destination"
        monkeypatch.setenv("PATH", str(tmp_path))
        assert "No printer is set up here." in await person.hears("print report 1")


async def test_on_low_battery_a_report_is_read_and_not_printed(tmp_path: Path, paper_of: Printer) -> None:
    async with somebody_at_a_desk(tmp_path) as (harness, person):
        for spares, says in ((True, "Not now: on low battery."), (False, "Sent to the printer.")):
            harness.engine.heard.spares_power = spares
            harness.engine.refresh()
            await person.console.board(lambda board, so=spares: board.spares_power is so)
            assert says in await person.hears("print report 1")


HURT = (
    ("person.role", "affected", "new"),
    ("person.type", "teacher", "person-1"),
    ("person.staff_name", "Mercy Okafor", "person-1"),
    ("injury.person", "person-1", "new"),
)
ANOTHER = (
    ("person.role", "affected", "new"),
    ("person.type", "para", "person-2"),
    ("injury.person", "person-2", "new"),
)


async def writes(person: Sitter, facts: tuple[tuple[str, str, str], ...]) -> None:
    """Write these from the desk of this person, and look at the record anew."""
    listed = await person.console.line.ask(AskRecords(request=0))
    assert isinstance(listed, RecordsKnown)
    for field, value, item in facts:
        fact = WriteFact(
            request=0,
            incident=listed.records[0].incident,
            field=FieldId(field),
            item=ItemId(item),
            value=value,
            seen=0,
        )
        written = await person.console.line.ask(fact)
        assert isinstance(written, Written) and written.ok, written
    await person.hears("close")


@pytest.mark.slow
async def test_a_notice_of_an_injury_at_work_goes_to_the_printer(tmp_path: Path, paper_of: Printer) -> None:
    async with somebody_at_a_desk(tmp_path, Role.NURSE) as (harness, person):
        assert "There is no notice to make" in await person.hears("print notice 1")
        await writes(person, HURT)
        assert await person.hears("print notice 1") == "Sent to the printer."
        notice = " ".join(paper_of("notice 1"))
        assert "Notice of an injury at work" in notice and "Mercy Okafor" in notice and "Persona lesionada" in notice
        assert "for Cy Diaz" in notice
        await writes(person, ANOTHER)
        asked = await person.hears("print notice 1")
        assert "For whom is the notice?" in asked and "Mercy Okafor (person-1)" in asked
        assert await person.hears("person-2") == "Sent to the printer."
        assert "paraprofessional or aide" in " ".join(paper_of("notice 1"))
        assert await person.hears("print notice 1 person-1") == "Sent to the printer."
        assert "Mercy Okafor" in " ".join(paper_of("notice 1"))
        harness.engine.heard.spares_power = True
        harness.engine.refresh()
        await person.console.board(lambda board: board.spares_power)
        assert "Not now: on low battery." in await person.hears("print notice 1 person-1")


@pytest.mark.slow
async def test_a_copy_for_a_union_representative_goes_to_the_printer_once_the_record_says_so(
    tmp_path: Path, paper_of: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with somebody_at_a_desk(tmp_path, Role.ADMINISTRATOR) as (_, person):
        await writes(person, HURT[:2])
        asked = await person.hears("print copy 1")
        assert "On what basis" in asked and "with written consent" in asked
        assert "Which union representative gets it?" in await person.hears("removed")
        given = await person.hears("Ren Ito")
        assert "Record 1 says now that this copy was given (disclosure-1)." in given and "Sent to the printer." in given
        copy = " ".join(paper_of("copy 1"))
        assert "Given to Ren Ito" in copy and "What was removed" in copy and "teacher" in copy
        await person.hears("print copy 1")
        assert "Who consented in writing?" in await person.hears("consent")
        assert "Which union representative" in await person.hears("A. Ruiz")
        assert "(disclosure-2)" in await person.hears("Ren Ito")
        assert "A. Ruiz" in " ".join(paper_of("copy 1"))
        monkeypatch.setenv("PATH", str(tmp_path))
        assert "No printer is set up here." in await person.hears("print copy 1"), (
            "nothing is given that cannot be printed"
        )


async def test_a_copy_is_given_by_nobody_else(tmp_path: Path, paper_of: Printer) -> None:
    async with somebody_at_a_desk(tmp_path, Role.NURSE) as (_, person):
        assert "A copy is given by an administrator" in await person.hears("print copy 1")

"""Tests paper from the plain console: a receipt and a whole report, handed to a program that is called as a printer is."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.appliance.exports.pages import lines_of
from tests.tui.plain.test_records import TOLD, WORDS, somebody_at_a_desk

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

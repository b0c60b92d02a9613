"""`handbell grants`, to a box at the other end of its desk line: hours of the plan and counts of releases are printed, and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.commands.grants import main
from appliance.core.figures.commands import ReleaseFigures
from appliance.doors.peer import Rights
from appliance.exports.numbers.help_sheet import TITLE
from appliance.numbers.release import to_document
from tests.appliance.doors.harness import Harness, running_harness
from tests.appliance.exports.numbers.test_help_sheet import a_year
from tests.appliance.exports.pages import words_of
from tests.appliance.numbers.test_release import SPRING, released


@pytest.fixture
async def harness(tmp_path: Path) -> AsyncIterator[Harness]:
    async with running_harness(tmp_path, Rights.here()) as harness:
        yield harness


async def grants(harness: Harness, *words: str) -> int:
    return await asyncio.to_thread(main, [*words, "--socket", str(harness.socket)])


async def releases(harness: Harness, document: bytes) -> None:
    await harness.engine.submit(ReleaseFigures(year=SPRING.year, half=SPRING.half, document=document)).kept


async def test_hours_are_there_before_the_first_release_and_counts_after_it(
    harness: Harness, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await grants(harness) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(TITLE) and "No half year was released yet" in shown and "Crisis line" in shown
    await releases(harness, to_document(released(a_year(), SPRING)))
    to = tmp_path / "help.html"
    assert await grants(harness, "-o", str(to)) == 0
    assert "Calls, January to June 2026" in words_of(to.read_text(encoding="utf-8"))
    assert await grants(harness, "-o", str(to)) == 2
    assert "is there already, and was left as it is" in capsys.readouterr().err


async def test_a_release_of_another_program_is_told_and_not_guessed_at(
    harness: Harness, capsys: pytest.CaptureFixture[str]
) -> None:
    await releases(harness, b'{"from": "another program"}')
    assert await grants(harness) == 1
    assert "cannot be read by this program" in capsys.readouterr().err


def test_a_box_that_does_not_answer_and_a_name_without_a_meaning_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--socket", str(tmp_path / "no.sock")]) == 2
    assert main(["-o", str(tmp_path / "help.doc"), "--socket", str(tmp_path / "no.sock")]) == 2
    assert "Let the name end in one of .pdf, .html, .txt" in capsys.readouterr().err

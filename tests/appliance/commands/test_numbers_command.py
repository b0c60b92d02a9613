"""`handbell numbers`, to a box at the other end of its desk line: what was released is printed, and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.commands.numbers import main
from appliance.core.figures.commands import ReleaseFigures
from appliance.doors.peer import Rights
from appliance.exports.numbers.words import CAPTION
from appliance.numbers.period import Period
from appliance.numbers.release import to_document
from tests.appliance.doors.harness import Harness, running_harness
from tests.appliance.exports.numbers.test_pages import made
from tests.appliance.exports.pages import lines_of, words_of
from tests.appliance.numbers.test_release import AUTUMN, SPRING


@pytest.fixture
async def harness(tmp_path: Path) -> AsyncIterator[Harness]:
    async with running_harness(tmp_path, Rights.here()) as harness:
        yield harness


async def numbers(harness: Harness, *words: str) -> int:
    return await asyncio.to_thread(main, [*words, "--socket", str(harness.socket)])


async def released(harness: Harness, period: Period, document: bytes | None = None) -> None:
    command = ReleaseFigures(year=period.year, half=period.half, document=document or to_document(made(period)))
    await harness.engine.submit(command).kept


async def test_before_the_first_release_it_says_when_there_will_be_one(
    harness: Harness, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await numbers(harness) == 0
    assert "Nothing was released yet." in capsys.readouterr().out


async def test_the_newest_half_is_shown_beside_the_one_before(
    harness: Harness, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for period in (AUTUMN, SPRING):
        await released(harness, period)
    assert await numbers(harness) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("How soon help came\nFox Hollow, January to June 2026\n")
    assert "July to December 2025" in shown and CAPTION in shown
    to = tmp_path / "numbers.html"
    assert await numbers(harness, "-o", str(to)) == 0
    assert CAPTION in words_of(to.read_text(encoding="utf-8"))
    assert await numbers(harness, "-o", str(to)) == 2
    assert "is there already, and was left as it is" in capsys.readouterr().err


@pytest.mark.slow
async def test_it_is_printed_as_pdf(harness: Harness, tmp_path: Path) -> None:
    await released(harness, SPRING)
    assert await numbers(harness, "-o", str(tmp_path / "numbers.pdf")) == 0
    assert lines_of((tmp_path / "numbers.pdf").read_bytes())[0][0] == "How soon help came"


async def test_a_release_of_another_program_is_told_and_not_guessed_at(
    harness: Harness, capsys: pytest.CaptureFixture[str]
) -> None:
    await released(harness, SPRING, b'{"from": "another program"}')
    assert await numbers(harness) == 1
    assert "cannot be read by this program" in capsys.readouterr().err


def test_a_box_that_does_not_answer_and_a_name_without_a_meaning_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--socket", str(tmp_path / "no.sock")]) == 2
    assert main(["-o", str(tmp_path / "numbers.doc"), "--socket", str(tmp_path / "no.sock")]) == 2
    assert "Let the name end in one of .pdf, .html, .txt" in capsys.readouterr().err

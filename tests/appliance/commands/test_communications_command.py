"""Tests `handbell communications`: a file is taken whole, or every mistake in it is named with its line; what a box adopts counts on it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.commands.communications import main
from appliance.communications.document import text_in, to_document
from appliance.communications_file import read, shipped, shipped_text
from appliance.core.listed.commands import AdoptCommunications
from appliance.daemon import Daemon
from appliance.doors.peer import Rights
from appliance.settings import Settings
from tests.appliance.commands.test_duties_command import ForDesks
from tests.appliance.communications.test_parse import draft, own
from tests.appliance.doors.harness import Harness, running_harness


def test_the_shipped_file_is_printed_and_is_sound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["example"]) == 0
    printed = capsys.readouterr().out
    assert printed == shipped_text()
    (tmp_path / "own.toml").write_text(printed, encoding="utf-8")
    assert main(["check", str(tmp_path / "own.toml")]) == 0
    assert capsys.readouterr().out == (
        f"{shipped().title}: sound. 6 checklists, 16 drafts, 3 speakers. 3 of the speakers have no name.\n"
    )


def test_every_mistake_is_named_with_its_line_and_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "own.toml"
    file.write_text(own(drafts=draft(en="The girl is well.", es="Ella está bien.")), encoding="utf-8")
    assert main(["check", str(file)]) == 1
    first, second, third = capsys.readouterr().err.splitlines()
    assert first.startswith(f'{file}:9: draft[0].en[0]: "girl" tells a sex.')
    assert second.startswith(f'{file}:10: draft[0].es[0]: "Ella" tells a sex.')
    assert third == "2 mistakes. The file is refused as a whole."


def test_a_file_that_is_not_there_or_is_no_text_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "none.toml")]) == 2
    assert "none.toml could not be used" in capsys.readouterr().err
    (tmp_path / "latin.toml").write_bytes(own().encode().replace("ó".encode(), b"\xf3"))
    assert main(["check", str(tmp_path / "latin.toml")]) == 1
    assert "This is no UTF-8 text. Save the file as UTF-8" in capsys.readouterr().err


def test_a_file_from_windows_has_the_same_lines(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_bytes(own(drafts=draft(en="He came.")).replace("\n", "\r\n").encode())
    assert [each.line for each in read(file).mistakes] == [9]


# ---- a box


@pytest.fixture
async def harness(tmp_path: Path) -> AsyncIterator[Harness]:
    async with running_harness(tmp_path, Rights.here()) as harness:
        yield harness


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "own.toml"
    file.write_text(own(), encoding="utf-8")
    return file


async def run(harness: Harness, *words: str) -> int:
    return await asyncio.to_thread(main, [*words, "--socket", str(harness.socket)])


async def test_what_is_adopted_counts_and_is_shown_with_who_signed(
    harness: Harness, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run(harness, "show") == 0
    assert "No file of communications was adopted: the one that is shipped counts." in capsys.readouterr().out
    assert await run(harness, "show", "--text") == 0
    assert capsys.readouterr().out == shipped_text()
    assert await run(harness, "adopt", str(file), "--by", "R. Ortiz") == 0
    stands = harness.engine.board.listed.communications
    assert stands is not None
    assert (stands[1].by, text_in(stands[1].document)) == ("R. Ortiz", own())
    assert f"Communications adopted: {stands[1].digest[:12]}." in capsys.readouterr().out
    assert await run(harness, "show") == 0
    assert capsys.readouterr().out.startswith(f"Communications {stands[1].digest[:12]}, adopted on ")
    assert await run(harness, "show", "--text") == 0
    assert capsys.readouterr().out == own()
    assert await run(harness, "adopt", str(file)) == 1
    assert "Not done. That was known already." in capsys.readouterr().err


async def test_a_file_with_mistakes_reaches_no_box_and_every_line_is_named(
    harness: Harness, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(own(drafts=draft(en="The girl is well.", es="Ella está bien.")), encoding="utf-8")
    assert await run(harness, "adopt", str(file)) == 1
    told = capsys.readouterr().err
    assert f"{file}:9:" in told and f"{file}:10:" in told and "2 mistakes. The file is refused as a whole." in told
    assert harness.engine.board.listed.communications is None


async def test_whoever_does_not_keep_the_box_adopts_nothing(
    tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with running_harness(tmp_path, ForDesks(0, None)) as harness:
        assert await run(harness, "adopt", str(file)) == 1
        assert "Only root and the group handbell-admin may" in capsys.readouterr().err
        assert harness.engine.board.listed.communications is None
        assert await run(harness, "show") == 0


async def test_what_this_release_cannot_read_is_said_and_the_shipped_file_counts(
    harness: Harness, capsys: pytest.CaptureFixture[str]
) -> None:
    newer = to_document(own()).replace(b'"version":1', b'"version":2')
    await harness.engine.submit(AdoptCommunications(by="R. Ortiz", digest="ab" * 32, document=newer)).kept
    assert await run(harness, "show") == 1
    told = capsys.readouterr().err
    assert "Communications abababababab were adopted, and this release cannot read them: It has the form 2" in told
    assert "consoles show the file that is shipped" in told


async def test_where_no_box_answers_it_is_said(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await asyncio.to_thread(main, ["adopt", str(file), "--socket", str(file.parent / "nowhere.sock")]) == 2
    assert "nowhere.sock" in capsys.readouterr().err
    assert await asyncio.to_thread(main, ["adopt", str(file), "--by", " "]) == 2
    assert "--by: give first and last name" in capsys.readouterr().err


@pytest.mark.slow
async def test_what_was_adopted_survives_a_restart(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    settings = Settings(data=tmp_path / "data", run=tmp_path / "run")
    document = to_document(own())
    async with Daemon.started(settings) as daemon:
        adopt = AdoptCommunications(by="R. Ortiz", digest="ab" * 32, document=document)
        await daemon.engine.submit(adopt).kept
    async with Daemon.started(settings) as daemon:
        stands = daemon.engine.board.listed.communications
        assert stands is not None
        assert (stands[1].by, stands[1].document) == ("R. Ortiz", document)

"""Tests that a phrase is made once, on paper or on a screen, and checked against its public half alone; the check tells only right or
wrong.
"""

import asyncio
import io
import os
import pty
import subprocess
from pathlib import Path

import pypdfium2
import pytest

from appliance.api.feed.copy import CopyState
from appliance.commands.recovery import main
from appliance.envelope.phrase import new_phrase, private_of
from appliance.envelope.public_half import section_of, shown
from tests.patience import patient
from tests.system.box import HANDBELL, Box

ENTROPY = bytes(range(16))
PHRASE = new_phrase(ENTROPY)
PUBLIC = private_of(ENTROPY).public.raw


@pytest.fixture
def public(tmp_path: Path) -> Path:
    file = tmp_path / "seed.yaml"
    file.write_text(f"seed: 1\n{section_of(PUBLIC)}end_of_seed: true\n")
    return file


def entropy_words(phrase: str) -> list[str]:
    """Give the words without their numbers."""
    return [each for each in phrase.split() if each.isalpha()]


def _types(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        (PHRASE, 0, "Right."),
        ("\n".join(f"{at}. {word[:4].upper()}" for at, word in enumerate(PHRASE.split(), 1)), 0, "Right."),
        (new_phrase(bytes(16)), 1, "Wrong. These are words of a recovery phrase, but not of this building's."),
        (PHRASE.replace("liar", "lair"), 1,
         "Wrong. Word 3, “lair”, is no word of a recovery phrase. Is it “liar”? Read it on the paper once more."),
        (PHRASE.rpartition(" ")[0], 1, "Wrong. A recovery phrase has 12 words; these are 11. Type all of them, in order."),
        ("", 1, "Wrong. A recovery phrase has 12 words; these are 0. Type all of them, in order."),
    ],
)  # fmt: skip
def test_whoever_types_it_hears_right_or_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], public: Path, text: str, code: int, says: str
) -> None:
    _types(monkeypatch, text)
    assert main(["check", "--public", str(public)]) == code
    assert capsys.readouterr().out == f"{says}\n"


def test_a_file_without_a_public_half_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    _types(monkeypatch, PHRASE)
    file = tmp_path / "other.yaml"
    file.write_text("seed: 1\n")
    assert main(["check", "--public", str(file)]) == 2
    assert "has no public half of a recovery phrase" in capsys.readouterr().err
    assert main(["check", "--public", str(tmp_path / "nowhere")]) == 2
    assert "Check that it is there" in capsys.readouterr().err


def test_a_new_one_is_on_paper_and_its_public_half_is_what_the_seed_gets(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    paper, lines = tmp_path / "phrase.pdf", tmp_path / "lines"
    assert main(["new", "--paper", str(paper), "--box", "lincoln-ms", "--building", "Lincoln Middle School"]) == 0
    told = capsys.readouterr()
    assert paper.stat().st_mode & 0o777 == 0o600
    lines.write_text(told.out)
    words = " ".join(pypdfium2.PdfDocument(paper)[0].get_textpage().get_text_range().split())
    phrase = words.partition(" 1. ")[2].partition(" With these")[0]
    assert "Lincoln Middle School" in words
    _types(monkeypatch, f"1. {phrase}")
    assert main(["check", "--public", str(lines)]) == 0
    first_two = " ".join(entropy_words(f"1. {phrase}")[:2])
    assert first_two not in told.out + told.err
    assert main(["new", "--paper", str(paper)]) == 2, "another paper is never written over"


def test_it_goes_into_no_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "into no other file: add --paper FILE" in told.err


@pytest.mark.slow
async def test_a_renewed_phrase_keeps_the_old_paper_until_the_copy_is_for_the_new_one(tmp_path: Path) -> None:
    async with Box(tmp_path / "alert") as box:
        await box.starts()
        first, said = await _renewed(box, tmp_path / "first.pdf")
        assert first == 0 and "seals for this phrase from now on" in said and "paper before" not in said
        assert "recovery:" in said and "in place of those for the phrase before" in said, (
            "a seed must not bring the old one back"
        )
        again, said = await _renewed(box, tmp_path / "second.pdf")
        assert again == 0 and "Keep both papers until" in said
        status = await asyncio.to_thread(_runs, "status", "--socket", str(box.socket_path))
        assert "At the copy: no bundle was seen there" in status.stdout
        line = await box.feed()
        await line.tell_copy(CopyState(kind="stick", where="the USB stick", bundle_serial=1))
        status = await asyncio.to_thread(_runs, "status", "--socket", str(box.socket_path))
        assert "bundle 1, not known to be for this phrase: keep the paper" in status.stdout
        (box.data / "keys" / "bundle.serial").unlink()
        (box.data / "keys" / "bundle.serial").mkdir()
        failed, said = await _renewed(box, tmp_path / "third.pdf")
        assert failed == 2 and "has no recovery bundle for it yet" in said and "could not be made" in said


async def _renewed(box: Box, paper: Path) -> tuple[int, str]:
    """Make a phrase and type it from its paper; give the exit code, and what was said."""
    words = [HANDBELL, "recovery", "renew", "--paper", str(paper), "--socket", str(box.socket_path)]
    made = await asyncio.create_subprocess_exec(
        *words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    async with patient():
        while not (paper.exists() and paper.stat().st_size):
            await asyncio.sleep(0.05)
    text = " ".join(pypdfium2.PdfDocument(paper)[0].get_textpage().get_text_range().split())
    phrase = text.partition(" 1. ")[2].partition(" With these")[0]
    said, _ = await made.communicate(f"1. {phrase}".encode())
    assert made.returncode is not None
    return made.returncode, said.decode()


def _runs(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([HANDBELL, "recovery", *words], capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_on_a_screen_it_is_shown_and_typed_unseen(tmp_path: Path, public: Path) -> None:
    shown_text = _at_a_terminal(["new"], "")
    assert "  1. " in shown_text
    assert "  12. " in shown_text
    said = _at_a_terminal(["check", "--public", str(public)], f"{PHRASE}\n")
    assert "Right." in said
    assert PHRASE.split()[2] not in said
    assert shown(PUBLIC) not in said


def _at_a_terminal(words: list[str], typed: str) -> str:
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [HANDBELL, "recovery", *words], stdin=slave, stdout=slave, stderr=slave, start_new_session=True
    )
    os.close(slave)
    said = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:  # the other end is closed
            break
        said += piece
        if typed and b"Nothing is shown" in said:
            os.write(master, typed.encode())
            typed = ""
    assert process.wait() == 0
    os.close(master)
    return said.decode()

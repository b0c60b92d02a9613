"""Tests `handbell restore`: what a person types, hears, and finds changed."""

import io
import re
from pathlib import Path

import pytest

from appliance.commands.restore import DOUBTED, main
from tests.appliance.logbook.box import box_at, call
from tests.appliance.restoring.copied import PHRASE, copy_of


@pytest.fixture
async def copy(tmp_path: Path) -> Path:
    async with box_at(tmp_path / "dead") as box:
        await box.keep(call(1))
    return copy_of(tmp_path / "dead", tmp_path / "copy")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir(mode=0o700)
    return tmp_path / "data"


def types(copy: Path, data: Path, phrase: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(phrase))
    return main(["--from", str(copy), "--phrase-file", "-", "--data", str(data)])


def test_it_says_what_is_ready_how_old_it_is_and_what_is_next(
    copy: Path, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert types(copy, data, PHRASE + "\n", monkeypatch) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert re.match(
        r"The record is laid ready up to entry \d+ as of 2026-11-24 .* UTC\. One call was open and rings again\.", said
    )
    assert "No plan could be read in it" in said and "as soon as no call is open here." in said
    assert said.endswith(f"{copy} is not needed any more. Destroy it: it opens what this box destroys from now on.")
    assert (data / "restored" / "ready").exists()


def test_four_letters_of_each_word_in_capitals_will_do(copy: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    phrase = "  ".join(f"{place}. {word[:4].upper()}" for place, word in enumerate(PHRASE.split(), start=1))
    assert types(copy, data, phrase, monkeypatch) == 0


@pytest.mark.parametrize(
    ("phrase", "says"),
    [
        ("", "A recovery phrase has 12 words; these are 0."),
        (PHRASE.rsplit(" ", 1)[0], "these are 11"),
        ("xylophon " + PHRASE, "Word 1, “xylophon”, is no word of a recovery phrase"),
        ("zoo " * 11 + "wrong", "was made for other keys than this one"),
    ],
)
def test_a_wrong_phrase_is_named_and_changes_nothing(
    copy: Path,
    data: Path,
    phrase: str,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert types(copy, data, phrase, monkeypatch) == 1
    said = capsys.readouterr().err
    assert said.startswith("handbell restore: ") and says in said
    assert not (data / "restored").exists()


def test_the_phrase_is_read_from_a_file_too(copy: Path, data: Path, tmp_path: Path) -> None:
    (tmp_path / "phrase").write_text(PHRASE.replace(" ", "\n"), "utf-8")
    assert main(["--from", str(copy), "--phrase-file", str(tmp_path / "phrase"), "--data", str(data)]) == 0


def test_a_data_folder_that_is_not_there(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert types(copy, tmp_path / "nowhere", PHRASE, monkeypatch) == 1
    assert "Start the alert daemon once: it makes it." in capsys.readouterr().err


def test_a_copy_that_was_fetched_before_waits_for_a_persons_yes(
    copy: Path, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (copy / f"used-{'ab' * 16}").write_bytes(b"1795960980000")
    (copy / f"used-{'00' * 16}").write_bytes(b"no time")
    assert types(copy, data, PHRASE, monkeypatch) == DOUBTED
    said = " ".join(capsys.readouterr().out.split())
    assert (
        "fetched before: by hand, for box abababab at 2026-11-29 14:03 UTC. If that box is in use, do not go on here"
        in said
    )
    assert said.endswith("Nothing is changed yet. To go on with it all the same: handbell restore yes")
    assert not (data / "restored" / "ready").exists()
    assert main(["yes", "--data", str(data)]) == 0 and (data / "restored" / "ready").exists()
    assert main(["yes", "--data", str(data)]) == 1
    assert "Nothing restored waits here for a yes" in capsys.readouterr().err

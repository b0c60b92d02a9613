"""Tests the `handbell` command itself: what it loads, and in what state it leaves the process into which it is loaded."""

import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import distribution, version
from pathlib import Path
from typing import IO

import pytest

from appliance import cli
from appliance.receipt.paper import text
from tests.appliance.receipt.taken import taken


@pytest.fixture
def thawed() -> Iterator[None]:
    """Unfreeze what was put aside from garbage collection for good: before the command, so that a test sees what the command puts aside,
    and after it, since this process goes on with other tests.
    """
    gc.unfreeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("thawed")
@pytest.mark.parametrize("arguments", [["plan", "check", "no-such-plan.yaml"], ["plan", "--no-such-option"]])
def test_garbage_is_looked_for_again_once_a_command_is_loaded(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["handbell", *arguments])
    assert cli.main() != 0
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0, "what was loaded is not looked through"


@pytest.mark.usefixtures("thawed")
def test_a_command_nobody_knows_is_named_with_those_there_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["handbell", "alrt"])
    assert cli.main() == 2
    said = capsys.readouterr().err
    assert "no command 'alrt'" in said
    assert "alert" in said


@pytest.mark.slow
def test_each_command_is_told_by_its_own_sentence_and_none_is_loaded_for_it() -> None:
    asked = (
        "import sys; from appliance import cli; sys.argv[1:] = ['--help']; cli.main(); print('aiohttp' in sys.modules)"
    )
    *said, loaded = subprocess.run(
        [sys.executable, "-c", asked], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    assert loaded == "False"
    for name, command in {
        each.name: each for each in distribution("handbell").entry_points.select(group=cli.GROUP)
    }.items():
        assert f"  {name:<10} {(command.load().__doc__ or '').strip().splitlines()[0]}" in said


def test_the_version_is_that_of_the_installed_program(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["handbell", "--version"])
    assert cli.main() == 0
    assert capsys.readouterr().out == f"handbell {version('handbell')}\n"


@pytest.mark.slow
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("words", [("plan", "example"), ("plan", "--help"), ("--help",), ("--version",), ()])
def test_a_reader_that_has_seen_enough_is_no_fault(words: tuple[str, ...], unbuffered: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as gone:
        code, said = printed_into(gone, unbuffered, *words)
    assert said == ""
    assert code == 1 or words == ("plan", "--help"), "argparse does not look whether its help is read"


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ("receipt", "show", "receipt.txt"),
        ("log", "verify", "--export", "record.export"),
        ("district", "init", "--data", "district", "--host", "keeper.example"),
        ("office", "root", "init", "--folder", "root", "--passphrase-file", "words.txt"),
    ],
)
def test_nor_is_it_for_a_command_that_tells_of_files_itself(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    receipt = taken()
    Path("receipt.txt").write_text(text(receipt.paper))
    receipt.export(Path("record.export"))
    Path("words.txt").write_text("correct horse battery staple\n")
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as gone:
        assert printed_into(gone, "1", *words) == (1, "")


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", [("receipt", "check", "nosuch"), ("office", "root", "init", "--passphrase-file", "nosuch")]
)
def test_a_file_that_is_not_there_is_said_in_words(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with Path("said").open("wb") as file:
        code, said = printed_into(file, "", *words)
    assert code == 2
    assert "nosuch" in said and "(No such file or directory)." in said
    assert "Errno" not in said


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_file_on_a_full_disk_is_said_to_be_cut_off(unbuffered: str) -> None:
    with Path("/dev/full").open("wb") as full:
        code, said = printed_into(full, unbuffered, "plan", "example")
    assert (code, said) == (1, "handbell plan: not all of it could be written (No space left on device).\n")


def printed_into(file: IO[bytes], unbuffered: str, *arguments: str) -> tuple[int, str]:
    """Run a command that prints into this file; give its exit code, and what else was said."""
    words = [sys.executable, "-c", "import sys; from appliance.cli import main; sys.exit(main())", *arguments]
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    ended = subprocess.run(words, stdout=file, stderr=subprocess.PIPE, env=environment, check=False)
    return ended.returncode, ended.stderr.decode()


def test_whoever_ends_a_command_is_told_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def ended(arguments: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys, "argv", ["handbell", "doctor"])
    monkeypatch.setattr(cli, "_loaded", lambda _: ended)
    assert cli.main() == 1
    assert capsys.readouterr().err == "handbell doctor: Ended by you.\n"

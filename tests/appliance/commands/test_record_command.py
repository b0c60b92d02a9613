"""Tests `handbell record` without a box: it gives the paper form and the schema at once, replaces no file unasked, and says so when it
needs a box.
"""

import getpass
import io
import json
import resource
import signal
import stat
import sys
from pathlib import Path

import pytest

from appliance.commands.record import main

pytestmark = pytest.mark.slow


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> "Cli":
    return Cli(capsys)


class Cli:
    """The command, and what it said last."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.said = self.erred = ""

    def __call__(self, *arguments: str | Path) -> int:
        code = main([str(each) for each in arguments])
        self.said, self.erred = self._capsys.readouterr()
        return code


def test_the_form_is_printed_at_once_without_a_box(run: Cli, tmp_path: Path) -> None:
    assert run("form") == 0
    assert "What happened? In your own words." in run.said
    paper, page = tmp_path / "form.pdf", tmp_path / "form.html"
    assert run("form", "--pdf", paper, "--html", page) == 0
    assert paper.read_bytes().startswith(b"%PDF-")
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert sorted(tmp_path.iterdir()) == [page, paper], "nothing half-made is left behind"


def test_what_is_written_is_for_its_owner_alone(run: Cli, tmp_path: Path) -> None:
    paper = tmp_path / "form.pdf"
    run("form", "--pdf", paper)
    assert stat.S_IMODE(paper.stat().st_mode) == 0o600


def test_a_file_that_is_there_is_left_as_it_is_unless_told_otherwise(run: Cli, tmp_path: Path) -> None:
    paper = tmp_path / "form.pdf"
    paper.write_text("mine")
    assert run("form", "--pdf", paper) == 1
    assert f"{paper} is there already and was left as it is." in run.erred
    assert paper.read_text() == "mine"
    assert run("form", "--pdf", paper, "--force") == 0
    assert paper.read_bytes().startswith(b"%PDF-")


def test_a_folder_is_no_file_and_is_never_replaced(run: Cli, tmp_path: Path) -> None:
    for folder in (tmp_path, Path("/"), Path()):
        for more in ((), ("--force",)):
            assert run("form", "--pdf", folder, *more) == 1
            assert f"{folder} is a folder. Name a file in it." in run.erred
    assert not list(tmp_path.parent.glob("*.new"))


def test_a_full_disk_leaves_no_half_of_a_report(run: Cli, tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))  # in place of a disk with room for 1,000 bytes
    try:
        assert run("form", "--html", tmp_path / "form.html") == 1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, old)
    assert "form.html could not be written" in run.erred
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_named(run: Cli, tmp_path: Path) -> None:
    assert run("form", "--pdf", tmp_path / "nowhere" / "form.pdf") == 1
    assert f"There is no folder {tmp_path / 'nowhere'}. Make it first, or name another." in run.erred


@pytest.mark.parametrize(
    "what",
    [("form", "--pdf", "r.html"), ("form", "--html", "r.pdf"), ("schema", "-o", "r.pdf"), ("schema", "-o", "r.txt")],
)
def test_no_file_is_written_whose_name_promises_another_kind(
    run: Cli, tmp_path: Path, what: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*what) == 1
    assert f"{what[-1]} is the name of another kind of file" in run.erred
    assert not list(tmp_path.iterdir())


def test_the_schema_needs_no_box(run: Cli) -> None:
    assert run("schema") == 0
    assert json.loads(run.said)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_whoever_presses_ctrl_d_instead_of_typing_a_pin_is_told_that_nothing_was_done(
    run: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(getpass, "getpass", input)  # `getpass` asks the terminal itself, and a test has none
    assert run("list", "--desk", "front", "--as", "ana") == 1
    assert run.erred == "handbell record: Nothing was typed, so nothing was done.\n"


class Terminal(io.StringIO):
    """A terminal at which somebody presses Ctrl+D."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("what", [("list",), ("show", "12")])
def test_what_writes_no_file_replaces_none(run: Cli, what: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(*what, "--desk", "front", "--force")
    assert "unrecognized arguments: --force" in capsys.readouterr().err


def test_a_message_there_is_not_is_told_those_there_are(run: Cli, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("export", "12", "--desk", "front", "--format", "cap", "--message", "close")
    assert "invalid choice: 'close' (choose from alert, update, cancel)" in capsys.readouterr().err


@pytest.mark.parametrize("what", [("list",), ("show", "12"), ("export", "12", "--format", "pdf", "-o", "r.pdf")])
def test_without_a_box_it_says_where_it_looked_and_what_to_do(
    run: Cli, tmp_path: Path, what: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    socket = tmp_path / "desk.sock"
    assert run(*what, "--socket", socket, "--desk", "front") == 2
    assert f"No alert daemon at {socket}" in run.erred
    assert "systemctl start handbell-alert" in run.erred
    assert not list(tmp_path.iterdir())

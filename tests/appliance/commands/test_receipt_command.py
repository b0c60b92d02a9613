"""Tests `handbell receipt` beside the running daemon, on a record at rest, and years later with only an export."""

import asyncio
import io
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from appliance.api.records.messages import Paper
from appliance.commands.receipt import main
from appliance.daemon import Daemon
from appliance.receipt import printed
from appliance.receipt.paper import parts, text
from appliance.settings import Settings
from tests.appliance.logbook.box import box_at, call, note
from tests.appliance.receipt.taken import receipt_for, taken
from tests.patience import patient

pytestmark = pytest.mark.slow


TAKEN = taken()


class Cli:
    """The command, and what it said last."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.settings = Settings(data=folder, run=folder / "run")
        self.receipt = folder / "receipt.txt"
        self._capsys = capsys
        self.said = self.erred = ""

    def __call__(self, what: str, *more: str | Path) -> int:
        code = main([what, str(self.receipt), *map(str, more)])
        self.said, self.erred = self._capsys.readouterr()
        return code

    def check(self) -> int:
        return self("check", "--data", self.settings.data, "--run", self.settings.run)


@pytest.fixture
def receipt(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(tmp_path)  # short names, as on the box, so that lines are as long as on the box
    cli = Cli(Path("box"), capsys)
    cli.settings.run.mkdir(parents=True)
    cli.receipt.write_text(text(TAKEN.paper))
    return cli


@pytest.fixture
async def at_rest(receipt: Cli) -> Paper:
    """Make a record whose daemon is down; give a receipt from it."""
    async with box_at(receipt.settings.data) as box:
        await box.keep(call(1))
        paper = await receipt_for(box.logbook, box.vault, (await box.keep(note(1, "He threw the chair."))).last)
        await box.keep(note(1, "The office came."))
    receipt.receipt.write_text("\n".join(printed.lines(paper)))
    return paper


def words(said: str) -> str:
    return " ".join(said.split())


# ---- an export alone


def test_years_later_an_export_proves_it_with_no_box_and_no_key(receipt: Cli, tmp_path: Path) -> None:
    assert receipt("check", "--export", TAKEN.export(tmp_path / "record.export")) == 0
    assert "PROVEN. What was told stands in the record, unchanged" in words(receipt.said)
    assert "WRONG" not in receipt.said and receipt.said.count("holds   ") == 4
    assert max(len(line) for line in receipt.said.splitlines() if str(tmp_path) not in line) <= 80


def test_an_export_in_which_the_account_was_changed_refutes_it(receipt: Cli, tmp_path: Path) -> None:
    changed = TAKEN.export(tmp_path / "record.export", TAKEN.changed(TAKEN.paper.entry, 200))
    assert receipt("check", "--export", changed) == 1
    assert "WRONG   Entry 5 is not what it was when the receipt was given" in receipt.said
    assert "REFUTED. Receipt and record do not agree." in receipt.said
    assert max(len(line) for line in receipt.said.splitlines() if str(tmp_path) not in line) <= 80


def test_an_older_export_cannot_tell(receipt: Cli, tmp_path: Path) -> None:
    older = TAKEN.export(tmp_path / "record.export", list(TAKEN.rows[:3]))
    assert receipt("check", "--export", older) == 3
    assert "unknown This copy ends at entry 3" in receipt.said
    assert "CANNOT TELL from this record:" in receipt.said


def test_what_is_no_receipt_or_no_export_is_said_and_is_no_refutation(receipt: Cli, tmp_path: Path) -> None:
    export = TAKEN.export(tmp_path / "record.export")
    receipt.receipt.write_text("Dear office")
    assert receipt("check", "--export", export) == 2
    assert "No receipt is in it" in receipt.erred
    receipt.receipt.write_text(text(TAKEN.paper))
    for content in (b"", b"{}\n", b"\xff\xfe", b'{"type":"end","entries":0}\n'):
        export.write_bytes(content)
        assert receipt("check", "--export", export) == 2
        assert receipt.erred.startswith("handbell receipt check: ")
    assert receipt("check", "--export", tmp_path / "nowhere") == 2
    receipt.receipt.unlink()
    assert receipt("check", "--export", export) == 2


# ---- the box


def test_the_record_at_rest_proves_it_and_says_that_it_still_opens(receipt: Cli, at_rest: Paper) -> None:
    assert receipt.check() == 0
    assert "opened directly" in receipt.said
    assert "can still be opened on this box" in words(receipt.said)


def test_it_is_proven_when_the_keys_were_destroyed(receipt: Cli, at_rest: Paper) -> None:
    for folder in (receipt.settings.keys, receipt.settings.keys / "copies"):
        for key in (folder / "reading").iterdir():
            key.unlink()
    assert receipt.check() == 0
    assert "The proof does not need them." in words(receipt.said)


def test_one_byte_changed_on_the_card_refutes_it(receipt: Cli, at_rest: Paper) -> None:
    db = sqlite3.connect(receipt.settings.logbook / "logbook.db", isolation_level=None)
    (stored,) = db.execute("SELECT entry FROM entry WHERE number = ?", (at_rest.entry,)).fetchone()
    changed = bytes([*stored[:-1], stored[-1] ^ 1])
    db.execute("UPDATE entry SET entry = ? WHERE number = ?", (changed, at_rest.entry))
    db.close()
    assert receipt.check() == 1
    assert f"Entry {at_rest.entry} is not what it was" in receipt.said


def test_a_record_that_was_set_aside_proves_it(receipt: Cli, at_rest: Paper, tmp_path: Path) -> None:
    logbook = receipt.settings.logbook
    shutil.copytree(logbook, tmp_path / "aside")
    db = sqlite3.connect(logbook / "logbook.db", isolation_level=None)
    db.execute("DELETE FROM entry WHERE number <= ?", (at_rest.entry,))
    db.close()
    assert receipt.check() == 3
    assert "--aside" in receipt.said
    box = ("--data", receipt.settings.data, "--run", receipt.settings.run)
    assert receipt("check", "--aside", tmp_path / "aside", *box) == 0
    assert "The record set aside in" in receipt.said
    assert receipt("check", "--aside", tmp_path / "nowhere", *box) == 2


def test_a_record_that_was_set_aside_before_the_receipt_was_given_is_said_to_be_older(
    receipt: Cli, at_rest: Paper, tmp_path: Path
) -> None:
    shutil.copytree(receipt.settings.logbook, tmp_path / "aside")
    db = sqlite3.connect(tmp_path / "aside" / "logbook.db", isolation_level=None)
    db.execute("DELETE FROM entry WHERE number >= ?", (at_rest.entry,))
    db.close()
    box = ("--data", receipt.settings.data, "--run", receipt.settings.run)
    assert receipt("check", "--aside", tmp_path / "aside", *box) == 3
    assert f"This copy ends before entry {at_rest.entry}. Ask for a newer one." in words(receipt.said)


def test_the_record_of_another_building_cannot_tell(receipt: Cli, at_rest: Paper) -> None:
    receipt.receipt.write_text(text(TAKEN.paper))
    assert receipt.check() == 3
    assert "another building" in receipt.said


def test_with_no_daemon_and_no_record_it_says_how_to_use_an_export(receipt: Cli) -> None:
    assert receipt.check() == 2
    assert "--export FILE" in receipt.erred


async def test_the_running_daemon_is_asked_and_not_disturbed(receipt: Cli) -> None:
    async with Daemon.started(receipt.settings) as daemon:
        async with patient(5):
            while not daemon.logbook.signed_head[0]:
                await asyncio.sleep(0.02)
        paper = await receipt_for(daemon.logbook, daemon.vault, 1)
        receipt.receipt.write_text("\n".join(parts(paper, 5)))
        assert await asyncio.to_thread(receipt.check) == 0
        assert "as the running alert daemon gives it" in receipt.said
        entries = daemon.logbook.kept[0]
        assert await asyncio.to_thread(receipt.check) == 0
        assert daemon.logbook.kept[0] == entries, "a check writes nothing"

        receipt.receipt.write_text(text(TAKEN.paper))
        assert await asyncio.to_thread(receipt.check) == 3


# ---- showing it


def test_what_stands_on_it_is_shown_for_a_receipt_printer(receipt: Cli) -> None:
    assert receipt("show") == 0
    assert receipt.said.startswith("RECEIPT OF THE RECORD\nCedar Creek Elementary\n")
    assert max(map(len, receipt.said.splitlines())) <= 42
    assert receipt("show", "--width", "80") == 0
    assert 42 < max(map(len, receipt.said.splitlines())) <= 80


def test_its_codes_are_shown_on_a_small_terminal(receipt: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")
    assert receipt("show", "--qr") == 0
    assert "Code 1 of " in receipt.said and "█" in receipt.said


def test_colours_are_for_a_terminal_and_what_goes_elsewhere_is_letters_alone(receipt: Cli) -> None:
    assert receipt("show", "--qr") == 0
    assert "█" in receipt.said and "\x1b" not in receipt.said
    assert "\x1b[30;107m" in on_a_terminal("receipt", "show", "--qr", str(receipt.receipt))


def on_a_terminal(*words: str) -> str:
    """Give what the command prints on a real terminal."""
    ours, its = os.openpty()
    with os.fdopen(ours, "rb") as screen:
        program = [Path(sys.executable).with_name("handbell"), *words]
        with subprocess.Popen(program, stdin=subprocess.DEVNULL, stdout=its):
            os.close(its)
            shown = b""
            with suppress(OSError):  # Linux says so when nobody prints on a terminal any more
                while read := os.read(screen.fileno(), 4096):
                    shown += read
    return shown.decode()


def test_whoever_presses_ctrl_d_at_a_code_has_seen_enough(receipt: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")
    monkeypatch.setattr("sys.stdin", Terminal())
    assert receipt("show", "--qr") == 0
    assert "Code 1 of " in receipt.said and "Code 2 of " not in receipt.said


class Terminal(io.StringIO):
    """A terminal at which somebody presses Ctrl+D."""

    def isatty(self) -> bool:
        return True


def test_it_is_taken_from_what_is_piped_in(receipt: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text(TAKEN.paper)))
    assert main(["check", "--export", str(TAKEN.export(tmp_path / "record.export"))]) == 0

"""Tests `handbell pretend --wire inovonics`: a line appears, sentences become frames on it, and what cannot be done is said."""

import asyncio
import contextlib
import sys
from pathlib import Path

import pytest

from hardware.errors import HardwareError
from hardware.inovonics.codec import label, read_label
from hardware.inovonics.settings import InovonicsSettings
from hardware.inovonics.source import InovonicsSource
from hardware.inovonics.twin.words import obey, school_of
from hardware.opened import Opened
from hardware.points import Alarm
from hardware.ports import Fitting
from hardware.serial.line import Wire
from hardware.serial.lines import Lines
from hardware.signals import Fault, Press, Signal
from hardware.simulated.command import main
from hardware.simulated.sentences import NotUnderstood
from tests.hardware.running import until
from tests.patience import patience

ROSTER = "play-2=178-1234567,door=178-77:EN1210"


def test_identities_are_read_as_they_are_printed() -> None:
    assert [read_label(each) for each in ("178-1234567", "1234567", "0-0")] == [0xB212D687, 0xB212D687, 0]
    assert label(read_label("255-16777215")) == "255-16777215"
    for wrong in ("", "-", "178-", "x-1", "256-1", "178-16777216", "178-1-1", "178-²", "-1"):
        with pytest.raises(ValueError):
            read_label(wrong)


@pytest.mark.parametrize("roster", ["", "play-2", "=178-1", "play-2=178-1:EN9999", "play-2=one"])
async def test_what_is_no_roster_is_refused(tmp_path: Path, roster: str) -> None:
    with pytest.raises(HardwareError, match="is no transmitter"):
        school_of(str(tmp_path / "radio"), roster)


async def test_what_cannot_be_done_is_said(tmp_path: Path) -> None:
    async with school_of(str(tmp_path / "radio"), ROSTER) as school:
        for sentence, says in {
            "jump play-2": "no word known here",
            "low": "missing a required argument",
            "low gym": "no transmitter named gym",
            "copies many": "invalid literal",
            "through play-2 x": "is no identity",
        }.items():
            with pytest.raises(NotUnderstood, match=says):
                obey(school, sentence.split())


def test_a_path_at_which_no_line_can_appear_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = str(tmp_path / "gone" / "radio")
    assert main(["--wire", "inovonics", "--at", at, "--buttons", ROSTER]) == 1
    assert "no line can appear at" in capsys.readouterr().err


def test_a_wire_that_appears_at_a_path_wants_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--wire", "inovonics", "--buttons", ROSTER])
    assert "write it after --at" in capsys.readouterr().err


@pytest.mark.slow
async def test_a_pretend_school_is_heard_over_its_line(tmp_path: Path) -> None:
    at = tmp_path / "radio-a"
    words = ("from appliance.cli import main; raise SystemExit(main())", "pretend", "--wire", "inovonics")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", *words, "--at", str(at), "--buttons", ROSTER),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    heard: list[Signal] = []
    source = InovonicsSource(
        InovonicsSettings((Wire("radio-a", str(at), 9600),)),
        Lines(),
        lambda *_: 0,
        Opened(),
        lambda _: True,
        lambda: 1,
    )
    source.expect({"play-2": Fitting("178-1234567", points={"help": Alarm(read_label("1234567"), 1)})})

    def hear(signal: Signal) -> None:
        heard.append(signal)
        if isinstance(signal, Press):
            source.kept(signal)

    running = asyncio.get_running_loop().create_task(source.run(hear))
    try:
        assert process.stdin is not None
        await until(at.exists, 10)
        process.stdin.write(b"press play-2\nlow play-2\njump\n")
        await until(lambda: any(isinstance(each, Press) for each in heard))
        await until(lambda: Fault("play-2", "low-battery", "") in heard)
        process.stdin.write(b"quit\n")
        assert await asyncio.wait_for(process.wait(), patience()) == 0
        assert process.stdout is not None
        assert process.stderr is not None
        assert b"no word known here" in await process.stdout.read()
        assert (await process.stderr.read()).decode().startswith(f"Pretend inovonics at {at}. ")
        assert not at.exists()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running

"""Tests that a pretend wing does what it is told, and says what it does not understand."""

import asyncio
import sys
from pathlib import Path

import pytest

from hardware.errors import HardwareError
from hardware.modbus.board import Poll
from hardware.modbus.bus import Bus
from hardware.modbus.pretend import BAUD, PretendWing, obey, school_of
from hardware.serial.line import Line, Wire
from hardware.simulated.sentences import NotUnderstood
from tests.hardware.modbus.wires import Ear
from tests.hardware.running import until

pytestmark = pytest.mark.slow  # these tests run in real time, at true baud: in `make test`, not in `make check`

HANDBELL = Path(sys.executable).with_name("handbell")


async def do(wing: PretendWing, sentence: str) -> None:
    taking_time = obey(wing, sentence.split())
    if taking_time is not None:
        await taking_time


async def test_buttons_are_pressed_cut_and_mended_and_boards_fail_by_words(tmp_path: Path) -> None:
    bus, ear = Bus("bus"), Ear()
    bus.want(Poll("west", 3, 16, 8, ear.take))
    async with school_of(str(tmp_path / "line"), "wall=3/1/2,door=3/5") as wing, asyncio.TaskGroup() as running:
        task = running.create_task(bus.run(Line(Wire("bus", str(tmp_path / "line"), BAUD)), ear.tell))
        await until(lambda: (ear.inputs("west") or ())[:2] == (False, True))
        await do(wing, "close wall")
        await until(lambda: (ear.inputs("west") or ())[:2] == (True, False))
        await do(wing, "cut wall")
        await until(lambda: (ear.inputs("west") or ())[:2] == (False, False))
        await do(wing, "mend wall")
        await do(wing, "press door 0.3")
        assert any(each[4] for each in (getattr(report, "levels", (False,) * 5) for report in ear.reports))
        await do(wing, "die 3")
        await until(lambda: ear.lost("west") is not None)
        await do(wing, "revive 3")
        await until(lambda: ear.lost("west") is None)
        await do(wing, "unplug")
        await until(lambda: "missing" in ear.told)
        task.cancel()
    assert wing.buttons() == ("wall", "door")


@pytest.mark.parametrize("sentence", ["dance", "press", "press nobody", "die 9", "press wall soon", "unplug 3"])
async def test_what_is_not_understood_is_said(sentence: str, tmp_path: Path) -> None:
    async with school_of(str(tmp_path / "line"), "wall=3/1/2") as wing:
        with pytest.raises(NotUnderstood):
            await do(wing, sentence)


@pytest.mark.parametrize("roster", ["wall", "wall=3", "wall=0/1/2", "=3/1/2", "wall=3/1/17", "wall=3/x"])
def test_what_is_no_roster_is_said(roster: str) -> None:
    with pytest.raises(HardwareError, match="is no button: write NAME=UNIT/CLOSES/OPENS"):
        school_of("/nowhere", roster)


@pytest.mark.slow
async def test_handbell_pretend_is_such_a_wing(tmp_path: Path) -> None:
    bus, ear = Bus("bus"), Ear()
    bus.want(Poll("west", 3, 16, 8, ear.take))
    program = await asyncio.create_subprocess_exec(
        *(HANDBELL, "pretend", "--wire", "modbus"),
        *("--at", str(tmp_path / "line"), "--buttons", "wall=3/1/2"),
        stdin=asyncio.subprocess.PIPE,
    )
    assert program.stdin is not None
    async with asyncio.TaskGroup() as running:
        task = running.create_task(bus.run(Line(Wire("bus", str(tmp_path / "line"), BAUD)), ear.tell))
        await until(lambda: (ear.inputs("west") or ())[:2] == (False, True))
        program.stdin.write(b"close wall\n")
        await until(lambda: (ear.inputs("west") or ())[:2] == (True, False))
        program.stdin.write(b"quit\n")
        await program.wait()
        await until(lambda: "missing" in ear.told)
        task.cancel()
    assert program.returncode == 0

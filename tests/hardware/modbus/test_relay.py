"""Tests a lamp on a relay of a Modbus board, over a pretend pair of wires: it does as it is told, and is right again after its board lost
power.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hardware.errors import HardwareError
from hardware.modbus.relay import CoilRelay
from hardware.modbus.twin import TwinBoard
from hardware.ports import Pattern, Sounding
from hardware.relay.flashing import Flash
from hardware.relay.sounder import RelaySounder
from tests.hardware.modbus.wires import asked, pretend
from tests.hardware.running import until

pytestmark = pytest.mark.slow  # these tests run in real time, at true baud

LIT, DARK = Sounding(Pattern.HIGH, 1), Sounding(None, 1)
UNIT, LAMP = 3, 5


class Lamp:
    """The lamp on relay 5 of a board, and what its sounder reports."""

    def __init__(self, board: TwinBoard, sounder: RelaySounder, restarts: list[int]) -> None:
        self.board, self.sounder, self.restarts = board, sounder, restarts
        self.reports: list[str | None] = []

    @property
    def lit(self) -> bool:
        return self.board.relays[LAMP - 1]

    async def asked_again(self) -> None:
        """Wait until the board was read back after what the test has seen of it."""
        asked = self.board.asked
        await until(lambda: self.board.asked > asked + 4)


@asynccontextmanager
async def lamp(folder: Path, flash: Flash = Flash.STEADY) -> AsyncIterator[Lamp]:
    board, restarts = TwinBoard(UNIT), list[int]()
    async with pretend({"west": board}, folder / "line"), asked({"west": board}, folder / "line") as (bus, _):
        sounder = RelaySounder(CoilRelay(bus, UNIT, LAMP), flash=flash, restarted=lambda: restarts.append(1))
        here = Lamp(board, sounder, restarts)
        async with asyncio.TaskGroup() as group:
            task = group.create_task(sounder.run(here.reports.append))
            yield here
            task.cancel()
        assert not board.dead and not here.lit, "it is left off"


async def test_it_is_lit_until_told_otherwise_and_left_off(tmp_path: Path) -> None:
    async with lamp(tmp_path) as here:
        await until(lambda: here.reports == [None])
        here.sounder.sound(LIT)
        await until(lambda: here.lit)
        here.sounder.sound(DARK)
        await until(lambda: not here.lit)
        here.sounder.sound(LIT)
        await until(lambda: here.lit)


async def test_a_board_that_lost_power_while_a_call_rings_comes_back_right(tmp_path: Path) -> None:
    async with lamp(tmp_path) as here:
        here.sounder.sound(LIT)
        await until(lambda: here.lit and here.reports == [None])
        await here.asked_again()
        here.board.dead = True
        here.board.restart()
        await until(lambda: here.reports[-1] is not None)
        assert "relay 5 of west was not" in str(here.reports[-1])
        here.board.dead = False
        await until(lambda: here.lit and here.reports[-1] is None)
        assert here.restarts == [1]


async def test_a_board_that_restarts_in_a_moment_is_set_again(tmp_path: Path) -> None:
    async with lamp(tmp_path) as here:
        here.sounder.sound(LIT)
        await until(lambda: here.lit and here.reports == [None])
        await here.asked_again()
        here.board.restart()
        await until(lambda: here.restarts == [1] and here.lit)
        assert here.reports == [None]


async def test_a_relay_that_does_not_move_is_no_lamp_that_works(tmp_path: Path) -> None:
    async with lamp(tmp_path) as here:
        here.board.welded = True
        here.sounder.sound(LIT)
        await until(lambda: here.reports[-1:] not in ([], [None]))
        assert "reads back otherwise" in str(here.reports[-1])
        here.board.welded = False
        await until(lambda: here.reports[-1] is None)


async def test_it_flashes_at_true_baud(tmp_path: Path) -> None:
    async with lamp(tmp_path, Flash.FAST) as here:
        here.sounder.sound(LIT)
        beat = [True, False, True, False]  # only the last four: the lamp may have been told to be off before
        await until(lambda: [on for number, on in here.board.switched if number == LAMP][-4:] == beat)
        assert here.reports == [None]


async def test_one_that_is_not_planned_raises_with_what_it_is(tmp_path: Path) -> None:
    boards = {"west": TwinBoard(UNIT)}
    async with pretend(boards, tmp_path / "line"), asked(boards, tmp_path / "line") as (bus, _):
        with pytest.raises(HardwareError, match="relay 9 of unit 3 on the line bus is not planned"):
            await CoilRelay(bus, UNIT, 9).throw(True)
        with pytest.raises(HardwareError, match="not planned"):
            await CoilRelay(bus, 4, 1).reads()

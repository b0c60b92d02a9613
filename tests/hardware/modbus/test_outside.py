"""Tests against Modbus programs of others: pymodbus's boards answer our bus, and mbpoll (libmodbus) asks our pretend boards. Neither
program shares code with our codec.
"""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pymodbus.server import ModbusSerialServer
from pymodbus.simulator import DataType, SimData, SimDevice

from hardware.errors import HardwareError
from hardware.modbus.board import Poll
from hardware.modbus.bus import Bus
from hardware.modbus.codec import INPUTS
from hardware.modbus.twin import TwinBoard
from hardware.serial.line import Line, Wire
from hardware.serial.pty import Pty
from tests.hardware.modbus.wires import BAUD, Ear, pretend
from tests.hardware.running import until
from tests.patience import patience

needs_mbpoll = pytest.mark.skipif(shutil.which("mbpoll") is None, reason="mbpoll is not installed")


@asynccontextmanager
async def pymodbus_board(link: Path) -> AsyncIterator[ModbusSerialServer]:
    """Run unit 3 with eight inputs and eight relays, at the far end of two joined wires."""

    def sent(data: bytes) -> None:
        theirs.burst(data)

    ours = Pty(link, BAUD, sent)
    theirs = Pty(link.with_name("theirs"), BAUD, ours.burst)
    bits = {"count": 8, "values": False, "datatype": DataType.BITS}
    words = {"count": 8, "values": 0, "datatype": DataType.REGISTERS}
    device = SimDevice(
        3, simdata=([SimData(0, **bits)], [SimData(0, **bits)], [SimData(0, **words)], [SimData(0, **words)])
    )
    server = ModbusSerialServer(device, port=str(link.with_name("theirs")), baudrate=BAUD)
    await server.serve_forever(background=True)
    try:
        yield server
    finally:
        await server.shutdown()
        ours.close()
        theirs.close()


@pytest.mark.slow
async def test_a_board_of_pymodbus_is_read_switched_and_read_back(tmp_path: Path) -> None:
    bus, ear = Bus("bus"), Ear()
    bus.want(Poll("west", 3, 8, 8, ear.take))
    bus.want(Poll("gone", 9, 8, 0, ear.take))
    async with pymodbus_board(tmp_path / "line") as server, asyncio.TaskGroup() as running:
        task = running.create_task(bus.run(Line(Wire("bus", str(tmp_path / "line"), BAUD)), ear.tell))
        await until(lambda: ear.inputs("west") == (False,) * 8)
        await server.async_setValues(3, INPUTS, 1, [True, False, True])
        await until(lambda: ear.inputs("west") == (False, True, False, True, False, False, False, False))
        await bus.write(3, 5, True)
        assert await server.async_getValues(3, 1, 0, 8) == [False] * 4 + [True] + [False] * 3
        assert await bus.reads(3, 5)
        await until(lambda: ear.lost("gone") is not None)
        assert ear.lost("west") is None
        task.cancel()


async def test_a_number_that_a_board_of_pymodbus_does_not_have_is_refused_with_its_reason(tmp_path: Path) -> None:
    bus, ear = Bus("bus"), Ear()
    bus.want(Poll("west", 3, 8, 200, ear.take))
    async with pymodbus_board(tmp_path / "line"), asyncio.TaskGroup() as running:
        task = running.create_task(bus.run(Line(Wire("bus", str(tmp_path / "line"), BAUD)), ear.tell))
        await until(lambda: ear.inputs("west") is not None)
        with pytest.raises(HardwareError, match="it has no such number"):
            await bus.write(3, 200, True)
        task.cancel()


async def mbpoll(link: Path, *options: str) -> list[str]:
    """Give what mbpoll read, as it prints it. Raises AssertionError with its words where it failed."""
    program = await asyncio.create_subprocess_exec(
        "mbpoll", "-m", "rtu", "-b", str(BAUD), "-P", "none", "-1", "-o", "1", *options[:-1], str(link), *options[-1:],
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    async with asyncio.timeout(patience()):
        said = (await program.communicate())[0].decode()
    assert program.returncode == 0, said
    return re.findall(r"^\[\d+\]:\s+(\S+)", said, re.MULTILINE)


@needs_mbpoll
async def test_mbpoll_reads_and_switches_a_pretend_board(tmp_path: Path) -> None:
    board = TwinBoard(3, words=2)
    board.close(2)
    board.words = [10, 65_535]
    async with pretend({"west": board}, tmp_path / "line"):
        at = tmp_path / "line"
        assert await mbpoll(at, "-a", "3", "-t", "1", "-r", "1", "-c", "8", "-q") == list("01000000")
        assert (await mbpoll(at, "-a", "3", "-t", "3", "-r", "1", "-c", "2", "-q"))[0] == "10"
        await mbpoll(at, "-a", "3", "-t", "0", "-r", "7", "1")
        assert board.switched == [(7, True)]
        assert await mbpoll(at, "-a", "3", "-t", "0", "-r", "1", "-c", "8", "-q") == list("00000010")


@needs_mbpoll
async def test_mbpoll_is_told_of_a_number_that_a_pretend_board_does_not_have(tmp_path: Path) -> None:
    async with pretend({"west": TwinBoard(3)}, tmp_path / "line"):
        with pytest.raises(AssertionError, match="Illegal data address"):
            await mbpoll(tmp_path / "line", "-a", "3", "-t", "0", "-r", "9", "1")

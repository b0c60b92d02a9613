"""Tests each way in which wires fail: the fault is named at the desk, people in other rooms are heard meanwhile, and it heals itself.

Each row pulls something on a real line whose troubles go through the intake and the engine to a desk. For a new family, add its rows to
`ROWS` with a `Wire` of its own. The bench measures how long things take, and other tests prove it with time as an argument.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from appliance.doors.peer import Rights
from appliance.intake import Intake
from hardware.serial.judging import GARBLED_AFTER_S
from hardware.serial.line import Line
from hardware.serial.line import Wire as Setting
from hardware.serial.pty import Pty
from hardware.serial.rfc2217_twin import Lender
from hardware.serial.supervised_line import SupervisedLine
from hardware.signals import Signal, WireFault, WireMended
from tests.appliance.doors.harness import FRONT, Harness, running_harness
from tests.patience import patient
from tests.ports import free_port

pytestmark = pytest.mark.proof

FRAME = b"<here>"
SILENT_AFTER_S = 5.0  # for this device; each family has its own
NAMED_WITHIN_S = GARBLED_AFTER_S + 5  # longer than any of the rows below needs
AWAY = ("201", "202", "203", "204", "205")  # rooms whose buttons hang on no wire


class Wire:
    """What hangs on a line, for a row to pull at: how it says something, and what each way to fail does."""

    def __init__(self, says: Callable[[bytes], Awaitable[None]]) -> None:
        self.says = says
        self.fail: Callable[[], Awaitable[None]] = self._nothing
        self.mend: Callable[[], Awaitable[None]] = self._nothing

    async def _nothing(self) -> None:
        """Do nothing, until a row says what to do."""


type Stand = Callable[[Path, Callable[[Signal], None]], AbstractAsyncContextManager[Wire]]


class Row(msgspec.Struct, frozen=True):
    """One way to fail: on what, what the desk is then told, and of whom."""

    name: str
    stand: Stand
    trouble: tuple[str, str]


class _Reader:
    def __init__(self) -> None:
        self._came = b""

    def __call__(self, data: bytes) -> tuple[int, int]:
        *frames, rest = (self._came + data).split(FRAME)
        self._came = rest[-len(FRAME) :]
        return len(frames), 0


@asynccontextmanager
async def _watched(port: str, hear: Callable[[Signal], None]) -> AsyncIterator[asyncio.Event]:
    """Keep and judge a line of the plan as a family does. Gives an event that is set once the line is open."""
    opened = asyncio.Event()

    def say(what: str, detail: str | None) -> None:
        hear(WireMended("line", "bus", what) if detail is None else WireFault("line", "bus", what, detail))

    line = SupervisedLine(Line(Setting("bus", port, 9600)), SILENT_AFTER_S, _Reader(), say, opened.set)
    running = asyncio.get_running_loop().create_task(line.run())
    try:
        yield opened
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@asynccontextmanager
async def _of_this_box(folder: Path, hear: Callable[[Signal], None]) -> AsyncIterator[tuple[Wire, Pty]]:
    device = Pty(folder / "line", 9600)
    async with _watched(str(device.link), hear) as opened:
        await opened.wait()
        yield Wire(device.send), device
    device.close()


@asynccontextmanager
async def unplugged(folder: Path, hear: Callable[[Signal], None]) -> AsyncIterator[Wire]:
    async with _of_this_box(folder, hear) as (wire, device):

        async def fail() -> None:
            device.unplug()

        async def mend() -> None:
            device.plug_in()

        wire.fail, wire.mend = fail, mend
        yield wire


@asynccontextmanager
async def wrong_speed(folder: Path, hear: Callable[[Signal], None]) -> AsyncIterator[Wire]:
    async with _of_this_box(folder, hear) as (wire, device):
        talking: list[asyncio.Task[None]] = []

        async def talk() -> None:
            while True:
                await device.send(FRAME * 20)
                await asyncio.sleep(0.5)

        async def fail() -> None:
            device.baud = 19200
            talking.append(asyncio.get_running_loop().create_task(talk()))

        async def mend() -> None:
            device.baud = 9600

        wire.fail, wire.mend = fail, mend
        yield wire
        for each in talking:
            each.cancel()


@asynccontextmanager
async def noise(folder: Path, hear: Callable[[Signal], None]) -> AsyncIterator[Wire]:
    async with _of_this_box(folder, hear) as (wire, device):
        crackling: list[asyncio.Task[None]] = []

        async def crackle() -> None:
            while True:
                device.burst(os.urandom(400).replace(b"<", b""))
                await asyncio.sleep(0.2)

        async def fail() -> None:
            crackling.append(asyncio.get_running_loop().create_task(crackle()))

        async def mend() -> None:
            crackling.pop().cancel()

        wire.fail, wire.mend = fail, mend
        yield wire


@asynccontextmanager
async def says_nothing(folder: Path, hear: Callable[[Signal], None]) -> AsyncIterator[Wire]:
    async with _of_this_box(folder, hear) as (wire, _):
        yield wire


@asynccontextmanager
async def lender_gone(folder: Path, hear: Callable[[Signal], None]) -> AsyncIterator[Wire]:
    lender = Lender("127.0.0.1", free_port(), 9600)
    await lender.plug_in()
    async with _watched(lender.url, hear) as opened:
        await opened.wait()
        wire = Wire(lender.send)
        wire.fail, wire.mend = lender.unplug, lender.plug_in
        yield wire
    await lender.close()


ROWS = (
    Row("a receiver is pulled out", unplugged, ("line-missing", "bus")),
    Row("a device is set to another speed", wrong_speed, ("line-garbled", "bus")),
    Row("noise on the cable", noise, ("line-garbled", "bus")),
    Row("a device says nothing any more", says_nothing, ("line-silent", "bus")),
    Row("a machine that lends a line is gone", lender_gone, ("line-missing", "bus")),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_it_is_named_and_others_are_heard_and_it_heals_itself(row: Row, tmp_path: Path) -> None:
    async with running_harness(tmp_path, Rights.here()) as harness:
        hear = Intake(harness.engine).hear
        async with row.stand(tmp_path, hear) as wire, harness.console(FRONT) as desk:
            await wire.says(FRAME)
            await wire.fail()
            async with patient(NAMED_WITHIN_S):
                while row.trouble not in _open(harness):
                    await asyncio.sleep(0.05)
            board = await desk.board(lambda board: row.trouble[0] in {each.what for each in board.troubles})
            (told,) = [each for each in board.troubles if each.subject == row.trouble[1]]
            assert told.what == row.trouble[0], (
                "one cause is one trouble"
            )  # the line was silent before it was known to be garbled, and then the silence ended
            assert "use the phones in those rooms" in told.detail

            for room in AWAY:
                harness.press(room)
                assert (await desk.sees(room)).presses == 1

            await wire.mend()
            async with patient():
                while row.trouble in _open(harness):
                    await wire.says(FRAME)
                    await asyncio.sleep(0.2)


def _open(harness: Harness) -> set[tuple[str, str]]:
    return {(each.cause.what, each.cause.subject) for each in harness.engine.board.troubles.values()}

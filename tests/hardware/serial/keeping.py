"""Keeps a line open in a test, and collects all that it said."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from hardware.serial.end import LineState
from hardware.serial.line import Line, Wire
from tests.hardware.running import until


class Kept:
    """What came over a line, and the states it had, in order."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.came = bytearray()
        self.states: list[tuple[LineState, str]] = []

    def take(self, data: bytes) -> None:
        self.came += data

    def stands(self, state: LineState, why: str) -> None:
        self.states.append((state, why))

    async def until(self, state: LineState) -> str:
        """Wait until the line is in this state; give the reason that it says."""
        await until(lambda: bool(self.states) and self.states[-1][0] is state)
        return self.states[-1][1]

    async def until_came(self, data: bytes) -> None:
        """Wait until all of this came, and check that nothing else did."""
        await until(lambda: len(self.came) >= len(data))
        assert bytes(self.came) == data


@contextlib.asynccontextmanager
async def kept(port: str, baud: int = 9600, line: str = "radio-a") -> AsyncIterator[Kept]:
    """Keep a line open until the block ends."""
    keeping = Kept(Line(Wire(line, port, baud)))
    running = asyncio.get_running_loop().create_task(keeping.line.run(keeping.take, keeping.stands))
    try:
        yield keeping
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running

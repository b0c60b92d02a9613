"""What the tests of this folder share: a pretend pair of wires with boards on it, opened by the box's own line."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from hardware.modbus.board import Coils, Found, Inputs, Lost, Poll, Report
from hardware.modbus.bus import Bus
from hardware.modbus.twin import TwinBoard, TwinBus
from hardware.serial.line import Line, Wire
from hardware.serial.pty import Pty
from tests.hardware.running import until

BAUD = 19_200


@asynccontextmanager
async def pretend(boards: Mapping[str, TwinBoard], link: Path) -> AsyncIterator[tuple[TwinBus, Pty]]:
    """Run these boards on wires that are plugged in at `link`."""
    twin = TwinBus(boards)
    pty = Pty(link, BAUD, twin.heard)
    async with asyncio.TaskGroup() as running:
        task = running.create_task(twin.run(pty.send))
        try:
            yield twin, pty
        finally:
            task.cancel()
            pty.close()


class Ear:
    """What a bus reports, and what is told of its line."""

    def __init__(self) -> None:
        self.reports: list[Report] = []
        self.told: dict[str, str] = {}

    def take(self, report: Report) -> None:
        self.reports.append(report)

    def tell(self, what: str, detail: str | None) -> None:
        if detail is None:
            self.told.pop(what, None)
        else:
            self.told[what] = detail

    def inputs(self, board: str) -> tuple[bool, ...] | None:
        """Give the inputs as last read."""
        return next(
            (each.levels for each in reversed(self.reports) if isinstance(each, Inputs) and each.board == board), None
        )

    def coils(self, board: str) -> tuple[bool, ...] | None:
        """Give the relays as last read back."""
        return next(
            (each.levels for each in reversed(self.reports) if isinstance(each, Coils) and each.board == board), None
        )

    def lost(self, board: str) -> str | None:
        """Give the reason why the board is lost, or None."""
        for each in reversed(self.reports):
            if isinstance(each, Found) and each.board == board:
                return None
            if isinstance(each, Lost) and each.board == board:
                return each.why
        return None


@asynccontextmanager
async def asked(boards: Mapping[str, TwinBoard], link: Path) -> AsyncIterator[tuple[Bus, Ear]]:
    """Run a bus that asks these boards; the block begins once each was read."""
    bus, ear = Bus("bus"), Ear()
    for name, board in boards.items():
        bus.want(Poll(name, board.unit, len(board.inputs), len(board.relays), ear.take))
    async with asyncio.TaskGroup() as running:
        task = running.create_task(bus.run(Line(Wire("bus", str(link), BAUD)), ear.tell))
        try:
            await until(lambda: all(ear.inputs(name) is not None for name, each in boards.items() if not each.dead))
            yield bus, ear
        finally:
            task.cancel()

"""Runs a source with the buttons A and B of a pretend building on the LAN. It says what the source heard, and waits for it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from hardware.esphome.lan import Lan as SharedLan
from hardware.esphome.source import EsphomeSource
from hardware.ports import Fitting
from hardware.signals import CheckIn, Fault, Mended, Press, Signal
from tests.hardware.running import until
from tests.patience import PatientTwins

HOST = "127.0.0.1"
KEYS: dict[str, bytes] = {"A": bytes(range(32)), "B": bytes(range(1, 33))}
FITTINGS = {"A": Fitting("handbell-a"), "B": Fitting("handbell-b")}


class Lan:
    """A source on the LAN. `heard` is every signal in order."""

    def __init__(self, source: EsphomeSource, keys: dict[str, bytes]) -> None:
        self.source = source
        self.keys = keys
        self.heard: list[Signal] = []

    def presses(self, button: str = "A") -> list[Press]:
        return [each for each in self.heard if isinstance(each, Press) and each.button == button]

    def check_ins(self, button: str = "A") -> list[CheckIn]:
        return [each for each in self.heard if isinstance(each, CheckIn) and each.button == button]

    def faults(self) -> list[tuple[str, str]]:
        """The faults, in the order in which they were named."""
        return [(each.button, each.what) for each in self.heard if isinstance(each, Fault)]

    def detail(self, what: str) -> str:
        return next(each.detail for each in self.heard if isinstance(each, Fault) and each.what == what)

    async def names(self, button: str, what: str, within_s: float = 3) -> None:
        await until(lambda: (button, what) in self.faults(), within_s)

    async def mends(self, button: str, what: str, within_s: float = 5) -> None:
        await until(lambda: Mended(button, what) in self.heard, within_s)

    async def comes(self, button: str = "A", within_s: float = 5) -> None:
        """Wait until the button is connected."""
        await until(lambda: bool(self.source.links()[button].connected_at), within_s)

    async def goes(self, button: str = "A", within_s: float = 5) -> None:
        await until(lambda: not self.source.links()[button].connected_at, within_s)


@asynccontextmanager
async def lan(folder: Path | None = None, port: int = 0) -> AsyncIterator[Lan]:
    """Run the source; it expects nobody yet."""
    keys = dict(KEYS)
    opened = Lan(EsphomeSource(HOST, port, keys.get, SharedLan(folder)), keys)
    async with running(opened.source, opened.heard.append):
        yield opened


@asynccontextmanager
async def running(source: EsphomeSource, hear: Callable[[Signal], None]) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(source.run(hear))
        await source.listening.wait()
        yield
        task.cancel()


@asynccontextmanager
async def with_buttons(folder: Path | None = None) -> AsyncIterator[tuple[Lan, PatientTwins]]:
    """Run the source with A and B dialled in."""
    async with lan(folder) as opened, PatientTwins(HOST, opened.source.port, dict(KEYS)) as building:
        opened.source.expect(FITTINGS)
        await until(lambda: bool(opened.check_ins("A") and opened.check_ins("B")), 5)
        yield opened, building

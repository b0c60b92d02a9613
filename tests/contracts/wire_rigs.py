"""Makes one rig for each family of wired buttons that cannot be told: its source, and pretend contacts A and B on pretend wires.

For a new family, add a class here that offers what `WireRig` names, and put it into `WIRE_RIGS`.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from hardware.gpio.source import GpioSource
from hardware.gpio.twin import TwinPins
from hardware.levels import Opened, Recorded
from hardware.modbus.bus import Bus
from hardware.modbus.settings import BusBoard, ModbusSettings
from hardware.modbus.source import ModbusSource
from hardware.modbus.twin import TwinBoard, TwinBus
from hardware.opened import Opened as Memory
from hardware.points import InputPair, PinPair
from hardware.ports import Fitting, SignalSource
from hardware.serial.line import Wire
from hardware.serial.lines import Lines
from hardware.serial.pty import Pty
from hardware.signals import WireFault, WireMended
from tests.contracts.ear import Ear
from tests.hardware.running import until

BAUD = 19_200


class WireRig(ABC):
    """A source with two contacts A and B, which are open at first. `heard` is everything that the source handed over. Each rig does what
    `SourceRig` names as well.
    """

    family: str
    source: SignalSource
    heard: Ear

    @abstractmethod
    def __init__(self, folder: Path) -> None: ...

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator[Self]:
        """Run the rig, with nothing recorded of it before."""
        with TemporaryDirectory() as folder:
            rig = cls(Path(folder))
            async with rig.run(lambda _button, _contact: 0, Memory(None)):
                yield rig

    async def press(self, button: str, contact: str) -> None:
        """Hold the contact closed until the source has seen it, then let go."""
        assert contact == "help"
        self.close_contact(button)
        await self.looked()
        self.open_contact(button)
        await self.looked()

    async def cut_line(self, button: str) -> None:
        self.unplug()

    async def mend_line(self, button: str) -> None:
        self.plug_in()

    @abstractmethod
    def run(self, recorded: Recorded, opened: Opened) -> AbstractAsyncContextManager[None]:
        """Run the source. The block begins once the source has seen what the contacts hang on."""

    @abstractmethod
    def close_contact(self, button: str) -> None: ...
    @abstractmethod
    def open_contact(self, button: str) -> None: ...
    @abstractmethod
    async def looked(self) -> None:
        """Return after the source has looked at every contact as it is now, often enough to believe that an open contact is open."""

    @abstractmethod
    def unplug(self) -> None:
        """Take away what the contacts hang on."""

    @abstractmethod
    def plug_in(self) -> None: ...


class ModbusRig(WireRig):
    family = "modbus"

    def __init__(self, folder: Path) -> None:
        self.heard, self._link = Ear(), folder / "line"
        self._board = TwinBoard(3)
        self._pty: Pty | None = None
        for closes, opens in ((1, 2), (3, 4)):
            self._board.open(closes, opens)

    @asynccontextmanager
    async def run(self, recorded: Recorded, opened: Opened) -> AsyncIterator[None]:
        settings = ModbusSettings((Wire("bus", str(self._link), BAUD),), (BusBoard("west", "bus", 3, 8, 8),))
        bus, twin = Bus("bus"), TwinBus({"west": self._board})
        self.source: SignalSource = ModbusSource(settings, recorded, opened, Lines(), lambda _: bus)
        points = {"A": InputPair("west", "bus", 3, 1, 2), "B": InputPair("west", "bus", 3, 3, 4)}
        self.source.expect({button: Fitting("", points={"help": point}) for button, point in points.items()})
        self._pty = Pty(self._link, BAUD, twin.heard)
        async with asyncio.TaskGroup() as running:
            tasks = [running.create_task(each) for each in (twin.run(self._pty.send), self.source.run(self.heard.hear))]
            await until(lambda: WireMended("board", "west", "lost") in self.heard)
            yield
            for task in tasks:
                task.cancel()
        self._pty.close()

    def close_contact(self, button: str) -> None:
        self._board.close(*((1, 2) if button == "A" else (3, 4)))

    def open_contact(self, button: str) -> None:
        self._board.open(*((1, 2) if button == "A" else (3, 4)))

    async def looked(self) -> None:
        asked = self._board.asked
        await until(lambda: self._board.asked >= asked + 5)

    def unplug(self) -> None:
        assert self._pty is not None
        self._pty.unplug()

    def plug_in(self) -> None:
        assert self._pty is not None
        self._pty.plug_in()


class GpioRig(WireRig):
    family = "gpio"

    def __init__(self, folder: Path) -> None:
        self.heard = Ear()
        self._pins = TwinPins(["GPIO5", "GPIO6", "GPIO17", "GPIO27"])
        self._pins.close("GPIO6", "GPIO27")

    @asynccontextmanager
    async def run(self, recorded: Recorded, opened: Opened) -> AsyncIterator[None]:
        self.source: SignalSource = GpioSource(recorded, opened, self._pins)
        points = {"A": PinPair("GPIO5", "GPIO6"), "B": PinPair("GPIO17", "GPIO27")}
        self.source.expect({button: Fitting("", points={"help": point}) for button, point in points.items()})
        async with asyncio.TaskGroup() as running:
            task = running.create_task(self.source.run(self.heard.hear))
            await until(lambda: len(self._pins.taken) == 4)
            yield
            task.cancel()

    def close_contact(self, button: str) -> None:
        closes, opens = ("GPIO5", "GPIO6") if button == "A" else ("GPIO17", "GPIO27")
        self._pins.close(closes)
        self._pins.open(opens)

    def open_contact(self, button: str) -> None:
        closes, opens = ("GPIO5", "GPIO6") if button == "A" else ("GPIO17", "GPIO27")
        self._pins.open(closes)
        self._pins.close(opens)

    async def looked(self) -> None:
        looks = self._pins.looks
        await until(lambda: self._pins.looks >= looks + 12)

    def unplug(self) -> None:
        self._pins.gone = set(self._pins.levels)

    def plug_in(self) -> None:
        self._pins.gone = set()


WIRE_RIGS: list[type[WireRig]] = [ModbusRig, GpioRig]


def troubles(heard: Ear) -> set[tuple[str, str]]:
    """Give the troubles of wires that were reported and not ended, as kind and word."""
    standing: set[tuple[str, str, str]] = set()
    for each in heard:
        if isinstance(each, WireFault):
            standing.add((each.kind, each.what, each.subject))
        elif isinstance(each, WireMended):
            standing.discard((each.kind, each.what, each.subject))
    return {(kind, what) for kind, what, _ in standing}

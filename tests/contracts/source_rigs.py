"""Makes one rig for each family of buttons: its source, its pretend devices, and what a test can do to them.

For a new family, add a class here that offers what `SourceRig` names, and put it into `RIGS`. If its buttons can be told something, the
class offers what `TwoWayRig` names, and goes into `TWO_WAY_RIGS`. Families on wires are in `wire_rigs.py`.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar, Protocol

from hardware.alarmdecoder.panel import OLD_S
from hardware.alarmdecoder.settings import AlarmDecoderSettings
from hardware.alarmdecoder.source import AlarmDecoderSource
from hardware.alarmdecoder.twin.panel import Panel
from hardware.esphome.source import EsphomeSource
from hardware.inovonics.receiver import RESEND_S
from hardware.inovonics.settings import InovonicsSettings
from hardware.inovonics.source import InovonicsSource
from hardware.inovonics.twin.building import PretendRadio
from hardware.inovonics.twin.radio import PretendTransmitter
from hardware.opened import Opened
from hardware.points import Alarm, PanelZone
from hardware.ports import Fitting, SignalSource
from hardware.serial.line import Wire
from hardware.serial.lines import Lines
from hardware.serial.pty import Pty
from hardware.signals import CheckIn, Fault, Press, Signal, WireMended
from hardware.simulated.building import PretendBuilding
from hardware.simulated.source import SimulatedSource
from tests.contracts.ear import Ear
from tests.contracts.wire_rigs import WIRE_RIGS
from tests.hardware.running import until
from tests.patience import PatientBuilding, PatientTwins

KEY = bytes(range(32))
FORGED_KEY = bytes(32)


class SourceRig(Protocol):
    """A source that runs, with two real or pretend buttons, A and B, connected to it. `heard` is everything that the source handed over."""

    family: str
    source: SignalSource
    heard: Ear

    async def press(self, button: str, contact: str) -> None: ...
    async def cut_line(self, button: str) -> None: ...
    async def mend_line(self, button: str) -> None: ...


class TwoWayRig(SourceRig, Protocol):
    """A source whose buttons count for themselves, and can be told."""

    async def stop_reading(self, button: str) -> None: ...
    async def forge(self, button: str) -> None:
        """Give the button a key that is not its own, and let it connect with that key."""

    async def count_from(self, button: str, count: int) -> None:
        """Set the button's counter of *help* to this number."""

    async def until_lamp(self, button: str, lamp: str, within_s: float) -> None: ...
    def counters(self, button: str) -> dict[str, int]: ...


class PretendRig:
    """The part that is the same for both pretend buildings."""

    def __init__(self, source: SignalSource, building: PretendBuilding, heard: Ear) -> None:
        self.source, self.building, self.heard = source, building, heard

    async def press(self, button: str, contact: str) -> None:
        await self.building.press(button, contact)

    async def cut_line(self, button: str) -> None:
        self.building.unplug(button)

    async def mend_line(self, button: str) -> None:
        self.building.plug_in(button)

    async def stop_reading(self, button: str) -> None:
        self.building.stop_reading(button)

    async def forge(self, button: str) -> None:
        self.building.change_key(button, FORGED_KEY)

    async def count_from(self, button: str, count: int) -> None:
        self.building.turn_on(button, count)

    async def until_lamp(self, button: str, lamp: str, within_s: float) -> None:
        await self.building.until_lamp(button, lamp, within_s=within_s)

    def counters(self, button: str) -> dict[str, int]:
        return self.building.counters(button)


class SimulatedRig(PretendRig):
    family = "simulated"

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator["SimulatedRig"]:
        heard = Ear()
        source = SimulatedSource("127.0.0.1", 0, {"A": KEY, "B": KEY}.get)
        async with asyncio.TaskGroup() as running:
            task = running.create_task(source.run(heard.hear))
            await source.listening.wait()
            async with PatientBuilding("127.0.0.1", source.port, {"A": KEY, "B": KEY}) as building:
                await until(lambda: checked_in(heard) == {"A", "B"})
                yield cls(source, building, heard)
            task.cancel()


class EsphomeRig(PretendRig):
    """A dials in only. B dials in too, and also listens where the plan says."""

    family = "esphome"

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator["EsphomeRig"]:
        heard = Ear()
        source = EsphomeSource("127.0.0.1", 0, {"A": KEY, "B": KEY}.get)
        async with asyncio.TaskGroup() as running:
            task = running.create_task(source.run(heard.hear))
            await source.listening.wait()
            async with PatientTwins("127.0.0.1", source.port, {"A": KEY, "B": KEY}) as building:
                host, port = await building.listen("B", "127.0.0.1")
                source.expect({"A": Fitting("handbell-a"), "B": Fitting("handbell-b", f"{host}:{port}")})
                await until(lambda: checked_in(heard) == {"A", "B"})
                yield cls(source, building, heard)
            task.cancel()


class InovonicsRig:
    """Two pendants in reach of one receiver. The line has been open so long that every frame counts as new."""

    family = "inovonics"

    def __init__(self, source: InovonicsSource, radio: PretendRadio, heard: Ear) -> None:
        self.source, self.radio, self.heard = source, radio, heard

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator["InovonicsRig"]:
        heard, pendants = Ear(), {"A": PretendTransmitter(0xB2000001), "B": PretendTransmitter(0xB2000002)}
        with TemporaryDirectory() as folder:
            settings = InovonicsSettings((Wire("radio-a", f"{folder}/radio-a", 9600),))
            source = InovonicsSource(settings, Lines(), lambda *_: 0, Opened(), lambda _: True, lambda: 20_000)
            source.expect(
                {
                    name: Fitting("", points={"help": Alarm(pendant.uid, 1)}, part="EN1223S")
                    for name, pendant in pendants.items()
                }
            )

            def hear(signal: Signal) -> None:
                heard.hear(signal)
                if isinstance(signal, Press):
                    source.kept(signal)

            async with PretendRadio([Path(f"{folder}/radio-a")], pendants) as radio, asyncio.TaskGroup() as running:
                task = running.create_task(source.run(hear))
                await asyncio.sleep(RESEND_S)
                for name in pendants:
                    radio.check_in(name)
                await until(lambda: checked_in(heard) == {"A", "B"})
                yield cls(source, radio, heard)
                task.cancel()

    async def press(self, button: str, contact: str) -> None:
        await self.radio.press(button, for_s=0.05)

    async def cut_line(self, button: str) -> None:
        self.radio.unplug()

    async def mend_line(self, button: str) -> None:
        self.radio.plug_in()


class AlarmDecoderRig:
    """A is on a zone that the panel reports, B a radio transmitter of the panel."""

    family = "alarmdecoder"
    zones: ClassVar = {"A": PanelZone("panel", "zone", "12", 0), "B": PanelZone("panel", "rf", "0180036", 1)}

    def __init__(self, source: SignalSource, panel: Panel, pty: Pty, heard: Ear) -> None:
        self.source, self.panel, self.pty, self.heard = source, panel, pty, heard

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator["AlarmDecoderRig"]:
        heard = Ear()
        with TemporaryDirectory() as folder:
            pty = Pty(Path(folder) / "panel", 115_200)
            settings = AlarmDecoderSettings((Wire("panel", str(pty.link), pty.baud),))
            source = AlarmDecoderSource(settings, lambda _button, _contact: 0, Opened(None), Lines())
            source.expect({name: Fitting("", points={"help": zone}) for name, zone in cls.zones.items()})
            async with asyncio.TaskGroup() as running:
                task = running.create_task(source.run(heard.hear))
                panel = Panel(pty.burst, cls.zones)
                await until(lambda: WireMended("line", "panel", "missing") in heard)
                panel.keypad()
                await until(lambda: checked_in(heard) == {"A", "B"})
                await asyncio.sleep(OLD_S)  # a message that comes earlier may be an old one
                yield cls(source, panel, pty, heard)
                task.cancel()
            pty.close()

    async def press(self, button: str, contact: str) -> None:
        self.panel.press(button)
        self.panel.free(button)

    async def cut_line(self, button: str) -> None:
        self.pty.unplug()

    async def mend_line(self, button: str) -> None:
        self.pty.plug_in()


TWO_WAY_RIGS = [SimulatedRig, EsphomeRig]
RIGS: list[Any] = [*TWO_WAY_RIGS, InovonicsRig, AlarmDecoderRig, *WIRE_RIGS]


def checked_in(heard: list[Signal]) -> set[str]:
    return {each.button for each in heard if isinstance(each, CheckIn)}


def presses(heard: list[Signal]) -> list[Press]:
    return [each for each in heard if isinstance(each, Press)]


def faults(heard: list[Signal]) -> list[tuple[str, str]]:
    return [(each.button, each.what) for each in heard if isinstance(each, Fault)]

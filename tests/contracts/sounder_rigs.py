"""Makes one rig for each kind of sounder: its port, what a test can do to it, and how to hear what it plays.

For a new family, add a class here that offers what `SounderRig` names, and put it into `RIGS`.
"""

import asyncio
import os
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol, Self

import pytest

from hardware.esphome import wire
from hardware.esphome.twin.sounder_line import PretendSounder
from hardware.gpio.twin import TwinPins
from hardware.modbus.twin import TwinBoard
from hardware.outputs import AlsaOutput, EsphomeOutput, FileOutput, RelayOutput
from hardware.points import Coil, Pin
from hardware.ports import Fitting, Pattern, SounderPort
from hardware.registry import Given, Output, Shared, make_sounder
from hardware.relay.flashing import Flash
from hardware.simulated.sounder import SimulatedSounder
from hardware.sound.synth import pcm
from tests.firmware.host import HostDevice, program
from tests.hardware.esphome.twin.api_client import Client, connected
from tests.hardware.modbus.wires import asked, pretend

KEY = bytes(range(32))
BELL = "bell"
LAMP = "GPIO25"


class SounderRig(Protocol):
    """A sounder that is not running yet."""

    family: str
    sounder: SounderPort

    def heard(self, pattern: Pattern) -> bool:
        """Whether this pattern was played at any time."""

    def silent_for_now(self) -> bool: ...
    async def break_it(self) -> None: ...
    async def mend_it(self) -> None: ...


# A program in place of aplay: a real process with a real pipe. It takes sound at the pace of a real device and keeps it in a file.
FAKE_APLAY = """#!/bin/sh
echo "$@" >> "$APLAY_KEEPS.arguments"
if [ -e "$APLAY_KEEPS.busy" ]; then echo "aplay: main:831: audio open error: Device or resource busy" >&2; exit 1; fi
exec cat >> "$APLAY_KEEPS"
"""


def made(output: Output) -> SounderPort:
    return make_sounder(output, Given({}.get, Shared()))


class LocalRig:
    """A sounder that hangs on the box itself. It needs no other device."""

    @classmethod
    @asynccontextmanager
    async def open(cls, folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Self]:
        yield cls(folder, monkeypatch)


class AlsaRig(LocalRig):
    family = "alsa"

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        program = folder / "aplay"
        program.write_text(FAKE_APLAY)
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        self._kept = folder / "taken"
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
        monkeypatch.setenv("APLAY_KEEPS", str(self._kept))
        self.sounder: SounderPort = made(AlsaOutput("plughw:0", again_s=10))

    def heard(self, pattern: Pattern) -> bool:
        return self._kept.exists() and begins(pattern) in self._kept.read_bytes()

    def silent_for_now(self) -> bool:
        return not any(self._kept.read_bytes()[-1600:])

    async def break_it(self) -> None:
        Path(f"{self._kept}.busy").touch()
        self.sounder = made(AlsaOutput("plughw:0", again_s=10))

    async def mend_it(self) -> None:
        Path(f"{self._kept}.busy").unlink()


class FileRig(LocalRig):
    family = "file"

    def __init__(self, folder: Path, _: pytest.MonkeyPatch) -> None:
        self._path = folder / "office.pcm"
        self.sounder: SounderPort = made(FileOutput(str(self._path), again_s=10))

    def heard(self, pattern: Pattern) -> bool:
        return self._path.exists() and begins(pattern) in self._path.read_bytes()

    def silent_for_now(self) -> bool:
        return Path(f"{self._path}.log").read_text().endswith("silence\n")

    async def break_it(self) -> None:
        self._path.mkdir()

    async def mend_it(self) -> None:
        self._path.rmdir()


class SimulatedRig(LocalRig):
    family = "simulated"

    def __init__(self, _: Path, __: pytest.MonkeyPatch) -> None:
        self.simulated = SimulatedSounder()
        self.sounder: SounderPort = self.simulated

    def heard(self, pattern: Pattern) -> bool:
        return any(each.pattern is pattern for each in self.simulated.played)

    def silent_for_now(self) -> bool:
        return self.simulated.playing is None

    async def break_it(self) -> None:
        self.simulated.fail("the wire to it is cut")

    async def mend_it(self) -> None:
        self.simulated.mend()


class EsphomeRig:
    """The twin of our sounder on the LAN: it dials in."""

    family = "esphome"

    def __init__(self, sounder: SounderPort, pretend: PretendSounder) -> None:
        self.sounder, self._pretend = sounder, pretend

    @classmethod
    @asynccontextmanager
    async def open(cls, _: Path, __: pytest.MonkeyPatch) -> AsyncIterator[Self]:
        async with listening() as shared:
            port = make_sounder(EsphomeOutput(BELL, Fitting("handbell-bell")), Given({BELL: KEY}.get, shared))
            async with PretendSounder(BELL, KEY, dials=("127.0.0.1", shared.lan.port)) as pretend:
                yield cls(port, pretend)

    def heard(self, pattern: Pattern) -> bool:
        return pattern.value in self._pretend.played

    def silent_for_now(self) -> bool:
        return self._pretend.playing == wire.SILENT

    async def break_it(self) -> None:
        self._pretend.line.power_down()

    async def mend_it(self) -> None:
        self._pretend.line.power_up()

    @asynccontextmanager
    async def other_box(self) -> AsyncIterator[Client]:
        async with connected(await self._pretend.listen("127.0.0.1"), KEY) as client:
            yield client


class HostRig:
    """The real firmware, built for this machine and listening where the plan says. A second client hears what the firmware says that it
    plays.
    """

    family = "esphome"

    def __init__(self, sounder: SounderPort, device: HostDevice, listener: Client) -> None:
        self.sounder, self._device, self._listener = sounder, device, listener

    @classmethod
    @asynccontextmanager
    async def open(cls, folder: Path, _: pytest.MonkeyPatch) -> AsyncIterator[Self]:
        async with (
            listening() as shared,
            HostDevice(program("sounder"), folder, name="handbell-bell", key=KEY) as device,
        ):
            fitting = Fitting("handbell-bell", f"{device.address}:{device.port}")
            port = make_sounder(EsphomeOutput(BELL, fitting), Given({BELL: KEY}.get, shared))
            async with connected((device.address, device.port), KEY) as listener:
                yield cls(port, device, listener)

    def heard(self, pattern: Pattern) -> bool:
        return (wire.SOUNDING, pattern.value) in self._listener.heard

    def silent_for_now(self) -> bool:
        return self._listener.says[wire.SOUNDING] == wire.SILENT

    async def break_it(self) -> None:
        await self._device.cut_power()

    async def mend_it(self) -> None:
        await self._device.restore_power()

    @asynccontextmanager
    async def other_box(self) -> AsyncIterator[Client]:
        yield self._listener


@asynccontextmanager
async def listening() -> AsyncIterator[Shared]:
    """Open the door for devices that dial in. Sounders on the network share it with buttons."""
    shared = Shared()
    async with asyncio.TaskGroup() as group:
        door = group.create_task(shared.lan.run("127.0.0.1", 0))
        await shared.lan.listening.wait()
        yield shared
        door.cancel()


class PinRig:
    """A lamp on a pretend pin: every real pattern lights the lamp."""

    family = "relay"

    def __init__(self, sounder: SounderPort, pins: TwinPins) -> None:
        self.sounder, self._pins = sounder, pins

    @classmethod
    @asynccontextmanager
    async def open(cls, _: Path, __: pytest.MonkeyPatch) -> AsyncIterator[Self]:
        shared, pins = Shared(), TwinPins([LAMP])
        shared.pins = pins
        output = RelayOutput(Pin(LAMP), Flash.STEADY, drills=False, goes_dark=False)
        yield cls(make_sounder(output, Given({}.get, shared)), pins)

    def heard(self, pattern: Pattern) -> bool:
        return (LAMP, True) in self._pins.switched

    def silent_for_now(self) -> bool:
        return not self._pins.levels[LAMP]

    async def break_it(self) -> None:
        self._pins.gone.add(LAMP)

    async def mend_it(self) -> None:
        self._pins.gone.clear()


class CoilRig:
    """A lamp on a relay of a pretend board, over a pretend pair of wires."""

    family = "relay"

    def __init__(self, sounder: SounderPort, board: TwinBoard) -> None:
        self.sounder, self._board = sounder, board

    @classmethod
    @asynccontextmanager
    async def open(cls, folder: Path, _: pytest.MonkeyPatch) -> AsyncIterator[Self]:
        shared, board = Shared(), TwinBoard(3)
        output = RelayOutput(Coil("west", "bus", 3, 5), Flash.FAST, drills=False, goes_dark=False)
        async with pretend({"west": board}, folder / "line"), asked({"west": board}, folder / "line") as (bus, _ear):
            shared.buses["bus"] = bus
            yield cls(make_sounder(output, Given({}.get, shared)), board)

    def heard(self, pattern: Pattern) -> bool:
        return (5, True) in self._board.switched

    def silent_for_now(self) -> bool:
        return not self._board.relays[4]

    async def break_it(self) -> None:
        self._board.dead = True

    async def mend_it(self) -> None:
        self._board.dead = False


RIGS = [AlsaRig, FileRig, SimulatedRig, EsphomeRig, HostRig, PinRig, CoilRig]
ON_THE_NETWORK = [EsphomeRig, HostRig]
"""More than one box can speak to these rigs: `other_box` connects as another box to the same sounder."""


def begins(pattern: Pattern) -> bytes:
    """Give the first fifth of a second of the sound. No other pattern begins so."""
    return pcm(pattern)[: 3200 * 2]

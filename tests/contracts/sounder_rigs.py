"""One rig for each kind of sounder: its port, what it can be made to do, and how to hear what comes out.

A new family adds a class here that offers what `SounderRig` names, and puts it into `RIGS`.
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
from hardware.outputs import AlsaOutput, EsphomeOutput, FileOutput
from hardware.ports import Fitting, Pattern, SounderPort
from hardware.registry import Given, Output, Shared, make_sounder
from hardware.simulated.sounder import SimulatedSounder
from hardware.sound.synth import pcm
from tests.firmware.host import HostDevice, program
from tests.hardware.esphome.twin.api_client import Client, connected

KEY = bytes(range(32))
BELL = "bell"


class SounderRig(Protocol):
    """A sounder that is not running yet."""

    family: str
    sounder: SounderPort

    def heard(self, pattern: Pattern) -> bool:
        """Whether this came out at any time."""

    def silent_for_now(self) -> bool: ...
    async def break_it(self) -> None: ...
    async def mend_it(self) -> None: ...


# A program in place of aplay: a real process with a real pipe. It takes sound at the pace of a device and keeps what it took.
FAKE_APLAY = """#!/bin/sh
echo "$@" >> "$APLAY_KEEPS.arguments"
if [ -e "$APLAY_KEEPS.busy" ]; then echo "aplay: main:831: audio open error: Device or resource busy" >&2; exit 1; fi
exec cat >> "$APLAY_KEEPS"
"""


def made(output: Output) -> SounderPort:
    return make_sounder(output, Given({}.get, Shared()))


class LocalRig:
    """What hangs on the box itself needs nothing else to be there."""

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
    """The real firmware, built for this machine, where the plan says; a second client hears what it says that it plays."""

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
    """What sounders on the network share with buttons, with its door open."""
    shared = Shared()
    async with asyncio.TaskGroup() as group:
        door = group.create_task(shared.lan.run("127.0.0.1", 0))
        await shared.lan.listening.wait()
        yield shared
        door.cancel()


RIGS = [AlsaRig, FileRig, SimulatedRig, EsphomeRig, HostRig]
ON_THE_NETWORK = [EsphomeRig, HostRig]
"""More than one box can speak to these: `other_box` is another one's end of the same sounder."""


def begins(pattern: Pattern) -> bytes:
    """The first fifth of a second: no other pattern has it."""
    return pcm(pattern)[: 3200 * 2]

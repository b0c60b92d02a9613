"""Makes one rig for each device that speaks our firmware's words: the twin, and the real firmware on this machine.

For a further device, add a class here that offers what `DeviceRig` names, and put it into `RIGS`.
"""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

import pytest

from hardware.esphome.twin.building import TwinBuilding
from tests.firmware.host import HostDevice, program

KEY = bytes(range(32))
CONTACTS = ("help", "hold", "medical")


class DeviceRig(Protocol):
    """One device with the contacts CONTACTS and the key KEY; `address` is where it listens."""

    kind: str
    address: tuple[str, int]

    async def close(self, contact: str) -> None: ...
    async def open(self, contact: str) -> None: ...
    async def press(self, contact: str) -> None:
        """Close the contact and open it again: long enough to be counted, and long enough after another press."""

    async def kill(self) -> None:
        """Cut the power at this moment."""

    async def restart(self) -> None:
        """Give the power back; returns when the device listens."""


class TwinRig:
    kind = "twin"

    def __init__(self, building: TwinBuilding, address: tuple[str, int]) -> None:
        self.building, self.address = building, address

    @classmethod
    @asynccontextmanager
    async def make(cls) -> AsyncIterator["TwinRig"]:
        async with TwinBuilding("127.0.0.1", 0, {"B1": KEY}, contacts={"B1": CONTACTS}, dials=False) as building:
            yield cls(building, await building.listen("B1", "127.0.0.1"))

    async def close(self, contact: str) -> None:
        self.building.stick("B1", contact)

    async def open(self, contact: str) -> None:
        self.building.free("B1", contact)

    async def press(self, contact: str) -> None:
        await self.building.press("B1", contact)

    async def kill(self) -> None:
        self.building.cut_power("B1")

    async def restart(self) -> None:
        self.building.restore_power("B1")
        await self.building.twin("B1").listening.wait()


class HostRig:
    """The firmware itself, built for this machine, as a process."""

    kind = "host"

    def __init__(self, device: HostDevice) -> None:
        self.device, self.address = device, (device.address, device.port)

    @classmethod
    @asynccontextmanager
    async def make(cls) -> AsyncIterator["HostRig"]:
        with tempfile.TemporaryDirectory() as folder:
            async with HostDevice(program("button"), Path(folder), key=KEY, contacts=("help", "medical")) as device:
                yield cls(device)

    async def close(self, contact: str) -> None:
        self.device.close(contact)

    async def open(self, contact: str) -> None:
        self.device.open(contact)

    async def press(self, contact: str) -> None:
        await self.device.tap(contact)

    async def kill(self) -> None:
        await self.device.cut_power()

    async def restart(self) -> None:
        await self.device.restore_power()


RIGS = [TwinRig, pytest.param(HostRig, marks=pytest.mark.slow)]

"""A wing of the school on a network of our own: the box in one computer, and each room's button, real firmware, in another.

async with Wing(lan, folder) as wing:
        room = await wing.room("B201", "10.78.0.11", dials=True)
        await wing.starts()
        await room.shows("ready", 10)
        await room.device.tap()

`room.shows` waits for what the lamp shows. It asks the device from within its own computer, so it works even when no wire reaches it.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec.structs import replace

from appliance.api.desk.buttons import AskButtons, ButtonLine, ButtonsKnown
from appliance.plan.families import ESPHOME
from appliance.plan.model import Plan
from hardware.esphome import wire
from tests.firmware.host import HostDevice, program
from tests.hardware.esphome.twin.api_client import Client, connected
from tests.hardware.running import until
from tests.patience import patience
from tests.proof.lan import Computer, Lan
from tests.system.box import Box
from tests.system.desk import Desk
from tests.system.school import button_of, key_of, school

BOX_AT = "10.78.0.1"
DIAL_AT = f"{BOX_AT}:{wire.DIAL_IN_PORT}"
EVERYWHERE = f"0.0.0.0:{wire.DIAL_IN_PORT}"
ANNOUNCER = Path(__file__).with_name("announcer.py")
ANNOUNCED_WITHIN_S = 60.0
FITTED = ("help", "medical")


class NetBox(Box):
    """A box that is a computer on the LAN."""

    def __init__(self, folder: Path, computer: Computer, plan: Plan) -> None:
        super().__init__(folder, plan=plan)
        self.computer = computer

    def command(self, *more: str) -> list[str]:
        """Give the words that systemd would run, in that computer."""
        return self.computer.command(*super().command("--esphome", EVERYWHERE, *more))


@dataclass(slots=True)
class Classroom:
    """One room: its computer, its button, and somebody who looks at its lamp. `lamp` has a slot of the device for itself."""

    name: str
    computer: Computer
    device: HostDevice
    lamp: Client

    async def shows(self, phase: str, within_s: float) -> float:
        """Wait until the lamp shows this; give the seconds it took."""
        began_s = time.monotonic()
        try:
            await until(lambda: self.lamp.says[wire.LAMP] == phase, within_s)
        except TimeoutError:
            shown = [value for name, value in self.lamp.heard if name == wire.LAMP]
            raise TimeoutError(
                f"the lamp of {self.name} showed {shown}, never {phase} within {patience(within_s)} s"
            ) from None
        return time.monotonic() - began_s

    async def showed(self, phase: str, since: int) -> None:
        """Wait until the lamp has shown this at any time after the first `since` states that were heard: it may be over already."""
        await until(lambda: (wire.LAMP, phase) in self.lamp.heard[since:])

    def waiting(self, contact: str = "help") -> int:
        """Give how many counted presses have no receipt."""
        count = self.lamp.count(contact)
        return count.count - count.receipted


@dataclass(slots=True)
class Wing:
    """The box, and the rooms that are added one by one. `typed` maps a room to the address that a person wrote into the plan."""

    lan: Lan
    folder: Path
    rooms: int = 2
    typed: dict[str, str] = field(default_factory=dict)
    box_at: str | None = BOX_AT
    box: NetBox = field(init=False)
    _stack: AsyncExitStack = field(init=False, default_factory=AsyncExitStack)
    _announcers: dict[str, asyncio.subprocess.Process] = field(init=False, default_factory=dict)

    async def __aenter__(self) -> Self:
        computer = self.lan.computer("box", self.box_at)
        self.box = await self._stack.enter_async_context(NetBox(self.folder, computer, _plan(self.rooms, self.typed)))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            for announcer in self._announcers.values():
                await _end(announcer)
        finally:
            await self._stack.__aexit__(kind, error, trace)

    async def room(
        self, name: str, address: str, *, dials: bool = False, announced: bool = False, computer: Computer | None = None
    ) -> Classroom:
        """Add a room's button, with power, in a computer of its own or in this one."""
        computer = computer or self.lan.computer(name, address)
        button = button_of(name)
        device = HostDevice(
            program("button"),
            self.folder,
            name=wire.device_name(button),
            mac=f"06:48:42:00:00:{int(name[-2:]):02x}",
            key=key_of(button),
            address="0.0.0.0",
            contacts=FITTED,
            dial_in=DIAL_AT if dials else "",
            network=computer.network,
        )
        await self._stack.enter_async_context(device)
        lamp = await self._stack.enter_async_context(looking_at(computer, device))
        room = Classroom(name, computer, device, lamp)
        if announced:
            await self.announce(room, address)
        return room

    async def announce(self, room: Classroom, *addresses: str) -> None:
        """Announce this room's device at these addresses from now on, and no longer at others."""
        says = {
            "mac": room.device.mac.replace(":", ""),
            "friendly_name": room.device.name,
            "project_name": wire.BUTTON_PROJECT,
            "project_version": "1.0.0",
            "version": "2026.10.0",
            "api_encryption": "Noise_NNpsk0_25519_ChaChaPoly_SHA256",
        }
        device = {"device": room.device.name, "addresses": addresses, "port": room.device.port, "says": says}
        await self.announce_from(room.computer, [device])

    async def announce_from(self, computer: Computer, devices: Iterable[dict[str, object]]) -> None:
        """Announce these devices from this computer, and no others any more. Returns when all were announced once."""
        before = self._announcers.pop(computer.network, None)
        if before is not None:
            await _end(before)
        pipe = subprocess.PIPE
        words = computer.command(sys.executable, str(ANNOUNCER))
        announcer = self._announcers[computer.network] = await asyncio.create_subprocess_exec(
            *words, stdin=pipe, stdout=pipe
        )
        assert announcer.stdin is not None and announcer.stdout is not None
        listed = list(devices)
        announcer.stdin.write(json.dumps(listed).encode())
        announcer.stdin.close()
        async with asyncio.timeout(ANNOUNCED_WITHIN_S):
            for _ in listed:
                assert await announcer.stdout.readline(), "the announcer ended"

    async def starts(self) -> Desk:
        """Start the daemon, with somebody at the front desk."""
        await self.box.starts()
        return await self.box.desk("front")

    async def known(self, desk: Desk) -> ButtonsKnown:
        """Give what `handbell buttons list` is told."""
        answer = await desk.line.ask(AskButtons(request=0))
        assert isinstance(answer, ButtonsKnown)
        return answer

    async def button(self, desk: Desk, room: str) -> ButtonLine:
        """Give what is known of a room's button."""
        return next(each for each in (await self.known(desk)).buttons if each.button == button_of(room))


@asynccontextmanager
async def looking_at(computer: Computer, device: HostDevice) -> AsyncIterator[Client]:
    """Run a client beside the device, in the same computer."""
    wire_ = computer.socket()
    wire_.setblocking(False)
    await asyncio.get_running_loop().sock_connect(wire_, ("127.0.0.1", device.port))
    async with connected(wire_, device.key) as client:
        yield client


def _plan(count: int, typed: dict[str, str]) -> Plan:
    """Make the plan of the school with nothing but buttons on the LAN."""
    plan = school(count)
    walls = (each for each in plan.buttons if each.family == "simulated")
    buttons = (replace(each, family=ESPHOME, address=typed.get(each.room, "")) for each in walls)
    return replace(plan, buttons=tuple(buttons))


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()

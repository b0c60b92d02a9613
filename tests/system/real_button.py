"""Runs call buttons with our real firmware, each as a process of its own beside the daemon, and makes a box that expects them.

async with real_buttons(folder, "B204") as (wall,), box_with(folder, wall) as box:
        await box.starts()
        await wall.tap()
        await wall.until_lamp("sending")

Not the daemon but a second client of the device's encrypted API reads the lamp. That client tells the device nothing.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import msgspec
from aioesphomeapi import APIConnectionError

from appliance.plan.ids import ButtonId, KeyId, RoomId
from appliance.plan.model import Button, Contact, Kind
from hardware.esphome.wire import FAULTS, LAMP, device_name
from tests.firmware.flash import Kept, read_flash
from tests.firmware.host import HostDevice, program
from tests.hardware.esphome.twin.api_client import Client, connected
from tests.hardware.running import stays, until
from tests.patience import patience
from tests.system.box import Box
from tests.system.school import button_of, key_of, school

FITTED = ("help", "medical", "tap-out")
CONTACTS = (
    Contact("help", Kind.ASSIST),
    Contact("hold", Kind.EMERGENCY),
    Contact("medical", Kind.MEDICAL),
    Contact("tap-out", Kind.TAP_OUT),
)
LOOK_AGAIN_S = 0.01
LOOKS_MAX = 20  # writing the flash takes well under a millisecond
NO_POWER = "no power"


class RealButton(HostDevice):
    """The wall button of a room. `lamp` is what it says that it shows now, read over a connection of our own."""

    def __init__(self, room: str, folder: Path, number: int, *, dial_in: str = "", safe: bool = False) -> None:
        self.room, self.button = room, button_of(room)
        super().__init__(
            program("button"),
            folder,
            name=device_name(self.button),
            mac=f"06:48:42:00:01:{number:02x}",
            key=key_of(self.button),
            contacts=(*FITTED, "safe") if safe else FITTED,
            dial_in=dial_in,
        )
        self._client: Client | None = None
        self._shown: set[str] = set()
        self._kept: Kept | None = None

    @property
    def lamp(self) -> str:
        """What it says that it shows; "no power" without power, or while it boots."""
        return str(self._client.says[LAMP]) if self._client is not None else NO_POWER

    @property
    def faults(self) -> str:
        """What it finds wrong with itself."""
        return str(self._client.says[FAULTS]) if self._client is not None else ""

    @property
    def ever_shown(self) -> set[str]:
        """Everything its lamp said so far while a client looked."""
        now = self._client.heard if self._client is not None else []
        return self._shown | {str(says) for entity, says in now if entity == LAMP}

    async def until_lamp(self, lamp: str, within_s: float = 2.0) -> None:
        """Wait until the lamp shows this. Raises AssertionError with what it shows instead."""
        try:
            await until(lambda: self.lamp == lamp, within_s)
        except TimeoutError:
            says = f"after {patience(within_s)} s {self.button} shows {self.lamp}, not {lamp}; {self.kept()}"
            raise AssertionError(says) from None

    async def keeps_its_lamp(self, for_s: float) -> None:
        """Raises AssertionError as soon as the lamp shows anything else."""
        lamp = self.lamp
        assert await stays(lambda: self.lamp == lamp, for_s), f"{self.button} showed {lamp}, and now {self.lamp}"

    async def until_receipted(self, contact: str, count: int, within_s: float = 2.0) -> None:
        """Wait until the button holds a receipt for its presses up to this one."""
        await until(lambda: self.kept().receipted[contact] >= count, within_s)

    def kept(self) -> Kept:
        """Give what its flash holds. Look again while the file that stands for the flash is being rewritten.

        `loses_power` may stop the device in the middle of that. Then it goes on only once we let it, and until then its flash is as it was.
        """
        for _ in range(LOOKS_MAX):
            with suppress(ValueError):
                self._kept = read_flash(self.copy_flash())
                return self._kept
            if self._kept is not None and _stopped(self.pid):
                return self._kept
            time.sleep(LOOK_AGAIN_S)
        raise ValueError(f"the flash of {self.button} holds no whole record")

    async def loses_power(self) -> None:
        """Send SIGKILL, but not while Linux rewrites the file that stands for its flash: a board writes its flash whole or not at all."""
        while True:
            self.freeze()
            await until(lambda: _stopped(self.pid))
            with suppress(ValueError):
                read_flash(self.copy_flash())
                break
            self.thaw()
            await asyncio.sleep(0)
        await self.cut_power()

    async def tell(self, phase: str, *, dark: bool) -> None:
        """Tell the button this as the newest box would. Whoever has the key can do so."""
        assert self._client is not None, f"{self.button} has no power"
        await self._client.tell(phase, epoch=self.kept().epoch, dark=dark)

    async def look_at_it(self) -> None:
        """Read what it says, over every power cut, until cancelled."""
        while True:
            if self._process is not None:
                with suppress(APIConnectionError, TimeoutError, OSError):
                    async with connected((self.address, self.port), self.key) as client:
                        self._client = client
                        await client.closed.wait()
            self._shown, self._client = self.ever_shown, None
            await asyncio.sleep(LOOK_AGAIN_S)


@asynccontextmanager
async def real_buttons(
    folder: Path, *rooms: str, dial_in: str = "", safe: bool = False
) -> AsyncIterator[tuple[RealButton, ...]]:
    """Give power to the wall buttons of these rooms. Skips, naming what is missing, where the firmware cannot be built. `safe`: they have
    that contact too.
    """
    numbered = enumerate(rooms, start=1)
    walls = tuple(RealButton(room, folder, number, dial_in=dial_in, safe=safe) for number, room in numbered)
    async with AsyncExitStack() as stack:
        for wall in walls:
            await stack.enter_async_context(wall)
        looking = [asyncio.get_running_loop().create_task(wall.look_at_it()) for wall in walls]
        try:
            await until(lambda: all(wall.lamp != NO_POWER for wall in walls), 5)
            yield walls
        finally:
            for each in looking:
                each.cancel()
            await asyncio.gather(*looking, return_exceptions=True)


def box_with(
    folder: Path,
    *walls: RealButton,
    data: Path | None = None,
    quiet: bool = False,
    called_at: str = "",
    beside: tuple[Button, ...] = (),
) -> Box:
    """Make a box whose school has these buttons and no others, but for those `beside` them. The plan has their addresses, unless they call
    the box at `called_at`.
    """
    buttons = tuple(
        Button(
            ButtonId(wall.button),
            RoomId(wall.room),
            "esphome",
            KeyId(f"k-{number}"),
            CONTACTS,
            address="" if called_at else f"{wall.address}:{wall.port}",
            safe="safe" in wall.contacts,
        )
        for number, wall in enumerate(walls)
    )
    plan = school()
    rooms = tuple(msgspec.structs.replace(room, quiet=quiet) for room in plan.rooms)
    plan = msgspec.structs.replace(plan, buttons=(*buttons, *beside), rooms=rooms)
    return Box(folder, plan=plan, data=data, options=("--esphome", called_at or "127.0.0.1:0"))


def _stopped(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"

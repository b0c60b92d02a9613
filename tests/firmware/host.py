"""Our firmware as a Linux process: a real device whose contacts a test presses and whose power it cuts. Knows no appliance.

Reads as a transcript: `async with HostDevice(program("button"), folder, key=KEY) as device:`, then `await device.tap("help")`,
and talk to it over its encrypted API at `device.address`, `device.port`.
"""

import asyncio
import base64
import contextlib
import os
import signal
import subprocess
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from hardware.esphome.wire import API_PORT
from tests.firmware.flash import read_flash
from tests.hardware.running import stays, until
from tests.patience import patience
from tests.ports import free_port

KEY = bytes(range(32))  # any; tests that want none or another say so
ROOT = Path(__file__).parents[2]
BUILD_WITHIN_S = (
    1200  # cold it is three minutes, and many more beside other tests; what is built already is known in an instant
)
LISTENING_WITHIN_S = patience(5)
TAP_S = 0.08  # longer than the firmware's 25 ms of settling, shorter than any finger
HOLD_S = 2.2
SEEN_S = 1.0  # shorter than a hold, and a hundred times what a quiet machine needs
TAPS_MAX = 5


@cache
def program(device: str) -> Path:
    """The program that is our "button" or our "sounder", built where it is not. Skips, naming what is missing, where it cannot be."""
    built = subprocess.run([ROOT / ".ci/esphome"], capture_output=True, text=True, timeout=BUILD_WITHIN_S, check=False)
    if built.returncode:
        pytest.skip(built.stderr.strip())
    return ROOT / "var/esphome" / device


def esphome() -> Path:
    """The `esphome` program that our firmware is built with. Skips as `program`."""
    return program("button").parent / "venv/bin/esphome"


class HostDevice:
    """One device from `async with` to the end of it; its flash outlives every power cut in between.

    `name`, `mac`, `key` (32 bytes; empty for a device that has none yet), `contacts`, `dial_in` ("address:port" of an appliance
    to call), `address` and `port` may be changed between `cut_power` and `restore_power`. `port` 0 is replaced by one that is free,
    or in a network namespace, `network`, by ESPHome's own. It announces itself to nobody: ESPHome has no mDNS on Linux.
    """

    def __init__(
        self,
        program: Path,
        folder: Path,
        *,
        name: str = "handbell-b204-1",
        mac: str = "06:48:42:00:00:01",
        key: bytes = b"",
        address: str = "127.0.0.1",
        port: int = 0,
        contacts: tuple[str, ...] = ("help", "medical", "tap-out", "safe"),
        dial_in: str = "",
        network: str = "",
    ) -> None:
        self.name, self.mac, self.key = name, mac, key
        self.address, self.port = address, port or (API_PORT if network else free_port(address))
        self.contacts, self.dial_in, self.network = contacts, dial_in, network
        self._program = program
        self._folder = folder / name
        self._closed: set[str] = set()
        self._fifo = -1
        self._fingers: set[asyncio.Task[None]] = set()
        self._read = "", -1
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        await self.restore_power()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for finger in list(self._fingers):
            finger.cancel()
        await asyncio.gather(*self._fingers, return_exceptions=True)
        await self.cut_power()
        os.close(self._fifo)

    @property
    def psk(self) -> str:
        """The key as ESPHome's clients want it."""
        return base64.b64encode(self.key).decode()

    @property
    def pid(self) -> int:
        """The process, while there is power. Raises RuntimeError without."""
        if self._process is None:
            raise RuntimeError(f"{self.name} has no power")
        return self._process.pid

    @property
    def flash(self) -> Path:
        """The file that is its flash; missing until the first boot."""
        return self._folder / "flash" / f"{self.name}.prefs"

    @property
    def log(self) -> Path:
        """What it says on its serial line, of all its boots."""
        return self._folder / "serial.log"

    def press(self, contact: str = "help") -> None:
        """A finger, without waiting for it to leave again: see `tap` for that."""
        finger = asyncio.get_running_loop().create_task(self.tap(contact))
        self._fingers.add(finger)
        finger.add_done_callback(self._fingers.discard)

    async def tap(self, contact: str = "help") -> None:
        """A finger presses and leaves, and does so again where nothing was counted.

        A process that gets no processor for so long hears of both at once, and takes them for a bounce; a board never misses a finger.
        """
        before = self._counted(contact)
        for _ in range(TAPS_MAX):
            self.close(contact)
            await asyncio.sleep(TAP_S)
            await stays(lambda: self._counted(contact) == before, SEEN_S)
            self.open(contact)
            await asyncio.sleep(TAP_S)
            if not await stays(lambda: self._counted(contact) == before, 3 * SEEN_S):
                return
        raise AssertionError(f"{self.name} counted none of {TAPS_MAX} presses: see {self.log}")

    async def hold(self, contact: str = "help", for_s: float = HOLD_S) -> None:
        """A finger stays."""
        self.close(contact)
        await asyncio.sleep(for_s)
        self.open(contact)

    def close(self, contact: str = "help") -> None:
        """The contact closes. Without power it is closed when the device boots."""
        self._closed.add(contact)
        self._say(f"close {contact}")

    def open(self, contact: str = "help") -> None:
        """The contact opens."""
        self._closed.discard(contact)
        self._say(f"open {contact}")

    def set_supply(self, supply_mv: int) -> None:
        """The supply is measured."""
        self._say(f"supply {supply_mv}")

    def set_tampered(self, tampered: bool) -> None:
        """The case is opened, or closed again."""
        self._say(f"tampered {tampered:d}")

    def _counted(self, contact: str) -> tuple[str, int]:
        """Of its flash: the ledger, and the presses counted in it."""
        with contextlib.suppress(ValueError, OSError):  # it is being rewritten, or there is none yet
            kept = read_flash(self.copy_flash())
            self._read = kept.ledger, kept.counts[contact]
        return self._read

    async def keeps(self, count: int, contact: str = "help") -> None:
        """Wait until its flash holds so many presses."""
        await until(lambda: self._kept_count(contact) >= count)

    def _kept_count(self, contact: str) -> int:
        with contextlib.suppress(ValueError, OSError):  # it is being rewritten, or there is none yet
            return read_flash(self.copy_flash()).counts[contact]
        return -1

    async def cut_power(self) -> None:
        """SIGKILL: nothing is said, nothing is saved."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.kill()
        if process is not None:
            await process.wait()

    async def restore_power(self) -> None:
        """It boots; returns when it listens. A contact left closed is closed when it does. Raises TimeoutError with what it said."""
        said = self.log.stat().st_size if self.log.exists() else 0
        self._open_fifo()
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command(), env=self._environment(), stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log
            )
        try:
            async with asyncio.timeout(LISTENING_WITHIN_S):
                while b"setup() finished" not in self.log.read_bytes()[said:]:
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise TimeoutError(f"{self.name} did not boot: see {self.log}") from None

    def freeze(self) -> None:
        """SIGSTOP: connections stay open and nobody answers."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on where it was."""
        os.kill(self.pid, signal.SIGCONT)

    def wipe(self) -> None:
        """Its flash is erased, as when the board is swapped. Only without power."""
        self._without_power()
        self.flash.unlink(missing_ok=True)

    def copy_flash(self) -> bytes:
        """What its flash holds now."""
        return self.flash.read_bytes()

    def set_back(self, flash: bytes) -> None:
        """Its flash is as it once was. Only without power."""
        self._without_power()
        self.flash.write_bytes(flash)

    def _without_power(self) -> None:
        if self._process is not None:
            raise RuntimeError(f"{self.name} has power: its flash is its own")

    def _command(self) -> list[str]:
        inside = ["ip", "netns", "exec", self.network] if self.network else []
        return [*inside, str(self._program)]

    def _environment(self) -> dict[str, str]:
        settings = {
            "HANDBELL_NAME": self.name,
            "HANDBELL_MAC": self.mac,
            "HANDBELL_ADDRESS": self.address,
            "HANDBELL_PORT": str(self.port),
            "HANDBELL_KEY": self.psk,
            "HANDBELL_DIAL": self.dial_in,
            "HANDBELL_CONTACTS": " ".join(self.contacts),
            "HANDBELL_FIFO": str(self._fifo_path),
            "ESPHOME_PREFDIR": str(self.flash.parent),
        }
        return {**os.environ, **settings}

    @property
    def _fifo_path(self) -> Path:
        return self._folder / "contacts"

    def _open_fifo(self) -> None:
        """What was said to a device without power is forgotten, but for where its contacts are now."""
        if self._fifo < 0:
            os.mkfifo(self._fifo_path, 0o600)
            self._fifo = os.open(self._fifo_path, os.O_RDWR | os.O_NONBLOCK)
        with contextlib.suppress(BlockingIOError):
            while os.read(self._fifo, 4096):
                pass
        for contact in sorted(self._closed):
            self._say(f"close {contact}")

    def _say(self, command: str) -> None:
        os.write(self._fifo, f"{command}\n".encode())

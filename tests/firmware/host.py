"""Runs our firmware as a Linux process: a real device whose contacts a test presses and whose power it cuts. Knows no appliance.

A test reads as a transcript: `async with HostDevice(program("button"), folder, key=KEY) as device:`, then `await device.tap("help")`. The
test talks to the device over its encrypted API at `device.address`, `device.port`.
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

KEY = bytes(range(32))  # the usual key; a test that wants no key or another one says so
ROOT = Path(__file__).parents[2]
BUILD_WITHIN_S = (
    1200  # a first build takes three minutes, and much longer beside other tests; a build that exists takes no time
)
LISTENING_WITHIN_S = patience(5)
TAP_S = 0.08  # longer than the firmware's 25 ms of settling, shorter than any finger
HOLD_S = 2.2
SEEN_S = 1.0  # shorter than a hold, and a hundred times what a quiet machine needs
TAPS_MAX = 5


@cache
def program(device: str) -> Path:
    """Give the program that is our "button" or our "sounder"; build it where there is none. Skips, naming what is missing, where it cannot
    be built.
    """
    built = subprocess.run([ROOT / ".ci/esphome"], capture_output=True, text=True, timeout=BUILD_WITHIN_S, check=False)
    if built.returncode:
        pytest.skip(built.stderr.strip())
    return ROOT / "var/esphome" / device


def esphome() -> Path:
    """Give the `esphome` program that builds our firmware. Skips as `program` does."""
    return program("button").parent / "venv/bin/esphome"


class HostDevice:
    """One device, which runs while its `async with` block does. Its flash outlives every power cut in between.

    `name`, `mac`, `key` (32 bytes; empty for a device that has none yet), `contacts`, `dial_in` ("address:port" of an appliance to call),
    `address` and `port` may be changed between `cut_power` and `restore_power`. A `port` of 0 is replaced by a free one, or by ESPHome's
    own port if the device runs in a network namespace, `network`. It announces itself to nobody: ESPHome has no mDNS on Linux.
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
        """The key in the form that ESPHome's clients want."""
        return base64.b64encode(self.key).decode()

    @property
    def pid(self) -> int:
        """The process id, while there is power. Raises RuntimeError without power."""
        if self._process is None:
            raise RuntimeError(f"{self.name} has no power")
        return self._process.pid

    @property
    def flash(self) -> Path:
        """The file that is its flash; it does not exist before the first boot."""
        return self._folder / "flash" / f"{self.name}.prefs"

    @property
    def log(self) -> Path:
        """What it says on its serial line, over all its boots."""
        return self._folder / "serial.log"

    def press(self, contact: str = "help") -> None:
        """Press a contact, and do not wait until the finger leaves again: `tap` does that."""
        finger = asyncio.get_running_loop().create_task(self.tap(contact))
        self._fingers.add(finger)
        finger.add_done_callback(self._fingers.discard)

    async def tap(self, contact: str = "help") -> None:
        """Press a contact and let go; do so again if nothing was counted.

        A process that gets no processor for so long hears of both at once, and takes them for a bounce. A board never misses a finger.
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
        """Press a contact and keep the finger there."""
        self.close(contact)
        await asyncio.sleep(for_s)
        self.open(contact)

    def close(self, contact: str = "help") -> None:
        """Close the contact. Without power, the contact is closed when the device boots."""
        self._closed.add(contact)
        self._say(f"close {contact}")

    def open(self, contact: str = "help") -> None:
        """Open the contact."""
        self._closed.discard(contact)
        self._say(f"open {contact}")

    def set_supply(self, supply_mv: int) -> None:
        """Set the supply voltage that the device measures."""
        self._say(f"supply {supply_mv}")

    def set_tampered(self, tampered: bool) -> None:
        """Open the case, or close it again."""
        self._say(f"tampered {tampered:d}")

    def _counted(self, contact: str) -> tuple[str, int]:
        """Give the ledger of its flash, and the presses counted there."""
        with contextlib.suppress(ValueError, OSError):  # the flash is being rewritten, or there is none yet
            kept = read_flash(self.copy_flash())
            self._read = kept.ledger, kept.counts[contact]
        return self._read

    async def keeps(self, count: int, contact: str = "help") -> None:
        """Wait until its flash holds so many presses."""
        await until(lambda: self._kept_count(contact) >= count)

    def _kept_count(self, contact: str) -> int:
        with contextlib.suppress(ValueError, OSError):  # the flash is being rewritten, or there is none yet
            return read_flash(self.copy_flash()).counts[contact]
        return -1

    async def cut_power(self) -> None:
        """Cut the power with SIGKILL: nothing is said, nothing is saved."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.kill()
        if process is not None:
            await process.wait()

    async def restore_power(self) -> None:
        """Boot it; returns when it listens. A contact that was left closed is closed as it boots. Raises TimeoutError with what it said."""
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
        """Freeze the process with SIGSTOP: connections stay open and nobody answers."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on where it was."""
        os.kill(self.pid, signal.SIGCONT)

    def wipe(self) -> None:
        """Erase its flash, as when the board is swapped. Only without power."""
        self._without_power()
        self.flash.unlink(missing_ok=True)

    def copy_flash(self) -> bytes:
        """Give what its flash holds now."""
        return self.flash.read_bytes()

    def set_back(self, flash: bytes) -> None:
        """Give it an earlier flash. Only without power."""
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
        """Make a fresh pipe for its contacts. Words that came while it had no power are dropped, and it is told again which contacts are
        closed.
        """
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

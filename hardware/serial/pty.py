"""The other end of a line of this box, in place of a device: a pseudo-terminal, reached by a path that stays. Ships with the twins.

It sends at the pace of its speed, as a wire does. A line opened at another speed reads what a wrong speed makes of it. What is sent
while nobody has it open is lost, or lost when it is opened. Knows bytes, and no frame.
"""

import asyncio
import contextlib
import os
import termios
import tty
from collections.abc import Callable
from pathlib import Path
from typing import Final

from hardware.serial.garble import garbled

BITS_A_BYTE: Final = 10  # 8N1: start, eight, stop
_CHUNK_BYTES: Final = 4096
_SPEEDS: Final = {getattr(termios, f"B{each}"): each for each in (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)}


class Pty:
    """A line's far end. Plugged in at once; `take` is given what the box sends. Must be closed, on a running loop."""

    def __init__(self, link: Path, baud: int, take: Callable[[bytes], None] = lambda _data: None) -> None:
        self.link = link
        self.baud = baud
        self._take = take
        self._ends: tuple[int, int] | None = None
        self._sending = asyncio.Lock()
        self.plug_in()

    @property
    def plugged_in(self) -> bool:
        """Whether there is a device at the path."""
        return self._ends is not None

    def plug_in(self) -> None:
        """The device is there, or again: another node at the same path."""
        if self._ends is not None:
            return
        master, slave = (
            os.openpty()
        )  # the slave stays open here, so that the master is not hung up while nobody has the line
        _make_wire(slave, self.baud)
        os.set_blocking(master, False)
        self._ends = (master, slave)
        asyncio.get_running_loop().add_reader(master, self._came, master)
        new = self.link.with_name(f"{self.link.name}.new")
        new.unlink(missing_ok=True)
        new.symlink_to(os.ttyname(slave))
        new.replace(self.link)

    def unplug(self) -> None:
        """The device is pulled out: its path is gone, and whoever has it open is told by the kernel."""
        if self._ends is None:
            return
        master, slave = self._ends
        self._ends = None
        self.link.unlink(missing_ok=True)
        asyncio.get_running_loop().remove_reader(master)
        os.close(slave)
        os.close(master)

    close = unplug

    async def send(self, data: bytes) -> None:
        """One byte after the other, each when a wire of this speed would have brought it. Returns with the last."""
        async with self._sending:
            loop = asyncio.get_running_loop()
            began_s = loop.time()
            heard = self._heard_as(data)
            for number, byte in enumerate(heard, 1):
                await asyncio.sleep(began_s + number * BITS_A_BYTE / self.baud - loop.time())
                self._put(bytes([byte]))

    def burst(self, data: bytes) -> None:
        """All at once, as a USB chip hands over what it gathered."""
        self._put(self._heard_as(data))

    def _heard_as(self, data: bytes) -> bytes:
        opened = self._opened_baud()
        return garbled(data, self.baud, opened) if opened is not None else data

    def _opened_baud(self) -> int | None:
        """The speed that the box has set; None where it is one we do not know."""
        if self._ends is None:
            return None
        return _SPEEDS.get(termios.tcgetattr(self._ends[1])[5])

    def _put(self, data: bytes) -> None:
        if self._ends is None:
            return
        with contextlib.suppress(BlockingIOError):  # nobody reads: a full line loses what comes, as a chip does
            os.write(self._ends[0], data)

    def _came(self, master: int) -> None:
        try:
            data = os.read(master, _CHUNK_BYTES)
        except BlockingIOError:
            return
        self._take(data)


def _make_wire(slave: int, baud: int) -> None:
    """Raw before anybody writes, since a cooked one answers by itself; and at the sender's speed until somebody sets another."""
    tty.setraw(slave)
    flags = termios.tcgetattr(slave)
    speed = getattr(termios, f"B{baud}")
    termios.tcsetattr(slave, termios.TCSANOW, [*flags[:4], speed, speed, flags[6]])

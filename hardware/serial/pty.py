"""Takes the place of a device at the other end of a line of this box: a pseudo-terminal, reached by a path that stays. Ships with the
twins.

It sends at the pace of its speed, as a wire does. If the line is opened at another speed, it reads what a wrong speed gives. What is
sent while nobody has the line open is lost at once, or when the line is opened. Knows bytes, and no frame.
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

BITS_A_BYTE: Final = 10  # 8N1: one start bit, eight data bits, one stop bit
_CHUNK_BYTES: Final = 4096
_SPEEDS: Final = {getattr(termios, f"B{each}"): each for each in (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)}


class Pty:
    """The far end of a line. It is plugged in at once, and `take` is given what the box sends. It must be closed, on a running loop."""

    def __init__(self, link: Path, baud: int, take: Callable[[bytes], None] = lambda _data: None) -> None:
        self.link = link
        self.baud = baud
        self._take = take
        self._ends: tuple[int, int] | None = None
        self._sending = asyncio.Lock()
        self.plug_in()

    @property
    def plugged_in(self) -> bool:
        """Return whether there is a device at the path."""
        return self._ends is not None

    def plug_in(self) -> None:
        """Plug the device in, perhaps again: then there is another node at the same path."""
        if self._ends is not None:
            return
        # The slave stays open here: otherwise the master would be hung up while nobody has the line.
        master, slave = os.openpty()
        _make_wire(slave, self.baud)
        os.set_blocking(master, False)
        self._ends = (master, slave)
        asyncio.get_running_loop().add_reader(master, self._came, master)
        new = self.link.with_name(f"{self.link.name}.new")
        new.unlink(missing_ok=True)
        new.symlink_to(os.ttyname(slave))
        new.replace(self.link)

    def unplug(self) -> None:
        """Pull the device out: its path is gone, and the kernel tells whoever has it open."""
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
        """Send one byte after the other, each at the time when a wire of this speed would bring it. Returns after the last byte."""
        async with self._sending:
            loop = asyncio.get_running_loop()
            began_s = loop.time()
            heard = self._heard_as(data)
            for number, byte in enumerate(heard, 1):
                await asyncio.sleep(began_s + number * BITS_A_BYTE / self.baud - loop.time())
                self._put(bytes([byte]))

    def burst(self, data: bytes) -> None:
        """Send all at once, as a USB chip hands over what it has gathered."""
        self._put(self._heard_as(data))

    def _heard_as(self, data: bytes) -> bytes:
        opened = self._opened_baud()
        return garbled(data, self.baud, opened) if opened is not None else data

    def _opened_baud(self) -> int | None:
        """Return the speed that the box has set; None if we do not know that speed."""
        if self._ends is None:
            return None
        return _SPEEDS.get(termios.tcgetattr(self._ends[1])[5])

    def _put(self, data: bytes) -> None:
        if self._ends is None:
            return
        with contextlib.suppress(BlockingIOError):  # nobody reads; a full line loses what comes, as a chip does
            os.write(self._ends[0], data)

    def _came(self, master: int) -> None:
        try:
            data = os.read(master, _CHUNK_BYTES)
        except BlockingIOError:
            return
        self._take(data)


def _make_wire(slave: int, baud: int) -> None:
    """Make the terminal raw before anybody writes, since otherwise it would answer by itself. Set the sender's speed until somebody sets
    another.
    """
    tty.setraw(slave)
    flags = termios.tcgetattr(slave)
    speed = getattr(termios, f"B{baud}")
    termios.tcsetattr(slave, termios.TCSANOW, [*flags[:4], speed, speed, flags[6]])

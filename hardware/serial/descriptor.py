"""Reads and writes an opened line that is a file descriptor: a device of this box, or a plain socket. It works on the loop, without
waiting.
"""

import asyncio
import os
from collections.abc import Callable
from typing import Final

from hardware.serial.aside import aside
from hardware.serial.end import SEND_BYTES_MAX
from hardware.serial.pace import CHUNK_BYTES, Pace

LOOK_EACH_S: Final = 1.0  # half of the 2 s within which we must know that a line is gone


class Descriptor:
    """One opened line. What it reads goes to `take` from the start. Each second it asks `gone` whether the line is still what was opened:
    None if it is, otherwise the reason.
    """

    def __init__(
        self,
        fd: int,
        baud: int,
        take: Callable[[bytes], None],
        gone: Callable[[], str | None],
        close: Callable[[], None],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self.lost: asyncio.Future[str] = self._loop.create_future()
        self._fd = fd
        self._take = take
        self._gone = gone
        self._close = close
        self._pace = Pace(baud)
        self._unsent = bytearray()
        self._later: asyncio.TimerHandle | None = None
        self._loop.add_reader(fd, self._readable)
        self._looking = self._loop.call_later(LOOK_EACH_S, self._look)

    def send(self, data: bytes) -> bool:
        if self.lost.done() or len(self._unsent) + len(data) > SEND_BYTES_MAX:
            return False
        waits = bool(self._unsent)
        self._unsent += data
        if not waits:
            self._writable()
        return True

    def close(self) -> asyncio.Future[None]:
        self._lose("it was let go of")
        return aside(self._close, _nothing, name="closing a line")

    def _readable(self) -> None:
        try:
            data = os.read(self._fd, CHUNK_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self._lose(f"it broke: {error.strerror}")
            return
        if not data:
            self._lose("its other end is gone")
            return
        rest_s = self._pace.spent(len(data), self._loop.time())
        if rest_s:
            self._loop.remove_reader(self._fd)
            self._later = self._loop.call_later(rest_s, self._loop.add_reader, self._fd, self._readable)
        try:
            self._take(data)
        except Exception as error:  # noqa: BLE001 (it is raised to whoever keeps the line)
            self._lose(error)

    def _writable(self) -> None:
        try:
            sent = os.write(self._fd, self._unsent)
        except (BlockingIOError, InterruptedError):
            sent = 0
        except OSError as error:
            self._lose(f"it broke: {error.strerror}")
            return
        del self._unsent[:sent]
        if self._unsent:
            self._loop.add_writer(self._fd, self._writable)
        else:
            self._loop.remove_writer(self._fd)

    def _look(self) -> None:
        if (why := self._gone()) is not None:
            self._lose(why)
            return
        self._looking = self._loop.call_later(LOOK_EACH_S, self._look)

    def _lose(self, why: str | Exception) -> None:
        """Stop hearing and sending, and set `lost`. Does so only once."""
        if self.lost.done():
            return
        self._looking.cancel()
        if self._later is not None:
            self._later.cancel()
        self._loop.remove_reader(self._fd)
        self._loop.remove_writer(self._fd)
        self._unsent.clear()
        if isinstance(why, Exception):
            self.lost.set_exception(why)
        else:
            self.lost.set_result(why)


def _nothing(_result: None) -> None:
    """Do nothing: there is nothing to let go of."""

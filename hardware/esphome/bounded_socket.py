"""Limits a device's TCP connection, so that the device can neither flood nor stall the box: it is read in small, counted bites and never
waited for. Knows no protocol.

Whoever has the connection reads and writes as usual. If the peer sends too much or reads too little, the connection is broken off.
"""

import asyncio
import errno
import ipaddress
import socket
import time
from collections.abc import Buffer, Iterable
from typing import Any, Self

from hardware.errors import HardwareError
from hardware.esphome.name_server import NAME_SERVER, Where

# How much is read in one turn of the loop: some 150 of the smallest messages, about two milliseconds of work.
BITE_BYTES = 4096
# A new connection brings some 4 KB. A contact that chatters ten times a second for ten seconds brings 60.
BURST_BYTES = 64 * 1024
# A button sends some ten bytes a second. If 100 buttons send this much, they cost a tenth of a core.
STEADY_BYTES_PER_S = 2048
# The size asked of the kernel. It holds about fifty messages, which is four minutes of refreshes.
UNREAD_BYTES_MAX = 32 * 1024
SILENT_MS_MAX = 13_000  # A peer that acknowledges nothing for this long is gone; the keepalive above says the same.


class Flooded(ConnectionAbortedError):
    """The peer sent more than a button can have to say."""


class NotReading(ConnectionAbortedError):
    """The peer reads nothing of what it is told."""


class BoundedSocket(socket.socket):
    """A socket with limits. `broken` is set once the peer broke a limit, `spoke` once it said anything. `heard_s` is when it last said
    something (monotonic clock).
    """

    broken: ConnectionAbortedError | None
    spoke: bool
    heard_s: float
    _left: float

    @classmethod
    def take(cls, plain: socket.socket) -> Self:
        """Take over a stream socket that is connected or about to be. The socket that was given cannot be used afterwards."""
        taken = cls(plain.family, plain.type, plain.proto, fileno=plain.detach())
        taken.setblocking(False)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, UNREAD_BYTES_MAX)
        taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SILENT_MS_MAX)
        taken.broken = None
        taken.spoke = False
        taken.heard_s = time.monotonic()
        taken._left = float(BURST_BYTES)
        return taken

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        """Read at most one bite. Empty if the peer hung up; that does not count as speaking. Raises Flooded if the peer sent more than it
        may.
        """
        data = super().recv(min(bufsize, BITE_BYTES), flags)
        if not data:
            return data
        now_s = time.monotonic()
        self._left = min(BURST_BYTES, self._left + (now_s - self.heard_s) * STEADY_BYTES_PER_S) - len(data)
        self.heard_s, self.spoke = now_s, True
        if self._left < 0:
            self.broken = Flooded(f"more than {BURST_BYTES} bytes at once")
            raise self.broken
        return data

    def sendmsg(self, buffers: Iterable[Buffer], *more: Any) -> int:
        """Send all of it or nothing. What the kernel does not take at once is never kept here, since a lamp needs no old news."""
        whole = list(buffers)
        size = sum(memoryview(each).nbytes for each in whole)
        try:
            sent = super().sendmsg(whole, *more)
        except BlockingIOError:
            sent = 0
        if sent < size:
            self.broken = NotReading(f"{size} bytes more than it takes")
            raise self.broken
        return sent


class NotReached(HardwareError):
    """A device was not reached. `why` says so without the address, for people who do not need one."""

    def __init__(self, says: str, why: str) -> None:
        super().__init__(says)
        self.why = why


async def reach(host: str, port: int, within_s: float) -> BoundedSocket:
    """Connect to a device. Raises `NotReached`, which says why, after `within_s` at the latest."""
    try:
        async with asyncio.timeout(within_s):
            family, where = await _resolve(host, port)
            return await _connect(family, where)
    except TimeoutError:
        raise NotReached(f"{host} port {port} does not answer", "nothing answers where it was") from None
    except OSError as error:
        raise NotReached(f"{host} port {port}: {_why(error)}", _why(error)) from error
    except UnicodeError:
        says = f"{host[:80]!r} is no name of a computer"
        raise NotReached(says, says) from None


async def _connect(family: int, where: tuple[Any, ...]) -> BoundedSocket:
    wire = BoundedSocket.take(socket.socket(family, socket.SOCK_STREAM))
    try:
        await asyncio.get_running_loop().sock_connect(wire, where)
    except BaseException:
        wire.close()
        raise
    return wire


async def _resolve(host: str, port: int) -> Where:
    """Find where to connect to. An address needs no name server; only a name that a person typed is looked up."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return await NAME_SERVER.find(host, port)
    family, _, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)[0]
    return family, where


def _why(error: OSError) -> str:
    if error.errno == errno.ECONNREFUSED:
        return "a device is there, and takes no connections"
    if error.errno in (errno.EHOSTUNREACH, errno.ENETUNREACH):
        return "nothing there answers (no power, no cable, or another network)"
    return error.strerror or str(error)

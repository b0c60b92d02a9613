"""A device's TCP connection that can neither flood nor stall the house: read in bites, counted, never waited for. Knows no protocol.

Whoever holds the connection reads and writes as ever; a peer that sends or withholds more than it may finds it broken off.
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

BITE_BYTES = 4096  # read in one turn of the loop: some 150 of the smallest messages, about two milliseconds
BURST_BYTES = 64 * 1024  # a connect brings some 4 KB; a contact chattering ten times a second for ten seconds brings 60
STEADY_BYTES_PER_S = 2048  # a button says some ten bytes a second; 100 that all send this much cost a tenth of a core
UNREAD_BYTES_MAX = 32 * 1024  # asked of the kernel, which keeps about fifty tellings in it: four minutes of refreshes
SILENT_MS_MAX = 13_000  # acknowledges nothing for so long: gone, as the keepalive above it would say


class Flooded(ConnectionAbortedError):
    """The peer sent more than a button has to say."""


class NotReading(ConnectionAbortedError):
    """The peer takes nothing of what it is told."""


class BoundedSocket(socket.socket):
    """`broken` once the peer broke a limit; `spoke` once it said anything; `heard_s` is when it last did (monotonic clock)."""

    broken: ConnectionAbortedError | None
    spoke: bool
    heard_s: float
    _left: float

    @classmethod
    def take(cls, plain: socket.socket) -> Self:
        """Take over a stream socket, connected or about to be; the one given is of no use afterwards."""
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
        """At most one bite; empty when the peer hung up, which is no word of it. Raises Flooded when it has used up what it may send."""
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
        """All of it or nothing: what the kernel does not take at once is never kept here, for a lamp wants no old news."""
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
    """A device was not reached. `why` says so without its address, to people who have no use for one."""

    def __init__(self, says: str, why: str) -> None:
        super().__init__(says)
        self.why = why


async def reach(host: str, port: int, within_s: float) -> BoundedSocket:
    """Connect to a device. Raises `NotReached`, saying why, at the latest after `within_s`."""
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
    """An address costs no name server; only a name a person typed asks one."""
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

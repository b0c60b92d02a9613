"""Takes new connections: some at a time, then a rest as long as that took. So a flood of new connections leaves half of the time to those
that are open. Each address has its turn, so whoever opens a thousand waits only for itself. Knows no request; TLS says whose a connection
is.
"""

import asyncio
import contextlib
import logging
import socket
import ssl
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence

HANDSHAKE_WITHIN_S = 10.0  # ten times what a satellite line needs; strangers who stall are dropped
HANDSHAKES_MAX = (
    256  # begun and not over: at the pace below each has more than a second before a newer one takes its place
)
TOGETHER_MAX = 8  # begun together, 2 ms of processor time each
TOGETHER_S = 0.02  # after this the next ones begin, even if some of these come over a slow line: 200 a second, a whole district in 20
AGAIN_S = 1.0  # the pause when this machine has no free file descriptor
BACKLOG = 1024  # connections that the kernel queues when every box comes back at once after the server was down
WAITING_MAX = (
    4 * BACKLOG
)  # taken from the kernel and not begun: each is an open file; the address with the most of them loses one
# Bytes that the kernel takes from us before the client's window has room for them: one part of an answer (`answers.PART_LEN`). Without this
# it takes up to 4 MiB for each connection (`net.ipv4.tcp_wmem`). A whole answer then counts as taken, though the client reads nothing.
UNSENT_LEN_MAX = 64 * 1024
TAKEN_AT_ONCE = 64  # how many connections are taken from the kernel at a time, 20 µs each

log = logging.getLogger("handbell.district")


def listening(host: str, port: int) -> list[socket.socket]:
    """Open a listening socket for each address of this host; its connections have its options. Raises OSError."""
    found = list[socket.socket]()
    try:
        for family, _, _, _, address in socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        ):
            found.append(socket.create_server(address[:2], family=family, backlog=BACKLOG))
            found[-1].setblocking(False)
            found[-1].setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_LEN_MAX)
    except OSError:
        for each in found:
            each.close()
        raise
    return found


class Waiting:
    """Connections whose handshake has not begun, by address: the addresses take turns, each with its oldest one."""

    def __init__(self, waiting_max: int = WAITING_MAX) -> None:
        self._max = waiting_max
        self._of = OrderedDict[str, deque[socket.socket]]()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, connection: socket.socket, address: str) -> None:
        """Add a connection. If there are too many, close the newest one of the address that has the most."""
        self._of.setdefault(address, deque()).append(connection)
        self._count += 1
        if self._count > self._max:
            most = max(self._of, key=lambda each: len(self._of[each]))
            self._of[most].pop().close()
            self._count -= 1
            if not self._of[most]:
                del self._of[most]

    def next(self) -> socket.socket:
        """Take the next connection, of the address whose turn is longest ago. There must be one."""
        address, theirs = self._of.popitem(last=False)
        found = theirs.popleft()
        self._count -= 1
        if theirs:
            self._of[address] = theirs
        return found


class Accepting:
    """Takes connections. `protocol` makes what a connection is handed to when its handshake begins."""

    def __init__(
        self, listeners: Sequence[socket.socket], context: ssl.SSLContext, protocol: Callable[[], asyncio.Protocol]
    ) -> None:
        self.port = int(listeners[0].getsockname()[1])
        self._listeners = listeners
        self._context = context
        self._protocol = protocol
        self._waiting = Waiting()
        self._came = asyncio.Event()
        self._begun: dict[asyncio.Task[None], None] = {}  # the oldest first

    async def run(self) -> None:
        """Take connections until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                for listener in self._listeners:
                    tasks.create_task(self._take_from(listener))
                tasks.create_task(self._begin_in_turn())
        finally:
            while self._waiting:
                self._waiting.next().close()

    async def _take_from(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                new = [await loop.sock_accept(listener)]
                began_s = loop.time()
                new += _there(listener)
            except OSError as wrong:
                log.warning("no connection can be taken: %s", wrong)
                await asyncio.sleep(AGAIN_S)
                continue
            for connection, address in new:
                self._waiting.add(connection, address[0])
            self._came.set()
            await asyncio.sleep(loop.time() - began_s)

    async def _begin_in_turn(self) -> None:
        loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as tasks:
            while True:
                await self._came.wait()
                began_s, count = loop.time(), min(len(self._waiting), TOGETHER_MAX)
                begun = [tasks.create_task(self._begin(self._waiting.next())) for _ in range(count)]
                if not self._waiting:
                    self._came.clear()
                self._begun |= dict.fromkeys(begun)
                while len(self._begun) > HANDSHAKES_MAX:
                    self._begun.pop(oldest := next(iter(self._begun)))
                    oldest.cancel()
                await asyncio.wait(begun, timeout=TOGETHER_S)
                await asyncio.sleep(min(loop.time() - began_s, TOGETHER_S))

    async def _begin(self, connection: socket.socket) -> None:
        try:
            await asyncio.get_running_loop().connect_accepted_socket(
                self._protocol, connection, ssl=self._context, ssl_handshake_timeout=HANDSHAKE_WITHIN_S
            )
        except OSError:
            pass  # the other end is gone, speaks no TLS, shows another authority's certificate, or is too slow
        except Exception:  # nothing above would catch it, and the next connection must be taken in any case
            log.exception("a connection could not be taken")
        finally:
            task = asyncio.current_task()
            assert task is not None
            self._begun.pop(task, None)


def _there(listener: socket.socket) -> list[tuple[socket.socket, tuple[str, int]]]:
    """Take the connections that wait behind the first one, with their addresses."""
    found = list[tuple[socket.socket, tuple[str, int]]]()
    with contextlib.suppress(BlockingIOError, ConnectionError):
        while len(found) < TAKEN_AT_ONCE - 1:
            connection, address = listener.accept()
            connection.setblocking(False)
            found.append((connection, address))
    return found

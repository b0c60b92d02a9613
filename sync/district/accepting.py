"""Taking new connections: some at once, then a rest as long as that took, so that a flood of them leaves half of the time to those that
are there. Each address has its turn, so that who opens a thousand waits for itself. Knows no request; whose a connection is, TLS says.
"""

import asyncio
import contextlib
import logging
import socket
import ssl
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence

HANDSHAKE_WITHIN_S = 10.0  # ten times what a satellite line needs; strangers who stall go
HANDSHAKES_MAX = 256  # begun and not over: at the pace below each has more than a second before another takes its place
TOGETHER_MAX = 8  # taken at once, 2 ms of processor time each
TOGETHER_S = (
    0.02  # then the next are taken, though some of these may come over a slow line: 200 in a second, a district in 20
)
AGAIN_S = 1.0  # where this machine has no file left
BACKLOG = 1024  # connections waiting to be taken, when every box comes back at once after the server was down
WAITING_MAX = 4 * BACKLOG  # taken from the kernel and not begun: each is a file; whoever has most of them gives one up
TAKEN_AT_ONCE = 64  # from the kernel, 20 µs each

log = logging.getLogger("handbell.district")


def listening(host: str, port: int) -> list[socket.socket]:
    """A socket for each address of this host. Raises OSError."""
    found = list[socket.socket]()
    try:
        for family, _, _, _, address in socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        ):
            found.append(socket.create_server(address[:2], family=family, backlog=BACKLOG))
            found[-1].setblocking(False)
    except OSError:
        for each in found:
            each.close()
        raise
    return found


class Waiting:
    """Connections whose handshake did not begin, by address: each in its turn has one, oldest first."""

    def __init__(self, waiting_max: int = WAITING_MAX) -> None:
        self._max = waiting_max
        self._of = OrderedDict[str, deque[socket.socket]]()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, connection: socket.socket, address: str) -> None:
        """One more. Where there are too many, the newest of who has most is closed."""
        self._of.setdefault(address, deque()).append(connection)
        self._count += 1
        if self._count > self._max:
            most = max(self._of, key=lambda each: len(self._of[each]))
            self._of[most].pop().close()
            self._count -= 1
            if not self._of[most]:
                del self._of[most]

    def next(self) -> socket.socket:
        """Of the address that had none for longest; there must be one."""
        address, theirs = self._of.popitem(last=False)
        found = theirs.popleft()
        self._count -= 1
        if theirs:
            self._of[address] = theirs
        return found


class Accepting:
    """`protocol` makes what a connection is given to, once its handshake begins."""

    def __init__(
        self, listeners: Sequence[socket.socket], context: ssl.SSLContext, protocol: Callable[[], asyncio.Protocol]
    ) -> None:
        self.port = int(listeners[0].getsockname()[1])
        self._listeners = listeners
        self._context = context
        self._protocol = protocol
        self._waiting = Waiting()
        self._came = asyncio.Event()
        self._begun: dict[asyncio.Task[None], None] = {}  # oldest first

    async def run(self) -> None:
        """Until cancelled."""
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
            pass  # gone, no TLS, another authority's certificate, or too slow
        except Exception:  # at the edge of the process: the next one has to be taken all the same
            log.exception("a connection could not be taken")
        finally:
            task = asyncio.current_task()
            assert task is not None
            self._begun.pop(task, None)


def _there(listener: socket.socket) -> list[tuple[socket.socket, tuple[str, int]]]:
    """Those that wait beside the first, with their addresses."""
    found = list[tuple[socket.socket, tuple[str, int]]]()
    with contextlib.suppress(BlockingIOError, ConnectionError):
        while len(found) < TAKEN_AT_ONCE - 1:
            connection, address = listener.accept()
            connection.setblocking(False)
            found.append((connection, address))
    return found

"""Taking new connections: some at once, then a rest as long as that took, so that a flood of them leaves half of the time to those that
are there. Knows no request; whose a connection is, TLS says.
"""

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import Callable, Sequence

HANDSHAKE_WITHIN_S = 10.0  # ten times what a satellite line needs; strangers who stall go
HANDSHAKES_MAX = 256  # begun and not over: at the pace below each has more than a second before another takes its place
TOGETHER_MAX = 8  # taken at once, 2 ms of processor time each
TOGETHER_S = (
    0.02  # then the next are taken, though some of these may come over a slow line: 200 in a second, a district in 20
)
AGAIN_S = 1.0  # where this machine has no file left
BACKLOG = 1024  # connections waiting to be taken, when every box comes back at once after the server was down

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


class Accepting:
    """`protocol` makes what a connection is given to, once its handshake begins."""

    def __init__(
        self, listeners: Sequence[socket.socket], context: ssl.SSLContext, protocol: Callable[[], asyncio.Protocol]
    ) -> None:
        self.port = int(listeners[0].getsockname()[1])
        self._listeners = listeners
        self._context = context
        self._protocol = protocol
        self._begun: dict[asyncio.Task[None], None] = {}  # oldest first

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for listener in self._listeners:
                tasks.create_task(self._take_from(listener))

    async def _take_from(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as tasks:
            while True:
                try:
                    new = [(await loop.sock_accept(listener))[0], *_waiting(listener)]
                except OSError as wrong:
                    log.warning("no connection can be taken: %s", wrong)
                    await asyncio.sleep(AGAIN_S)
                    continue
                began_s = loop.time()
                begun = [tasks.create_task(self._begin(each)) for each in new]
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


def _waiting(listener: socket.socket) -> list[socket.socket]:
    """Those that wait beside the first."""
    found = list[socket.socket]()
    with contextlib.suppress(BlockingIOError, ConnectionError):
        while len(found) < TOGETHER_MAX - 1:
            connection, _ = listener.accept()
            connection.setblocking(False)
            found.append(connection)
    return found

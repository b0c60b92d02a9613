"""Takes connections of browsers, and counts them by address before TLS. Knows no request.

An answer must not wait for a browser that does not read, so the kernel keeps little for it and gives it up soon.
"""

import asyncio
import errno
import logging
import socket
import ssl
from asyncio import sslproto
from collections.abc import Callable

from appliance.page.limits import CONNECTS_BURST, CONNECTS_PER_S, Connections, Measure
from appliance.tasks import Tasks

BACKLOG = 256
ACCEPTS_AT_ONCE = 8
FULL_PAUSE_S = 1.0  # when file descriptors run out: trying more often does not free any
HANDSHAKE_WAIT_S = 5.0  # a handshake takes some 2 ms and two ways over the network; a press has its answer within 5 s
GIVEN_UP_MS = 20_000
"""How long the kernel keeps bytes that the other end does not take (tcp(7), TCP_USER_TIMEOUT). By then the page itself has said for 13 s
that it is not connected.
"""
READ_BUFFER_LEN = 16 * 1024
"""What is kept to read TLS of one connection: a whole record (RFC 8446, section 5.1). asyncio would keep 256 KiB, all of it written with
zeros: 25 MB for a hundred pages, 150 MB for as many connections as may be open.
"""
SEND_BUFFER_LEN = 16 * 1024  # the longest event is a few hundred bytes; a file goes out in pieces

log = logging.getLogger("handbell.page")


class Guest(asyncio.Protocol):
    """A protocol of the web server, and the end of its connection told to `gone`."""

    def __init__(self, inner: asyncio.Protocol, gone: Callable[[], None]) -> None:
        self._inner = inner
        self._gone = gone
        self.came_in = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.came_in = True
        self._inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._gone()
        self._inner.connection_lost(exc)


class Entrance:
    """Takes connections off `listening` and gives each to the protocol that `admit` makes. `tls` None: without encryption."""

    def __init__(
        self, listening: socket.socket, admit: Callable[[], asyncio.Protocol], tls: ssl.SSLContext | None
    ) -> None:
        self._listening = listening
        self._admit = admit
        self._tls = tls
        self._loop = asyncio.get_running_loop()
        self._tasks = Tasks()
        self._taken = 0
        self._connections = Connections()
        self._connects = Measure(CONNECTS_BURST, CONNECTS_PER_S)
        self._pause: asyncio.TimerHandle | None = None
        sslproto.SSLProtocol.max_size = READ_BUFFER_LEN
        listening.setblocking(False)
        listening.listen(BACKLOG)
        self._loop.add_reader(listening, self._accept)

    async def close(self) -> None:
        """Take no more connections."""
        if self._pause is not None:
            self._pause.cancel()
        self._loop.remove_reader(self._listening)
        self._listening.close()
        await self._tasks.stop()

    def _accept(self) -> None:
        for _ in range(ACCEPTS_AT_ONCE):
            try:
                connection, address = self._listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                if error.errno not in {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}:
                    raise
                self._loop.remove_reader(self._listening)
                self._pause = self._loop.call_later(
                    FULL_PAUSE_S, lambda: self._loop.add_reader(self._listening, self._accept)
                )
                return
            self._take(connection, str(address[0]))

    def _take(self, connection: socket.socket, address: str) -> None:
        if not self._connects.takes(address, self._loop.time()) or not self._connections.comes(address):
            connection.close()
            return
        connection.setblocking(False)
        try:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_LEN)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, GIVEN_UP_MS)
        except OSError:  # the connection is gone already; the handshake will find out
            pass
        self._taken += 1
        self._tasks.start(self._hand_over(connection, address), name=f"connection {self._taken}")

    async def _hand_over(self, connection: socket.socket, address: str) -> None:
        guest = Guest(self._admit(), lambda: self._connections.goes(address))
        try:
            await self._loop.connect_accepted_socket(
                lambda: guest,
                connection,
                ssl=self._tls,
                ssl_handshake_timeout=HANDSHAKE_WAIT_S if self._tls is not None else None,
            )
        except OSError as error:  # the other end hung up, spoke no TLS, or was too slow
            log.debug("a connection came to nothing: %s", error)
            connection.close()
        finally:
            if not guest.came_in:
                self._connections.goes(address)

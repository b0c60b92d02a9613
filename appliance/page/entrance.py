"""Takes connections of browsers, and counts them by address before TLS. Knows no request.

An answer must not wait for a browser that does not read, so the kernel keeps little for it and gives it up soon.
"""

import asyncio
import contextlib
import errno
import logging
import socket
import ssl
from collections import Counter
from collections.abc import Callable, Container

from appliance.page.limits import CONNECTS_BURST, CONNECTS_PER_S, Connections, Measure
from appliance.tasks import Tasks
from appliance.tls_records import read_in_records

BACKLOG = 512  # as in systemd/handbell-page.socket: 100 computers that come at once after a power cut, with a few connections each
ACCEPTS_AT_ONCE = 8
FULL_PAUSE_S = 1.0  # when file descriptors run out: trying more often does not free any
HANDSHAKE_WAIT_S = 5.0  # a handshake takes some 2 ms and two ways over the network; a press has its answer within 5 s
GIVEN_UP_MS = 20_000
"""How long the kernel keeps bytes that the other end does not take (tcp(7), TCP_USER_TIMEOUT). By then the page itself has said for 13 s
that it is not connected.
"""
SEND_BUFFER_LEN = 16 * 1024  # the longest event is a few hundred bytes; a file goes out in pieces

log = logging.getLogger("handbell.page")


class Guest(asyncio.Protocol):
    """A protocol of the web server on its connection, and the end of it told to `gone`."""

    def __init__(
        self, inner: asyncio.Protocol, connection: socket.socket, address: str, gone: Callable[["Guest"], None]
    ) -> None:
        self.address = address
        self.transport: asyncio.BaseTransport | None = None
        self._inner = inner
        self._connection = connection
        self._gone = gone

    def push_out(self) -> None:
        """End the connection at once, also while it is at its handshake."""
        with contextlib.suppress(OSError):  # it is gone already
            self._connection.shutdown(socket.SHUT_RDWR)
        self._gone(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
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
        self._gone(self)
        self._inner.connection_lost(exc)


class Entrance:
    """Takes connections off `listening` and gives each to the protocol that `admit` makes. `tls` None: without encryption.

    `kept` has the connections on which a paired browser has its stream. While all places are taken, a newcomer has the place of another
    connection: the oldest of the address that has most. So strangers who take all places push out one another, and no page.
    """

    def __init__(
        self,
        listening: socket.socket,
        admit: Callable[[], asyncio.Protocol],
        tls: ssl.SSLContext | None,
        kept: Container[asyncio.BaseTransport | None] = (),
    ) -> None:
        self._listening = listening
        self._kept = kept
        self._guests: dict[Guest, None] = {}
        self._admit = admit
        self._tls = tls
        self._loop = asyncio.get_running_loop()
        self._tasks = Tasks()
        self._taken = 0
        self._connections = Connections()
        self._connects = Measure(CONNECTS_BURST, CONNECTS_PER_S)
        self._pause: asyncio.TimerHandle | None = None
        read_in_records()
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
        if not self._connects.takes(address, self._loop.time()):
            connection.close()
            return
        if self._connections.full:
            self._make_room()
        if not self._connections.comes(address):
            connection.close()
            return
        connection.setblocking(False)
        try:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_LEN)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, GIVEN_UP_MS)
        except OSError:  # the connection is gone already; the handshake will find out
            pass
        self._taken += 1
        guest = Guest(self._admit(), connection, address, self._leaves)
        self._guests[guest] = None
        self._tasks.start(self._hand_over(connection, guest), name=f"connection {self._taken}")

    def _make_room(self) -> None:
        strangers = [each for each in self._guests if each.transport not in self._kept]
        held = Counter(each.address for each in strangers)
        if strangers:
            max(strangers, key=lambda each: held[each.address]).push_out()  # of equal ones the first: it is the oldest

    def _leaves(self, guest: Guest) -> None:
        """Count a connection as gone, once."""
        if guest in self._guests:
            del self._guests[guest]
            self._connections.goes(guest.address)

    async def _hand_over(self, connection: socket.socket, guest: Guest) -> None:
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
            if guest.transport is None:
                self._leaves(guest)

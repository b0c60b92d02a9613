"""Makes listening sockets and takes connections from them, a few at a time, so that a flood of them delays nobody inside."""

import asyncio
import errno
import logging
import os
import socket
import ssl
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.doors.entrance import Entrance
from appliance.tasks import Tasks
from appliance.tls_records import read_in_records

ACCEPTS_AT_ONCE = 4  # between two turns of the event loop: about 0.2 ms of work, whoever connects
BACKLOG = 128  # the kernel's queue; a console that finds it full tries again
# of a door on the network: half a second of 1,000 a second, if this process does something else for as long
BACKLOG_OF_STRANGERS = 512
HANDSHAKE_WAIT_S = 5.0  # promise 1: whoever is slower than that has not delivered anyway
FULL_PAUSE_S = 1.0  # when file descriptors run out: trying more often does not free any

log = logging.getLogger("handbell.doors")


PATH_BYTES_MAX = 107  # of a unix socket (unix(7): 108, and the last byte is zero)


class DoorTaken(OSError):
    """The socket cannot be ours. `str()` says which socket and what to do."""


class Listener:
    """Takes connections off `listening` and gives each to the protocol that `admit` makes for it.

    `admit` gives None to close a connection without a word. It must not raise anything but OSError. An `entrance` decides who comes in,
    and when.
    """

    def __init__(
        self,
        listening: socket.socket,
        admit: Callable[[socket.socket], asyncio.BaseProtocol | None],
        tls: ssl.SSLContext | None = None,
        entrance: Entrance | None = None,
    ) -> None:
        self._listening = listening
        self._admit = admit
        self._tls = tls
        self._entrance = entrance
        self._loop = asyncio.get_running_loop()
        self._tasks = Tasks()
        self._taken = 0
        self._pause: asyncio.TimerHandle | None = None
        if tls is not None:
            read_in_records()
        listening.setblocking(False)
        listening.listen(BACKLOG if entrance is None else BACKLOG_OF_STRANGERS)
        self._loop.add_reader(listening, self._accept)

    async def close(self) -> None:
        """Take no more connections. Connections that were given away already belong to their protocols."""
        if self._pause is not None:
            self._pause.cancel()
        if self._entrance is not None:
            self._entrance.close()
        self._loop.remove_reader(self._listening)
        self._listening.close()
        await self._tasks.stop()

    def _accept(self) -> None:
        for _ in range(ACCEPTS_AT_ONCE):
            wait_s = self._entrance.wait_s() if self._entrance is not None else 0.0
            if wait_s > 0:
                self._wait(wait_s)
                return
            try:
                connection, address = self._listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                if error.errno not in {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}:
                    raise
                log.error("no more connections can be taken (%s); trying again in %s s", error.strerror, FULL_PAUSE_S)
                self._wait(FULL_PAUSE_S)
                return
            if self._entrance is None or self._entrance.comes(connection, address[0]):
                self._take(connection)

    def _take(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        try:
            admitted = self._admit(connection)
        except OSError:  # the connection is gone already
            admitted = None
        if admitted is None:
            connection.close()
            return
        self._taken += 1
        self._tasks.start(self._hand_over(connection, admitted), name=f"connection {self._taken}")

    async def _hand_over(self, connection: socket.socket, protocol: asyncio.BaseProtocol) -> None:
        if self._entrance is not None and not await self._entrance.turn(connection):
            connection.close()
            return
        try:
            await self._loop.connect_accepted_socket(
                lambda: protocol,
                connection,
                ssl=self._tls,
                ssl_handshake_timeout=HANDSHAKE_WAIT_S if self._tls is not None else None,
            )
        except OSError as error:  # the other end hung up, or spoke no TLS
            log.debug("a connection came to nothing: %s", error)
            connection.close()

    def _wait(self, seconds: float) -> None:
        self._loop.remove_reader(self._listening)
        self._pause = self._loop.call_later(seconds, lambda: self._loop.add_reader(self._listening, self._accept))


@contextmanager
def ours_until_cancelled(listening: socket.socket) -> Iterator[socket.socket]:
    """Give a copy of the socket, to take connections from. If that fails, the given socket stays open, and new callers wait in it."""
    same = listening.dup()
    try:
        yield same
    except asyncio.CancelledError:
        listening.close()
        raise
    finally:
        same.close()


def bind_unix(path: Path, mode: int, gid: int | None = None) -> socket.socket:
    """Make a unix socket at `path` with exactly these rights; connections wait in it from now on. Raises DoorTaken."""
    _clear(path)
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        # Linux gives the file the rights of the socket. So they are never wider than they will be, not even for a moment. The umask stays
        # as it is: it is one for all threads, and a folder that another thread makes meanwhile would be shut to us too.
        os.fchmod(bound.fileno(), mode)
        bound.bind(str(path))
        if gid is not None:
            os.chown(path, -1, gid)
        path.chmod(mode)
        bound.listen(BACKLOG)  # listen now, not when the first connection is taken: "ready" may be said in between
    except OSError as error:
        bound.close()
        too_long = len(os.fsencode(path)) > PATH_BYTES_MAX
        says = f"its path is longer than {PATH_BYTES_MAX} bytes" if too_long else error.strerror
        do = "Choose a folder with a shorter path" if too_long else "Its folder must exist and be ours"
        raise DoorTaken(f"Cannot make the socket {path}: {says}. {do}.") from error
    return bound


def bind_tcp(host: str, port: int) -> socket.socket:
    """Make a TCP socket; connections wait in it from now on. Raises DoorTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(BACKLOG_OF_STRANGERS)
    except OSError as error:
        bound.close()
        raise DoorTaken(
            f"Cannot listen on {host} port {port}: {error.strerror}. Is another Handbell running?"
        ) from error
    return bound


def _clear(path: Path) -> None:
    """Take away a socket that a daemon left behind when it died. Leave alone a socket that answers, and anything that is no socket."""
    try:
        kind = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(kind):
        raise DoorTaken(f"{path} exists and is no socket. Move it away; Handbell will not delete it.")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)
            return
        except OSError as error:
            raise DoorTaken(
                f"Cannot tell who holds {path}: {error.strerror}. Remove it if no Handbell runs."
            ) from error
    raise DoorTaken(f"Another alert daemon answers at {path}. Stop it first: systemctl stop handbell-alert.")

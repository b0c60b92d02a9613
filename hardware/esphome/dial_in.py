"""Opens the door to which devices connect: takes connections, reads who they claim to be without consuming that, and hands them on.
Believes nobody.

A device that dials speaks first: `01 | length 16 | 01 | name | 00 | MAC | 00`, not encrypted and not proved. We only peek at it, so
that whoever takes the connection over finds it complete. (The client library's own listener holds four and must know its callers
beforehand. That is too few for a building whose power has just come back.)
"""

import asyncio
import logging
import re
import socket
from collections.abc import Callable
from typing import NamedTuple

from hardware.errors import FrameError, HardwareError

HELLO_WITHIN_S = 5  # A hello is one small message. A caller that needs longer is no button of ours.
# Connections that have not yet said who they are. The oldest is dropped, so that idle ones keep no button out.
UNNAMED_MAX = 128
BACKLOG = 256  # all buttons of a building at once
# Then none are taken for a moment. 200 buttons still come in within half a second, and a flood gets no more.
TAKEN_AT_ONCE = 32
TAKEN_AGAIN_S = 0.05
# If a hello comes in two parts, the socket stays readable. It is looked at again after this pause, not in every turn of the loop.
PEEK_AGAIN_S = 0.05

_HEADER = 3
_LENGTH_MAX = 64  # names in ESPHome have at most 31 characters
_HELLO = re.compile(rb"\x01(?P<name>[a-z0-9_-]{1,48})\x00(?P<mac>[0-9a-f]{12})\x00", re.ASCII)


log = logging.getLogger("handbell.esphome")


class Hello(NamedTuple):
    """What a caller claims to be."""

    name: str
    mac: str


class DialIn:
    """The door. `called(hello, socket, host)` takes over every connection whose hello could be read.

    `handed` is a socket that listens already and belongs to somebody else, so that callers can wait in it while this program is away.
    """

    def __init__(
        self,
        host: str,
        port: int,
        called: Callable[[Hello, socket.socket, str], None],
        handed: socket.socket | None = None,
    ) -> None:
        self._host = host
        self._port = port
        self._called = called
        self._handed = handed
        self._listening: socket.socket | None = None
        self._unnamed: dict[socket.socket, asyncio.TimerHandle] = {}

    @property
    def port(self) -> int:
        """The port on which it listens. If 0 was asked for, this is the port that the system chose."""
        return int(self._listening.getsockname()[1]) if self._listening is not None else self._port

    def open(self) -> None:
        """Listen. Raises HardwareError if it cannot listen on the address."""
        try:
            self._listening = self._handed.dup() if self._handed is not None else self._bound()
            self._listening.listen(BACKLOG)
        except OSError as error:
            raise HardwareError(
                f"buttons cannot dial in on {self._host} port {self._port}: {error.strerror or error}. "
                "Is another Handbell running? Stop it, or choose another port."
            ) from error
        self._listening.setblocking(False)
        self._listen()

    def _bound(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        return socket.create_server((self._host, self._port), family=family, backlog=BACKLOG)

    def close(self) -> None:
        """Let go of the port, and of every caller that has not said who it is."""
        if self._listening is not None:
            asyncio.get_running_loop().remove_reader(self._listening)
            self._listening.close()
            self._listening = None
        for caller in list(self._unnamed):
            self._drop(caller)

    def _listen(self) -> None:
        if self._listening is not None:
            asyncio.get_running_loop().add_reader(self._listening, self._accept)

    def _accept(self) -> None:
        assert self._listening is not None
        for _ in range(TAKEN_AT_ONCE):
            try:
                caller, _ = self._listening.accept()
            # nobody waits any more, or the caller hung up
            except (
                BlockingIOError,
                InterruptedError,
                ConnectionAbortedError,
            ):
                return
            # No file descriptor is free. Trying again in every turn of the loop would not free one.
            except OSError as error:
                log.warning("no more devices are taken (%s); trying again", error.strerror)
                break
            caller.setblocking(False)
            self._watch(caller)
            if len(self._unnamed) > UNNAMED_MAX:
                self._drop(next(iter(self._unnamed)))
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._listening)
        loop.call_later(TAKEN_AGAIN_S, self._listen)

    def _watch(self, caller: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        self._unnamed[caller] = loop.call_later(HELLO_WITHIN_S, self._drop, caller)
        loop.add_reader(caller, self._peek, caller)

    def _peek(self, caller: socket.socket) -> None:
        if caller not in self._unnamed:
            return
        loop = asyncio.get_running_loop()
        try:
            data = caller.recv(_HEADER + _LENGTH_MAX, socket.MSG_PEEK)
            hello = read_hello(data) if data else None
        except BlockingIOError:
            return
        except (OSError, FrameError):
            self._drop(caller)
            return
        if not data:
            self._drop(caller)
        elif hello is None:
            loop.remove_reader(caller)
            loop.call_later(PEEK_AGAIN_S, self._watch_again, caller)
        else:
            self._hand_on(caller, hello)

    def _watch_again(self, caller: socket.socket) -> None:
        if caller in self._unnamed:
            asyncio.get_running_loop().add_reader(caller, self._peek, caller)

    def _hand_on(self, caller: socket.socket, hello: Hello) -> None:
        self._forget(caller)
        try:
            host = str(caller.getpeername()[0]).removeprefix("::ffff:")
        except OSError:
            caller.close()
            return
        try:
            self._called(hello, caller, host)
        except Exception:
            log.exception("a caller that named itself %s was lost", hello.name)
            caller.close()

    def _drop(self, caller: socket.socket) -> None:
        self._forget(caller)
        caller.close()

    def _forget(self, caller: socket.socket) -> None:
        self._unnamed.pop(caller).cancel()
        asyncio.get_running_loop().remove_reader(caller)


def read_hello(data: bytes) -> Hello | None:
    """Read who calls; None while more has to come. Raises FrameError for bytes that cannot become a hello."""
    if data[0] != 1:
        raise FrameError("not a frame of the encrypted protocol")
    if len(data) < _HEADER:
        return None
    length = int.from_bytes(data[1:_HEADER])
    if length > _LENGTH_MAX:
        raise FrameError(f"a hello of {length} bytes")
    if len(data) < _HEADER + length:
        return None
    found = _HELLO.fullmatch(data[_HEADER : _HEADER + length])
    if found is None:
        raise FrameError("a hello without a name and a MAC")
    return Hello(found["name"].decode(), found["mac"].decode())

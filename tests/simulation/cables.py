"""Connections in memory that behave like TCP: bytes come in order and late, a connection can be cut without a word, or its other end does
not read. Knows no frames.
"""

import asyncio
import random
from collections.abc import Callable
from typing import Any

LATE_S = (0.0005, 0.02)  # as in a school's network on a good day


class Network:
    """One appliance's port and the connections to it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.dice = random.Random(0)
        self.late_s = LATE_S
        self.up = True
        self._listening: dict[int, Callable[[], Any]] = {}
        self._ends: set[End] = set()

    def listen(self, protocol_factory: Callable[[], Any], port: int) -> "Listening":
        self._listening[port] = protocol_factory
        return Listening(self, port)

    def deafen(self, port: int) -> None:
        self._listening.pop(port, None)

    async def connect(self, protocol_factory: Callable[[], Any], port: int) -> tuple["End", Any]:
        """Connect as a button does: refused where nobody listens, and without any answer while the network is down."""
        await asyncio.sleep(self.delay_s())
        if not self.up:
            await asyncio.sleep(3600)
        if port not in self._listening:
            raise ConnectionRefusedError(f"nobody listens on {port}")
        near, far = End(self, protocol_factory()), End(self, self._listening[port]())
        near.peer, far.peer = far, near
        self._ends |= {near, far}
        near.protocol.connection_made(near)
        far.protocol.connection_made(far)
        return near, near.protocol

    def fall_silent(self) -> None:
        """Let nothing arrive any more on any connection; neither end is told."""
        for end in self._ends:
            end.silent = True

    def reset(self) -> None:
        """Break every connection; both ends notice."""
        for end in sorted(self._ends, key=id):  # any order is right: each end only schedules its own news
            end.abort()

    def delay_s(self) -> float:
        return self.dice.uniform(*self.late_s)

    def forget(self, end: "End") -> None:
        self._ends.discard(end)


class Listening:
    """What `create_server` gives."""

    def __init__(self, network: Network, port: int) -> None:
        self._network, self._port = network, port
        self.sockets = (self,)

    def getsockname(self) -> tuple[str, int]:
        return "127.0.0.1", self._port

    def close(self) -> None:
        self._network.deafen(self._port)


class End(asyncio.Transport):
    """One end of one connection."""

    def __init__(self, network: Network, protocol: Any) -> None:
        super().__init__()
        self.protocol = protocol
        self.peer: End = self
        self.silent = False
        self._network = network
        self._closed = False
        self._reading = True
        self._unread = b""
        self._arrives_s = 0.0

    def write(self, data: Any) -> None:
        if data and not self._closed and not self.silent:
            self._at_the_other_end(self.peer._arrive, bytes(data))

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._network.forget(self)
            self._network.loop.call_soon(self.protocol.connection_lost, None)
            if not self.silent:
                self._at_the_other_end(self.peer._hung_up)

    def abort(self) -> None:
        self.close()

    def is_closing(self) -> bool:
        return self._closed

    def pause_reading(self) -> None:
        self._reading = False

    def get_write_buffer_size(self) -> int:
        return len(self.peer._unread)

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self  # stands for a socket whose options make no difference here

    def setsockopt(self, *_: int) -> None:
        """Do nothing, as there is no kernel below."""

    def _at_the_other_end(self, what: Callable[..., None], *given: Any) -> None:
        # Arrive at least a microsecond later than the last bytes: timers of the same instant may fire in any order, but bytes of a
        # connection never change their order.
        self._arrives_s = max(self._arrives_s + 1e-6, self._network.loop.time() + self._network.delay_s())
        self._network.loop.call_at(self._arrives_s, what, *given)

    def _arrive(self, data: bytes) -> None:
        if self._closed or self.silent:
            return
        if self._reading:
            self.protocol.data_received(data)
        else:
            self._unread += data

    def _hung_up(self) -> None:
        if not self._closed and not self.silent:
            self._closed = True
            self._network.forget(self)
            self.protocol.connection_lost(None)

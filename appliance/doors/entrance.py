"""Orders the connections that come in at a door on the network: each address by its own measure, before TLS. Knows no request. A stranger
pushes out its own connections, or those of a caller that holds more than its share: never the connection of a device that calls.
"""

import asyncio
import contextlib
import socket
import struct
from collections import Counter
from collections.abc import Callable, Mapping

import msgspec

from appliance.doors.callers import Caller, Callers
from appliance.doors.limits import TokenBucket

CONNECTIONS_MAX = 64  # at once: a press takes milliseconds, so many are in use at once only if strangers linger
SHARE_OF_KNOWN = 8  # devices behind one access point that gives them one address; a stranger's share is one connection
HANDSHAKES_BURST = 50  # every pendant of a large school at once
HANDSHAKES_PER_S = 100.0  # one is 0.5 ms here and about 2 ms on a Pi 4: a fifth of one processor at most
TAKEN_BURST = 200
TAKEN_PER_S = 2000.0
"""Connections that are taken off the listening socket and closed at once where their address had its measure: 0.03 ms each here, some 0.1
ms on a Pi 4, a fifth of one processor. With a lower rate, an honest caller would wait behind a flood in the kernel's queue. For a worse
flood, the packet filter of the image lets no more through.
"""
LOOK_EACH_S = 1.0  # While an address is held back, seconds between two checks of who floods.

_RESET = struct.pack("ii", 1, 0)  # SO_LINGER, 0 s: closing tells the other side at once, and leaves nothing open here

type Floods = Callable[[Mapping[str, str]], None]
"""Called whenever it changes who floods the door: by address, with what to do."""


class _Guest(msgspec.Struct, eq=False):
    """A connection that is in, or waits for its turn."""

    connection: socket.socket
    caller: Caller
    turn: asyncio.Future[bool]


class Entrance:
    """Orders the connections of one listening socket."""

    def __init__(self, floods: Floods) -> None:
        self.callers = Callers()
        self._floods = floods
        self._told: Mapping[str, str] = {}
        self._loop = asyncio.get_running_loop()
        self._taken = TokenBucket(TAKEN_BURST, TAKEN_PER_S, self._loop.time())
        self._handshakes = TokenBucket(HANDSHAKES_BURST, HANDSHAKES_PER_S, self._loop.time())
        self._guests: dict[socket.socket, _Guest] = {}
        self._next_turn: asyncio.TimerHandle | None = None
        self._look: asyncio.TimerHandle | None = None

    def close(self) -> None:
        """Give nobody a turn any more, and send away whoever waits for one."""
        for timer in (self._next_turn, self._look):
            if timer is not None:
                timer.cancel()
        for guest in self._guests.values():
            if not guest.turn.done():
                guest.turn.cancel()
                guest.connection.close()
        self._guests.clear()

    def remember(self, address: str) -> None:
        """Note that a press with a right signature came from this address."""
        self.callers.remember(address, self._loop.time())

    def wait_s(self) -> float:
        """Give the seconds until another connection may be taken off the listening socket."""
        return self._taken.spend(0, self._loop.time())

    def comes(self, connection: socket.socket, address: str) -> bool:
        """Note that a connection was taken. Return False if its address had its measure: then it is closed already."""
        now_s = self._loop.time()
        self._taken.spend(1, now_s)
        caller = self.callers.caller(address, now_s)
        if not self.callers.may_come(caller, now_s):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            connection.close()
            self._look_soon()
            return False
        for gone in [each for each in self._guests if each.fileno() < 0]:
            del self._guests[gone]
        guest = _Guest(connection, caller, self._loop.create_future())
        if len(self._guests) >= CONNECTIONS_MAX:
            self._push_out(guest)
        self._guests[connection] = guest
        self._give_turns()
        return True

    async def turn(self, connection: socket.socket) -> bool:
        """Wait until this connection may begin TLS. Return False if it was pushed out before."""
        guest = self._guests.get(connection)
        return guest is not None and await guest.turn

    def _push_out(self, newcomer: _Guest) -> None:
        """Push one connection out: the oldest of whoever holds most beyond its share. If nobody does, the oldest stranger goes."""
        open_of = Counter(guest.caller.share for guest in (*self._guests.values(), newcomer))

        def beyond_share(guest: _Guest) -> tuple[int, bool]:
            share = SHARE_OF_KNOWN if guest.caller.known else 1
            return max(0, open_of[guest.caller.share] - share), not guest.caller.known

        out = max(self._guests.values(), key=beyond_share)  # of equal ones `max` takes the first, which is the oldest
        del self._guests[out.connection]
        if not out.turn.done():
            out.turn.set_result(False)
        with contextlib.suppress(OSError):  # the connection is gone already
            out.connection.shutdown(socket.SHUT_RDWR)

    def _give_turns(self) -> None:
        """Give as many turns as the measure of handshakes allows: to known addresses first, then in the order they came."""
        waiting = [guest for guest in self._guests.values() if not guest.turn.done()]
        waiting.sort(key=lambda guest: not guest.caller.known)
        now_s = self._loop.time()
        while waiting and self._handshakes.take(now_s):
            waiting.pop(0).turn.set_result(True)
        if waiting and self._next_turn is None:
            self._next_turn = self._loop.call_later(1 / HANDSHAKES_PER_S, self._next)

    def _next(self) -> None:
        self._next_turn = None
        self._give_turns()

    def _look_soon(self) -> None:
        if self._look is None:
            self._look = self._loop.call_later(LOOK_EACH_S, self._look_at_floods)

    def _look_at_floods(self) -> None:
        self._look = None
        floods = self.callers.floods(self._loop.time())
        if floods != self._told:
            self._told = floods
            self._floods(floods)
        if self.callers.watched:
            self._look_soon()

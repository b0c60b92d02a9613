"""Runs a pretend device on any wire: its power, its cable, and the connections that it dials. It reads the clock, so that the board
need not.
"""

import asyncio
import random
from abc import ABC, abstractmethod
from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from hardware.simulated.board import Flash
from hardware.simulated.connection import Connection
from hardware.simulated.weather import Weather

RECONNECT_FIRST_S = 0.2  # a lost wire is usually back at once
RECONNECT_MAX_S = 4.0  # Less than the 5 s after which a button says that its press cannot leave.
CONNECT_WITHIN_S = 4.0
DARK = "dark"  # shown by a lamp without power

type Lit = Callable[[str, str], None]


class Shows(Protocol):
    """What a running board is for its line: something that shows a state, and that changes by itself at a time which it knows."""

    def lamp(self, now_ms: int) -> StrEnum:
        """Return what it shows."""
        ...

    def next_deadline(self, now_ms: int) -> int | None:
        """Return when to look again at the latest, in the same milliseconds."""
        ...


class Line[B: Shows](ABC):
    """A device. `lamp` is what it shows: a phase of a button, or "dark". `lit(button, lamp)` is called when that changes."""

    def __init__(self, button: str, key: bytes | None, flash: Flash, dice: random.Random, lit: Lit) -> None:
        self.button = button
        self.key = key
        self.flash = flash
        self.weather = Weather(dice)
        self.lamp = DARK
        self.live = asyncio.Event()  # set while there is power and a cable ...
        self.dead = asyncio.Event()  # ... and this one while there is not
        self.connections: list[Connection] = []
        self._dice = dice
        self._lit = lit
        self._loop = asyncio.get_running_loop()
        self._board: B | None = None
        self._orphans: list[asyncio.Transport] = []
        self._timer: asyncio.TimerHandle | None = None
        self._welcome = False
        self._plugged = True
        self.power_up()

    def now_ms(self) -> int:
        """Return the time on the button's clock."""
        return int(self._loop.time() * 1000)

    @property
    def board(self) -> B:
        """The running board. Raises RuntimeError if there is no power."""
        if self._board is None:
            raise RuntimeError(f"{self.button} has no power: restore it first")
        return self._board

    def power_up(self) -> None:
        """Boot from flash."""
        if self._board is None:
            self._board = self._boot(self.now_ms())
            self.plug(plugged=self._plugged)
            self.pump()

    def power_down(self) -> None:
        """Cut the power. A power cut sends no goodbye, so the connection stays open at the other end."""
        self._board = None
        self._die()
        self.pump()

    def plug(self, *, plugged: bool) -> None:
        """Put the cable in or pull it out. Without a cable there is silence, and neither end is told."""
        self._plugged = plugged
        if plugged and self._board is not None:
            self.live.set()
            self.dead.clear()
        elif not plugged:
            self._die()

    def fall_silent(self) -> None:
        """Let nothing go in or out any more, and tell neither end (half-open)."""
        silent = [each.transport for each in self.connections if each.transport is not None]
        if not silent:
            return
        for orphan in self._orphans:
            orphan.abort()
        self._orphans = silent
        for transport in silent:
            transport.pause_reading()
        for connection in list(self.connections):
            connection.orphaned()

    def hang_up(self) -> None:
        """Break the connection, so that both ends notice."""
        for connection in list(self.connections):
            connection.hang_up()

    def stop_reading(self) -> None:
        """Let the button still send but no longer read."""
        for connection in self.connections:
            if connection.transport is not None:
                connection.transport.pause_reading()

    def close(self) -> None:
        """Let go of every connection and timer."""
        self._board = None
        if self._timer is not None:
            self._timer.cancel()
        for orphan in self._orphans:
            orphan.abort()
        self.hang_up()

    def pump(self) -> None:
        """Send what is due, show the lamp, and come back at the board's next deadline."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        lamp, now_ms = DARK, self.now_ms()
        if self._board is not None:
            self._send_due(now_ms)
            lamp = self._board.lamp(now_ms).value
            deadline_ms = self._board.next_deadline(now_ms)
            if deadline_ms is not None:
                # Add a millisecond: the loop's clock is finer than the board's, and may wake the board a little early.
                self._timer = self._loop.call_later((deadline_ms - now_ms + 1) / 1000, self.pump)
        if lamp != self.lamp:
            self.lamp = lamp
            self._lit(self.button, lamp)

    async def keep_connected(self, host: str, port: int) -> None:
        """Connect whenever there is power and a cable, until cancelled."""
        pause_s = RECONNECT_FIRST_S
        while True:
            if not self.live.is_set():
                await self.live.wait()
                pause_s = RECONNECT_FIRST_S
            self._welcome = False
            await self._connect(host, port)
            pause_s = RECONNECT_FIRST_S if self._welcome else min(pause_s * 2, RECONNECT_MAX_S)
            await asyncio.sleep(pause_s * self._dice.uniform(0.5, 1.0))

    @abstractmethod
    def _boot(self, now_ms: int) -> B:
        """Make a board that starts from flash."""

    @abstractmethod
    def _send_due(self, now_ms: int) -> None:
        """Send what the board has to say now."""

    @abstractmethod
    def _dialled(self) -> Connection:
        """Make a connection that is about to be opened."""

    @abstractmethod
    def _unlinked(self) -> None:
        """Note that the dialled connection is over."""

    def _die(self) -> None:
        self.live.clear()
        self.dead.set()
        self.fall_silent()

    async def _connect(self, host: str, port: int) -> None:
        connection = self._dialled()
        self.connections.append(connection)
        try:
            async with asyncio.timeout(CONNECT_WITHIN_S):
                await self._loop.create_connection(lambda: connection, host, port)
        except OSError:  # refused, unreachable, or the timeout above; a button sees no difference
            self.connections.remove(connection)
            return
        if not self.live.is_set():
            self.fall_silent()
        patience = self._loop.call_later(CONNECT_WITHIN_S, connection.give_up_unless_spoken_to)
        await connection.over
        patience.cancel()
        self.connections.remove(connection)
        if self._board is not None:
            self._unlinked()
            self.pump()

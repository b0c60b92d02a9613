"""One pretend button on its wire: firmware, power, cable and connection. Reads the clock so that the firmware need not."""

import asyncio
import random
from collections.abc import Callable
from typing import assert_never

from hardware.errors import FrameError
from hardware.simulated.board import Flash
from hardware.simulated.button import CallButton
from hardware.simulated.frames import (
    TO_BUTTON,
    Challenge,
    FrameReader,
    FromButton,
    Hello,
    Refused,
    Seen,
    Tell,
    ToButton,
    encode,
)
from hardware.simulated.weather import Weather

RECONNECT_FIRST_S = 0.2  # a lost wire is usually back at once
RECONNECT_MAX_S = 4.0  # below the 5 s after which a press that cannot leave says so
CONNECT_WITHIN_S = 4.0
OVERTAKEN_MAX_MS = 200  # a frame held back to be overtaken goes on its way then
DARK = "dark"  # a lamp without power

type Lit = Callable[[str, str], None]


class Line:
    """A button. `lamp` is a phase's name, or "dark"; `lit(button, lamp)` is called when it changes."""

    def __init__(self, button: str, key: bytes, flash: Flash, dice: random.Random, lit: Lit) -> None:
        self.button = button
        self.key = key
        self.flash = flash
        self.weather = Weather(dice)
        self.lamp = DARK
        self.live = asyncio.Event()  # there is power and a cable
        self._dice = dice
        self._lit = lit
        self._loop = asyncio.get_running_loop()
        self._firmware: CallButton | None = None
        self._connection: _Connection | None = None
        self._orphan: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._flush: asyncio.TimerHandle | None = None
        self._welcome = False
        self._plugged = True
        self.power_up()

    def now_ms(self) -> int:
        """The button's clock."""
        return int(self._loop.time() * 1000)

    @property
    def firmware(self) -> CallButton:
        """The running firmware. Raises RuntimeError when there is no power."""
        if self._firmware is None:
            raise RuntimeError(f"{self.button} has no power: restore it first")
        return self._firmware

    def power_up(self) -> None:
        """Boot from flash."""
        if self._firmware is None:
            self._firmware = CallButton(self.button, self.key, self.flash, self.now_ms())
            self.plug(plugged=self._plugged)
            self.pump()

    def power_down(self) -> None:
        """A power cut sends no goodbye: the connection stays open at the other end."""
        self._firmware = None
        self.live.clear()
        self.fall_silent()
        self.pump()

    def plug(self, *, plugged: bool) -> None:
        """The cable is in or out; out is silence, which neither end is told."""
        self._plugged = plugged
        if plugged and self._firmware is not None:
            self.live.set()
        elif not plugged:
            self.live.clear()
            self.fall_silent()

    def fall_silent(self) -> None:
        """Nothing goes in or out any more, and neither end is told (half-open)."""
        if self._connection is not None and self._connection.transport is not None:
            transport = self._connection.transport
            transport.pause_reading()
            if self._orphan is not None:
                self._orphan.abort()
            self._orphan = transport
            self._connection.orphaned()

    def hang_up(self) -> None:
        """The connection breaks and both ends notice."""
        if self._connection is not None and self._connection.transport is not None:
            self._connection.transport.abort()

    def stop_reading(self) -> None:
        """The button still sends but no longer reads."""
        if self._connection is not None and self._connection.transport is not None:
            self._connection.transport.pause_reading()

    def close(self) -> None:
        """Let go of every connection and timer."""
        self._firmware = None
        for timer in (self._timer, self._flush):
            if timer is not None:
                timer.cancel()
        for transport in (self._orphan, self._connection.transport if self._connection else None):
            if transport is not None:
                transport.abort()

    def pump(self) -> None:
        """Send what is due, show the lamp, and come back at the firmware's next deadline."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        lamp, now_ms = DARK, self.now_ms()
        if self._firmware is not None:
            for frame in self._firmware.take(now_ms):
                self._send(frame)
            if self._firmware.lost_touch(now_ms):
                self._firmware.unlinked()
                self.hang_up()
            lamp = self._firmware.lamp(now_ms).value
            deadline_ms = self._firmware.next_deadline(now_ms)
            if deadline_ms is not None:
                # One more millisecond: the loop's clock is finer than the firmware's and may wake it a little early.
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

    async def _connect(self, host: str, port: int) -> None:
        connection = self._connection = _Connection(self)
        try:
            async with asyncio.timeout(CONNECT_WITHIN_S):
                await self._loop.create_connection(lambda: connection, host, port)
        except OSError:  # refused, unreachable, or the timeout above: all the same to a button
            return
        if not self.live.is_set():
            self.fall_silent()
        patience = self._loop.call_later(CONNECT_WITHIN_S, connection.give_up_unless_spoken_to)
        await connection.over
        patience.cancel()
        self._connection = None
        if self._firmware is not None:
            self._firmware.unlinked()
            self.pump()

    def heard(self, frame: ToButton) -> None:
        """A whole frame came in."""
        if self._firmware is None:
            return
        match frame:
            case Tell():
                self._welcome = True
                if self.weather.loses():
                    return
                self._send(Seen())
            case Challenge() | Refused():
                pass
            case _:
                assert_never(frame)
        self._firmware.hear(frame, self.now_ms())
        self.pump()

    def _send(self, frame: FromButton) -> None:
        data = encode(frame)
        # A lost hello would be a lost connection, which `hang_up` pretends better.
        self._write([data] if isinstance(frame, Hello) else self.weather.out(data))
        if self.weather.reorder and self._flush is None:
            self._flush = self._loop.call_later(OVERTAKEN_MAX_MS / 1000, self._flush_held)

    def _flush_held(self) -> None:
        self._flush = None
        self._write(self.weather.flush())

    def _write(self, frames: list[bytes]) -> None:
        if self._connection is not None and self._connection.transport is not None:
            # One write: asyncio's `writelines` on a connection just aborted leaves a watcher on a file number used again.
            self._connection.transport.write(b"".join(frames))


class _Connection(asyncio.Protocol):
    """One connection of one button; `over` is done when it has ended, or when the button can no longer tell."""

    def __init__(self, line: Line) -> None:
        self.transport: asyncio.Transport | None = None
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._line = line
        self._spoken_to = False
        self._reader: FrameReader[ToButton] = FrameReader(TO_BUTTON)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        try:
            for frame in self._reader.feed(data):
                self._spoken_to = True
                if self.transport is not None:
                    self._line.heard(frame)
        except FrameError:
            if self.transport is not None:
                self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self.orphaned()

    def give_up_unless_spoken_to(self) -> None:
        """The appliance speaks first. One that went away in between never will, and a connection without a word from it never ends."""
        if not self._spoken_to and self.transport is not None:
            self.transport.abort()

    def orphaned(self) -> None:
        """The line no longer uses this connection."""
        self.transport = None
        if not self.over.done():
            self.over.set_result(None)

"""Puts one pretend button on the pretend wire: handles its frames, and lets the weather lose, repeat or reorder them."""

import asyncio
import random
from typing import assert_never

from hardware.errors import FrameError
from hardware.simulated.board import Flash
from hardware.simulated.button import CallButton
from hardware.simulated.connection import Connection
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
from hardware.simulated.line import Line, Lit

OVERTAKEN_MAX_MS = 200  # a frame that was held back, so that another can overtake it, is sent after this time


class ButtonLine(Line[CallButton]):
    """A button that dials the appliance and speaks in our own frames."""

    def __init__(self, button: str, key: bytes | None, flash: Flash, dice: random.Random, lit: Lit) -> None:
        self._flush: asyncio.TimerHandle | None = None
        super().__init__(button, key, flash, dice, lit)

    def close(self) -> None:
        """Let go of every connection and timer."""
        if self._flush is not None:
            self._flush.cancel()
        super().close()

    def heard(self, frame: ToButton) -> None:
        """Take a complete frame that came in."""
        if self._board is None:
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
        self._board.hear(frame, self.now_ms())
        self.pump()

    def _boot(self, now_ms: int) -> CallButton:
        assert self.key is not None, "a pretend button is made with its key"
        return CallButton(self.button, self.key, self.flash, now_ms)

    def _dialled(self) -> Connection:
        return _ButtonConnection(self)

    def _unlinked(self) -> None:
        self.board.unlinked()

    def _send_due(self, now_ms: int) -> None:
        board = self.board
        for frame in board.take(now_ms):
            self._send(frame)
        if board.lost_touch(now_ms):
            board.unlinked()
            self.hang_up()

    def _send(self, frame: FromButton) -> None:
        data = encode(frame)
        # A lost hello would be a lost connection, and `hang_up` pretends that better.
        self._write([data] if isinstance(frame, Hello) else self.weather.out(data))
        if self.weather.reorder and self._flush is None:
            self._flush = self._loop.call_later(OVERTAKEN_MAX_MS / 1000, self._flush_held)

    def _flush_held(self) -> None:
        self._flush = None
        self._write(self.weather.flush())

    def _write(self, frames: list[bytes]) -> None:
        for connection in self.connections:
            if connection.transport is not None:
                # Send in one write: asyncio's `writelines` on a connection that was just aborted leaves a watcher on a file number that
                # is used again.
                connection.transport.write(b"".join(frames))


class _ButtonConnection(Connection):
    """One connection of one button."""

    def __init__(self, line: ButtonLine) -> None:
        super().__init__()
        self._line = line
        self._reader: FrameReader[ToButton] = FrameReader(TO_BUTTON)

    def data_received(self, data: bytes) -> None:
        try:
            for frame in self._reader.feed(data):
                self.spoken_to = True
                if self.transport is not None:
                    self._line.heard(frame)
        except FrameError:
            self.hang_up()

"""Pretends to be boards on a pair of wires: they answer questions, and fail as boards do. Knows no button.

The codec makes the bytes that go over the wire. `send` brings them there; the `send` of a `Pty` does so at the pace of a wire.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from hardware.modbus.codec import (
    COILS,
    WORDS,
    Asked,
    Bad,
    Frame,
    Reader,
    Refusal,
    Words,
    Wrote,
    bits,
    encode,
)

NO_SUCH_FUNCTION, NO_SUCH_NUMBER = 1, 2
TURNS_ROUND_S = 0.002  # from the question's last byte to the answer's first byte: 3.5 characters at 19,200 baud


class TwinBoard:
    """One board. Inputs and relays have the numbers that are printed on it, from 1."""

    def __init__(self, unit: int, inputs: int = 8, relays: int = 8, words: int = 0) -> None:
        self.unit = unit
        self.inputs = [False] * inputs
        self.relays = [False] * relays
        self.words = [0] * words
        self.switched: list[tuple[int, bool]] = []
        self.asked = 0
        self.dead = False
        self.unheard = 0  # questions that came while it was dead
        self.refuses: int | None = None  # refuses every question with this code
        self.welded = False  # its relays are told to move and do not
        self.wrong_sums = 0  # how many of the next answers are damaged
        self.late_s = TURNS_ROUND_S

    def close(self, closes: int, opens: int | None = None) -> None:
        """Press a contact on these inputs."""
        self.inputs[closes - 1] = True
        if opens is not None:
            self.inputs[opens - 1] = False

    def open(self, closes: int, opens: int | None = None) -> None:
        """Let a contact go, or wire it at rest."""
        self.inputs[closes - 1] = False
        if opens is not None:
            self.inputs[opens - 1] = True

    def restart(self) -> None:
        """Lose power for a moment: every relay is off."""
        self.relays = [False] * len(self.relays)

    def answer(self, frame: Frame) -> Frame | None:
        """Return the answer to this frame; None if the frame is not for this board."""
        if not isinstance(frame, Asked | Wrote) or frame.unit != self.unit:
            return None
        if self.dead:
            self.unheard += 1
            return None
        self.asked += 1
        function = frame.function if isinstance(frame, Asked) else 5
        if self.refuses is not None:
            return Refusal(self.unit, function, self.refuses)
        match frame:
            case Asked(_, _, first, count):
                return self._read(function, first, count)
            case Wrote(_, coil, on):
                return self._write(frame, coil, on)

    def _read(self, function: int, first: int, count: int) -> Frame:
        levels = self.relays if function == COILS else self.inputs
        has = len(self.words) if function == WORDS else len(levels)
        if not has:
            return Refusal(self.unit, function, NO_SUCH_FUNCTION)
        if first + count > has:
            return Refusal(self.unit, function, NO_SUCH_NUMBER)
        if function == WORDS:
            return Words(self.unit, tuple(self.words[first : first + count]))
        return bits(self.unit, function, levels[first : first + count])

    def _write(self, frame: Wrote, coil: int, on: bool) -> Frame:
        if coil >= len(self.relays):
            return Refusal(self.unit, 5, NO_SUCH_NUMBER)
        self.switched.append((coil + 1, on))
        if not self.welded:
            self.relays[coil] = on
        return frame


class TwinBus:
    """Boards by name, on one pair of wires. `heard` is given what the box sends; `run` sends the answers."""

    def __init__(self, boards: Mapping[str, TwinBoard]) -> None:
        self.boards = boards
        self.echoes = False  # set for a cheap adapter that hears itself
        self.noise = b""  # bytes that come before each answer
        self._reader = Reader()
        self._said: asyncio.Queue[tuple[bytes, float]] = asyncio.Queue()

    def heard(self, data: bytes) -> None:
        """Take the bytes that the box sends."""
        if self.echoes:
            self._said.put_nowait((data, 0.0))
        for frame in self._reader.feed(data):
            if isinstance(frame, Bad):
                continue
            for board in self.boards.values():
                answer = board.answer(frame)
                if answer is not None:
                    self._said.put_nowait((self.noise + self._bytes_of(board, answer), board.late_s))

    async def run(self, send: Callable[[bytes], Awaitable[None]]) -> None:
        """Send the answers, each after its board's time, until cancelled."""
        while True:
            data, late_s = await self._said.get()
            if late_s:
                await asyncio.sleep(late_s)
            await send(data)

    def say(self, frame: Frame) -> None:
        """Send somebody else's frame, such as another master's question."""
        self._said.put_nowait((encode(frame), 0.0))

    @staticmethod
    def _bytes_of(board: TwinBoard, answer: Frame) -> bytes:
        data = encode(answer)
        if board.wrong_sums:
            board.wrong_sums -= 1
            return data[:-1] + bytes([data[-1] ^ 0xFF])
        return data

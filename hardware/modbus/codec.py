"""Reads and writes the bytes of Modbus RTU: the four functions that we need, as questions and as answers. Pure; knows no wire, no board
and no time.

Functions: 01 read coils, 02 read inputs, 04 read words, 05 write one coil (Modbus Application Protocol V1.1b3, section 6). Words are
read only for a trial of a board: end-of-line resistors on analogue inputs are not judged yet.

Numbers here are those of the wire, which begin at 0. The numbers printed on a board begin at 1. From number 256 on, a question can
look like an answer, since both have 8 bytes; we never ask for such numbers.
"""

from collections.abc import Iterator, Sequence
from itertools import batched

import msgspec

COILS, INPUTS, WORDS, WRITE = 0x01, 0x02, 0x04, 0x05
REFUSED = 0x80  # a board that refuses adds this to the function (section 7)
READS = (COILS, INPUTS, WORDS)
ON, OFF = 0xFF00, 0x0000  # the only two values of function 05 (section 6.5)
ASKED_BYTES = 8  # every question, and the answer to 05
REFUSAL_BYTES = 5
FRAME_BYTES_MAX = 256  # the longest frame on a serial line (Modbus over Serial Line V1.02, section 2.5.1)
KEPT_BYTES_MAX = 512  # two frames; older bytes cannot belong to a frame that is still going on
BITS_MAX = 2000  # the most in one answer (section 6.1): 250 bytes
WORDS_MAX = 125  # the most in one answer (section 6.4)
UNIT_MAX = 247  # higher numbers have other uses (Serial Line V1.02, section 2.2)
WHY_REFUSED = {
    1: "it does not know this function",
    2: "it has no such number",
    3: "it does not take this value",
    4: "it failed",
    5: "it needs more time",
    6: "it is busy",
}


class Asked(msgspec.Struct, frozen=True):
    """A master asks for `count` coils, inputs or words from `first` on."""

    unit: int
    function: int
    first: int
    count: int


class Wrote(msgspec.Struct, frozen=True):
    """Set one coil. The board answers with the same bytes, so an echo looks like an answer; only reading back proves that it was set."""

    unit: int
    coil: int
    on: bool


class Bits(msgspec.Struct, frozen=True):
    """A board's coils or inputs, eight in a byte, the first in the lowest bit."""

    unit: int
    function: int
    data: bytes

    def each(self, count: int) -> tuple[bool, ...]:
        """Return the first `count` levels."""
        return tuple(bool(self.data[number // 8] >> number % 8 & 1) for number in range(count))


class Words(msgspec.Struct, frozen=True):
    """A board's input words, 16 bits each."""

    unit: int
    words: tuple[int, ...]


class Refusal(msgspec.Struct, frozen=True):
    """A board answers that it will not do it. So it is alive."""

    unit: int
    function: int
    code: int

    @property
    def says(self) -> str:
        """Say for people why it refuses."""
        return f"{WHY_REFUSED.get(self.code, 'it refuses')} (function {self.function:02}, code {self.code})"


class Bad(msgspec.Struct, frozen=True):
    """So many bytes belong to no frame."""

    length: int


type Frame = Asked | Wrote | Bits | Words | Refusal


def crc16(data: bytes) -> int:
    """Compute CRC-16 of Modbus: polynomial 0xA001 reflected, begins at 0xFFFF (Serial Line V1.02, section 6.2.2)."""
    crc = 0xFFFF
    for byte in data:
        crc = crc >> 8 ^ _TABLE[(crc ^ byte) & 0xFF]
    return crc


def bits(unit: int, function: int, levels: Sequence[bool]) -> Bits:
    """Make the answer of a board whose coils or inputs have these levels."""
    data = bytes(sum(level << place for place, level in enumerate(eight)) for eight in batched(levels, 8, strict=False))
    return Bits(unit, function, data)


def answer_bytes(asked: Asked | Wrote) -> int:
    """Return the length of the complete answer to this question."""
    match asked:
        case Asked(function=function, count=count):
            return 5 + (2 * count if function == WORDS else -(-count // 8))
        case Wrote():
            return ASKED_BYTES


def answers(frame: Frame, asked: Asked | Wrote) -> bool:
    """Return whether this can be the answer to that question. A late answer, or one to somebody else, differs in unit, function or
    length.
    """
    match frame, asked:
        case Refusal(unit, function), Asked(of, what):
            return (unit, function) == (of, what)
        case Refusal(unit, function), Wrote(of):
            return (unit, function) == (of, WRITE)
        case Bits(unit, function, data), Asked(of, what, _, count):
            return (unit, function, len(data)) == (of, what, -(-count // 8))
        case Words(unit, words), Asked(of, what, _, count):
            return (unit, WORDS, len(words)) == (of, what, count)
        case Wrote(), Wrote():
            return frame == asked
        case _:
            return False


def encode(frame: Frame) -> bytes:
    """Write the frame as it goes over the wire, with its checksum."""
    match frame:
        case Asked(unit, function, first, count):
            body = bytes((unit, function)) + first.to_bytes(2) + count.to_bytes(2)
        case Wrote(unit, coil, on):
            body = bytes((unit, WRITE)) + coil.to_bytes(2) + (ON if on else OFF).to_bytes(2)
        case Bits(unit, function, data):
            body = bytes((unit, function, len(data))) + data
        case Words(unit, words):
            body = bytes((unit, WORDS, 2 * len(words))) + b"".join(word.to_bytes(2) for word in words)
        case Refusal(unit, function, code):
            body = bytes((unit, function | REFUSED, code))
    return body + crc16(body).to_bytes(2, "little")


class Reader:
    """Cuts a stream into frames. Never raises; keeps at most KEPT_BYTES_MAX.

    Modbus marks the end of a frame only by silence, which a buffer does not keep. So a frame is anything with a right checksum and the
    length that its function says, wherever it begins. Noise before it costs nothing, and half a frame holds nothing up.
    """

    def __init__(self) -> None:
        self._kept = b""

    def feed(self, data: bytes) -> Iterator[Frame | Bad]:
        """Give each frame that is complete now, in order, and the bytes that lay before it."""
        kept = self._kept + data
        start = begins = 0
        while begins < len(kept):
            frame, length = _frame_at(kept, begins)
            if frame is None:
                begins += 1
                continue
            if begins > start:
                yield Bad(begins - start)
            yield frame
            start = begins = begins + length
        if len(kept) - start > KEPT_BYTES_MAX:
            yield Bad(len(kept) - start - FRAME_BYTES_MAX)
            start = len(kept) - FRAME_BYTES_MAX
        self._kept = kept[start:]

    def silence(self) -> Bad | None:
        """Drop what is unfinished: the line has been still for longer than a frame may pause, so it will not go on."""
        kept, self._kept = self._kept, b""
        return Bad(len(kept)) if kept else None


def _frame_at(data: bytes, start: int) -> tuple[Frame | None, int]:
    """Return the complete frame with a right checksum that begins here, and its length."""
    head = data[start : start + 3]
    if len(head) < 3 or not 1 <= head[0] <= UNIT_MAX:
        return None, 0
    for length in _lengths(head):
        body, crc = data[start : start + length - 2], data[start + length - 2 : start + length]
        if len(crc) == 2 and crc == crc16(body).to_bytes(2, "little"):
            frame = _read(body)
            if frame is not None:
                return frame, length
    return None, 0


def _lengths(head: bytes) -> tuple[int, ...]:
    """Return how long a frame that begins like this can be: first as an answer, then as a question of another master or as our own echo."""
    _, function, third = head
    if function in READS:
        answered = third > 0 and (third <= BITS_MAX // 8) and (function != WORDS or third % 2 == 0)
        return (5 + third, ASKED_BYTES) if answered else (ASKED_BYTES,)
    if function == WRITE:
        return (ASKED_BYTES,)
    return (REFUSAL_BYTES,) if function & ~REFUSED in (*READS, WRITE) else ()


def _read(body: bytes) -> Frame | None:
    """Read what these bytes say. Their checksum is right."""
    unit, function = body[0], body[1]
    if function & REFUSED:
        return Refusal(unit, function & ~REFUSED, body[2])
    if function == WRITE:
        value = int.from_bytes(body[4:6])
        return Wrote(unit, int.from_bytes(body[2:4]), value == ON) if value in (ON, OFF) else None
    asked = function == WORDS and body[2] % 2 == 1  # an odd number of bytes is no answer with words
    if len(body) == 3 + body[2] and not asked:
        if function == WORDS:
            return Words(unit, tuple(int.from_bytes(bytes(each)) for each in batched(body[3:], 2, strict=True)))
        return Bits(unit, function, body[3:])
    count = int.from_bytes(body[4:6])
    most = WORDS_MAX if function == WORDS else BITS_MAX
    return Asked(unit, function, int.from_bytes(body[2:4]), count) if 0 < count <= most else None


def _table() -> tuple[int, ...]:
    """Compute the checksum's step for each byte."""
    steps = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (0xA001 if byte & 1 else 0)  # noqa: PLW2901
        steps.append(byte)
    return tuple(steps)


_TABLE = _table()

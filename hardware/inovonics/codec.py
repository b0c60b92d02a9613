"""Turns EchoStream frames on a serial wire from bytes into values and back. No I/O, no clock; knows no plan.

A frame has a header, its length (without the checksum), a body and a checksum: the low byte of the sum of all bytes before it. A bad
frame costs one byte, and never the bytes behind it. The facts come from real frames; what else a receiver does is unknown.
"""

import re
from collections.abc import Callable, Mapping

import msgspec

FROM_RADIO, CHECK_IN, REQUEST, REPORT, ACK, NAK = 0x72, 0x1C, 0x34, 0x35, 0x06, 0x15
LENGTHS: Mapping[int, tuple[int, int]] = {
    FROM_RADIO: (13, 255),  # up to the class; the length of a repeater's frame is unknown
    CHECK_IN: (5, 5),
    REQUEST: (3, 16),
    REPORT: (3, 64),  # our choice: a serial number is 4 bytes
    ACK: (2, 2),
    NAK: (3, 3),
}
BAD_CHECKSUM, BAD_HEADER, TIMEOUT = 1, 2, 4  # the errors that a NAK can name
SERIAL_NUMBER, NETWORK, CHECK_IN_SETTING = 0x90, 0x82, 0x85  # what a receiver can be asked
ENDPOINT = 0x3E  # A class. Devices of the network, such as repeaters, have 0x41; thermometers have 0x3C.
SECURITY = 0xB2  # a market, which is the first byte of an identity
# Places in a frame. The last two are counted without the traces, which stand before them.
_UID, _HOP, _TRACES, _HOPS, _CLASS = 2, 6, 10, 11, 12
_ENDPOINT_LENGTH = 18
_PRINTED = re.compile(r"(?:([0-9]{1,3})-)?([0-9]{1,8})", re.ASCII)
_RESTARTED, _NO_CHANGE, _TAMPERED, _LOW_BATTERY = 1 << 3, 1 << 4, 1 << 5, 1 << 6
_LINK_LOST, _JAMMED = 1 << 0, 1 << 7


class Transmission(msgspec.Struct, frozen=True):
    """What a pendant or a contact transmitter sent. `hop` is the device that heard it first. No document gives the scale of `margin`."""

    uid: int
    hop: int
    hops: int
    product: int
    stat1: int
    stat0: int
    level: int
    margin: int
    traces: tuple[int, ...] = ()

    def alarm(self, number: int) -> bool:
        """Return whether its alarm 1 to 4 is up."""
        return bool(self.stat1 >> (number - 1) & 1)

    @property
    def no_change(self) -> bool:
        """Whether this is a check-in: it says how the transmitter stands, and nothing happened."""
        return bool(self.stat0 & _NO_CHANGE)

    @property
    def tampered(self) -> bool:
        return bool(self.stat0 & _TAMPERED)

    @property
    def low_battery(self) -> bool:
        return bool(self.stat0 & _LOW_BATTERY)

    @property
    def restarted(self) -> bool:
        return bool(self.stat0 & _RESTARTED)


class Other(msgspec.Struct, frozen=True):
    """What a repeater or a thermometer sent. We read only who sent it and of which class it is."""

    uid: int
    hop: int
    klass: int


class CheckIn1C(msgspec.Struct, frozen=True):
    """The receiver itself is alive. `waiting` of its messages have no answer from us."""

    waiting: int
    stat1: int
    stat0: int

    @property
    def jammed(self) -> bool:
        return bool(self.stat0 & _JAMMED)

    @property
    def tampered(self) -> bool:
        return bool(self.stat0 & _TAMPERED)

    @property
    def restarted(self) -> bool:
        return bool(self.stat0 & _RESTARTED)

    @property
    def link_lost(self) -> bool:
        return bool(self.stat0 & _LINK_LOST)


class Request(msgspec.Struct, frozen=True):
    """A question to a receiver."""

    code: int
    data: bytes = b""


class Report(msgspec.Struct, frozen=True):
    """A receiver's answer to a request."""

    code: int
    data: bytes = b""


class Answer(msgspec.Struct, frozen=True):
    """An answer: a frame was taken (`error` 0), or was not."""

    error: int = 0


class Unknown(msgspec.Struct, frozen=True):
    """A complete frame that says nothing known here."""

    header: int
    body: bytes


class Bad(msgspec.Struct, frozen=True):
    """Bytes that are no frame, reported once for each run of them. `error` is the error for a NAK."""

    error: int


type Frame = Transmission | Other | CheckIn1C | Request | Report | Answer | Unknown


class Reader:
    """Reads the bytes of one wire. Never raises, and keeps less than one frame of the longest kind, 256 bytes."""

    def __init__(self) -> None:
        self._kept = bytearray()
        self._said: set[int] = set()

    @property
    def unfinished(self) -> bool:
        """Whether a frame has begun and not ended."""
        return bool(self._kept)

    def feed(self, data: bytes) -> list[Frame | Bad]:
        """Return the frames that these bytes complete."""
        self._kept += data
        return self._read(ended=False)

    def idle(self) -> list[Frame | Bad]:
        """Take in that the wire has been silent: a frame that has begun will not end. So a damaged length does not hold up the frame
        behind it.
        """
        return self._read(ended=True)

    def _read(self, *, ended: bool) -> list[Frame | Bad]:
        said: list[Frame | Bad] = []
        kept, at = self._kept, 0
        while at < len(kept):
            verdict = _judge(kept, at)
            if isinstance(verdict, Bad):
                if verdict.error == TIMEOUT and not ended:
                    break
                said += self._bad(verdict)
                at += 1
            else:
                said.append(_FRAMES[kept[at]](bytes(kept[at:verdict])))
                self._said.clear()
                at = verdict + 1
        del kept[:at]
        return said

    def _bad(self, bad: Bad) -> list[Bad]:
        """Report each kind of error once, until the next good frame."""
        if bad.error in self._said:
            return []
        self._said.add(bad.error)
        return [bad]


def _judge(kept: bytearray, at: int) -> int | Bad:
    """Return where the checksum of the frame that begins here lies, or what is wrong. TIMEOUT: the frame has not ended."""
    least, most = LENGTHS.get(kept[at], (0, -1))
    if most < 0:
        return Bad(BAD_HEADER)
    if at + 1 == len(kept):
        return Bad(TIMEOUT)
    end = at + kept[at + 1]
    if not least <= end - at <= most:
        return Bad(BAD_HEADER)
    if end >= len(kept):
        return Bad(TIMEOUT)
    return end if sum(kept[at:end]) & 0xFF == kept[end] else Bad(BAD_CHECKSUM)


def _radio(frame: bytes) -> Frame:
    moved = 4 * frame[_TRACES]
    if _CLASS + moved >= len(frame):
        return _unknown(frame)
    uid, hop = _number(frame, _UID), _number(frame, _HOP)
    if frame[_CLASS + moved] != ENDPOINT:
        return Other(uid, hop, frame[_CLASS + moved])
    if len(frame) != _ENDPOINT_LENGTH + moved:
        return _unknown(frame)
    traces = tuple(_number(frame, at) for at in range(_HOPS, _HOPS + moved, 4))
    product, stat1, stat0, level, margin = frame[_CLASS + 1 + moved :]
    return Transmission(uid, hop, frame[_HOPS + moved], product, stat1, stat0, level, margin, traces)


def _unknown(frame: bytes) -> Frame:
    return Unknown(frame[0], frame[2:])


_FRAMES: Mapping[int, Callable[[bytes], Frame]] = {
    FROM_RADIO: _radio,
    CHECK_IN: lambda frame: CheckIn1C(*frame[2:]),
    REQUEST: lambda frame: Request(frame[2], frame[3:]),
    REPORT: lambda frame: Report(frame[2], frame[3:]),
    ACK: lambda _frame: Answer(),
    NAK: lambda frame: Answer(frame[2]),
}


def _number(frame: bytes, at: int) -> int:
    return int.from_bytes(frame[at : at + 4])


def framed(header: int, body: bytes) -> bytes:
    """Make a frame of this body."""
    unsummed = bytes([header, len(body) + 2]) + body
    return unsummed + bytes([sum(unsummed) & 0xFF])


def sent(transmission: Transmission) -> bytes:
    """Write a transmission as a receiver passes it on."""
    each = transmission
    who = b"".join(uid.to_bytes(4) for uid in (each.uid, each.hop))
    traces = b"".join(uid.to_bytes(4) for uid in each.traces)
    says = bytes([each.hops, ENDPOINT, each.product, each.stat1, each.stat0, each.level, each.margin])
    return framed(FROM_RADIO, who + bytes([len(each.traces)]) + traces + says)


def ack() -> bytes:
    """Make the answer that the oldest frame without an answer was taken."""
    return framed(ACK, b"")


def nak(error: int) -> bytes:
    """Make the answer that it was not taken."""
    return framed(NAK, bytes([error]))


def request(code: int, data: bytes = b"") -> bytes:
    """Make a question to a receiver about itself."""
    return framed(REQUEST, bytes([code]) + data)


def label(uid: int) -> str:
    """Write an identity as it is printed on a transmitter: market and serial number, in decimal."""
    return f"{uid >> 24}-{uid & 0xFFFFFF}"


def read_label(text: str) -> int:
    """Read an identity as it is printed. A number alone is in the security market. Raises ValueError."""
    printed = _PRINTED.fullmatch(text)
    if printed is None:
        raise ValueError(f"{text!r} is no identity: write it as printed, such as 178-1234567")
    of, number = int(printed[1] or SECURITY), int(printed[2])
    if of > 0xFF or number > 0xFFFFFF:
        raise ValueError(f"{text} cannot be: a market is at most 255, a serial number at most 16777215")
    return of << 24 | number

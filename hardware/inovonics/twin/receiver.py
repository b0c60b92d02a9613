"""Pretends to be a receiver: passes on what it hears, keeps what nobody acknowledged, and sends that again. Pure: time is an argument.

We chose the rest, since no recording of a real receiver shows it. One message of the radio at a time is under way, and is sent again
every 2 s until it has its answer. Seven are kept; then the oldest that is not under way is forgotten. A check-in is sent once, and the
next answer counts as the check-in's: a message that was sent with it may have been lost, and is only sent again. For the same reason
nothing is sent for a while after a message that was sent more than once. So an answer never counts for a message that the box may not
have.
"""

from collections import deque
from math import inf

from hardware.inovonics.codec import (
    CHECK_IN,
    CHECK_IN_SETTING,
    NETWORK,
    REPORT,
    SERIAL_NUMBER,
    Answer,
    Reader,
    Request,
    Transmission,
    framed,
    sent,
)

KEPT_MAX = 7  # the highest count that was seen
RESEND_S = 2.0
LATE_S = 10.0  # The latest time at which an answer comes. Until then, the next answer may be a check-in's.
CHECK_IN_S = 30.0  # as seen on a real one
_LINK_LOST, _RESTARTED, _NO_CHANGE, _TAMPERED, _JAMMED = 1 << 0, 1 << 3, 1 << 4, 1 << 5, 1 << 7


class _Message:
    __slots__ = ("data", "is_kept", "sent_s", "times")

    def __init__(self, data: bytes, *, is_kept: bool) -> None:
        self.data = data
        self.is_kept = is_kept
        self.sent_s = -inf
        self.times = 0  # how often it was sent since the line was opened


class PretendReceiver:
    """A pretend receiver. What `take` returns goes to the box; what comes from the box goes into `feed`."""

    def __init__(self, serial: bytes = b"\0\x01\x23\x45", now_s: float = 0.0) -> None:
        self.serial = serial
        self.jammed = self.tampered = self.link_lost = False
        self.acknowledged: list[bytes] = []
        self._restarted = True
        self._reader = Reader()
        self._out: list[bytes] = []
        self._kept: deque[_Message] = deque()
        self._under_way: deque[_Message] = deque()
        self._check_in_s = self._now_s = self._quiet_until_s = now_s

    @property
    def waiting(self) -> int:
        """The number of radio messages without an answer."""
        return len(self._kept)

    def hear(self, frame: Transmission) -> None:
        """Hear a frame from the air. It hears nothing while it is jammed."""
        if self.jammed:
            return
        if len(self._kept) >= KEPT_MAX:
            self._kept.remove(next(each for each in self._kept if each not in self._under_way))
        self._kept.append(_Message(sent(frame), is_kept=True))

    def feed(self, data: bytes) -> None:
        """Take what the box says."""
        for frame in self._reader.feed(data):
            match frame:
                case Answer(error) if self._under_way:
                    self._answered(self._under_way.popleft(), taken=error == 0)
                case Request(code):
                    if code == SERIAL_NUMBER:
                        self._opened()
                    self._report(code)
                case _:
                    pass

    def take(self, now_s: float) -> bytes:
        """Return what to send now."""
        self._now_s = now_s
        self._give_up(LATE_S)
        is_quiet = now_s < self._quiet_until_s
        if self._kept and not is_quiet and self._kept[0].sent_s + RESEND_S <= now_s:
            self._send(self._kept[0], now_s)
        if self._check_in_s <= now_s and not is_quiet:
            self._check_in_s = now_s + CHECK_IN_S
            self._checks_in(now_s)
        out, self._out = b"".join(self._out), []
        return out

    def check_in_now(self, now_s: float) -> None:
        """Check in at once."""
        self._check_in_s = now_s

    def restart(self, now_s: float) -> None:
        """Lose power for a moment: what it kept is lost."""
        self._kept.clear()
        self._under_way.clear()
        self._restarted = True
        self._check_in_s = now_s

    def _opened(self) -> None:
        """Note that the line was opened: whoever asks for the serial number has just opened it. Nothing sent before gets an answer."""
        self._give_up(0.0)
        for each in self._kept:
            each.times = 0

    def _give_up(self, after_s: float) -> None:
        """Give up the check-ins that were sent so long ago: they get no answer any more."""
        for each in list(self._under_way):
            if not each.is_kept and each.sent_s + after_s <= self._now_s:
                self._under_way.remove(each)

    def _send(self, message: _Message, now_s: float) -> None:
        if message not in self._under_way:
            self._under_way.insert(len(self._under_way) if message.is_kept else 0, message)
        message.sent_s = now_s
        message.times += 1
        self._out.append(message.data)

    def _answered(self, message: _Message, *, taken: bool) -> None:
        if not message.is_kept:
            return
        if not taken:
            message.sent_s = -inf
            return
        if message.times > 1:
            self._quiet_until_s = self._now_s + RESEND_S
        self._kept.remove(message)
        self.acknowledged.append(message.data)

    def _checks_in(self, now_s: float) -> None:
        stat0 = _TAMPERED * self.tampered | _JAMMED * self.jammed | _LINK_LOST * self.link_lost
        stat0 |= _RESTARTED if self._restarted else 0
        self._restarted = False
        says = framed(CHECK_IN, bytes([self.waiting, 0, stat0 or _NO_CHANGE]))
        self._send(_Message(says, is_kept=False), now_s)

    def _report(self, code: int) -> None:
        says = {SERIAL_NUMBER: self.serial, NETWORK: b"\x07", CHECK_IN_SETTING: b"\x03"}
        if code in says:
            self._out.append(framed(REPORT, bytes([code]) + says[code]))

"""A pretend receiver: passes on what it hears, keeps what nobody acknowledged, and says again. Pure: time is an argument.

Chosen, since no capture shows it: one message of the radio at a time is under way, sent again every 2 s until it has its answer; seven are
kept, and then the oldest that is not under way is forgotten. A check-in is sent once, and the next answer is taken for
its: what it was sent with may have been lost, and is only sent again. For the same reason nothing is sent for a while behind what was sent
more than once: an answer never counts for what the box may not have.
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

KEPT_MAX = 7  # the highest count seen
RESEND_S = 2.0
LATE_S = 10.0  # the latest that an answer comes; until then the next may be a check-in's
CHECK_IN_S = 30.0  # as seen
_LINK_LOST, _RESTARTED, _NO_CHANGE, _TAMPERED, _JAMMED = 1 << 0, 1 << 3, 1 << 4, 1 << 5, 1 << 7


class _Message:
    __slots__ = ("data", "is_kept", "sent_s", "times")

    def __init__(self, data: bytes, *, is_kept: bool) -> None:
        self.data = data
        self.is_kept = is_kept
        self.sent_s = -inf
        self.times = 0  # on this opening of the line


class PretendReceiver:
    """What `take` returns goes to the box; what comes from the box goes into `feed`."""

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
        """Messages of the radio that have no answer."""
        return len(self._kept)

    def hear(self, frame: Transmission) -> None:
        """A frame came out of the air. Nothing does while it is jammed."""
        if self.jammed:
            return
        if len(self._kept) >= KEPT_MAX:
            self._kept.remove(next(each for each in self._kept if each not in self._under_way))
        self._kept.append(_Message(sent(frame), is_kept=True))

    def feed(self, data: bytes) -> None:
        """The box says this."""
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
        """What to send now."""
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
        """Without waiting for its time."""
        self._check_in_s = now_s

    def restart(self, now_s: float) -> None:
        """Its power was away: what it kept is lost."""
        self._kept.clear()
        self._under_way.clear()
        self._restarted = True
        self._check_in_s = now_s

    def _opened(self) -> None:
        """Whoever asks for the serial number has just opened the line: nothing sent before gets an answer."""
        self._give_up(0.0)
        for each in self._kept:
            each.times = 0

    def _give_up(self, after_s: float) -> None:
        """Check-ins sent so long ago get no answer any more."""
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

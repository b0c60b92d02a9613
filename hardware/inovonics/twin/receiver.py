"""A pretend receiver: passes on what it hears, keeps what nobody acknowledged, and says again. Pure: time is an argument.

Chosen, since no capture shows it: it sends the oldest again every 2 s, keeps seven, and then forgets the oldest. An acknowledgement is
taken for the oldest message that has none; a refusal asks for that one again.
"""

from collections import deque

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
CHECK_IN_S = 30.0  # as seen
_LINK_LOST, _RESTARTED, _NO_CHANGE, _TAMPERED, _JAMMED = 1 << 0, 1 << 3, 1 << 4, 1 << 5, 1 << 7


class _Message:
    __slots__ = ("data", "is_kept", "sent_s")

    def __init__(self, data: bytes, sent_s: float, *, is_kept: bool) -> None:
        self.data = data
        self.sent_s = sent_s
        self.is_kept = is_kept


class PretendReceiver:
    """What `take` returns goes to the box; what comes from the box goes into `feed`."""

    def __init__(self, serial: bytes = b"\0\x01\x23\x45", now_s: float = 0.0) -> None:
        self.serial = serial
        self.jammed = self.tampered = self.link_lost = False
        self.acknowledged: list[bytes] = []
        self._restarted = True
        self._reader = Reader()
        self._out: list[bytes] = []
        self._unanswered: deque[_Message] = deque()
        self._check_in_s = now_s

    @property
    def waiting(self) -> int:
        """Messages of the radio that have no answer."""
        return sum(each.is_kept for each in self._unanswered)

    def hear(self, frame: Transmission, now_s: float) -> None:
        """A frame came out of the air. Nothing does while it is jammed."""
        if self.jammed:
            return
        if self.waiting >= KEPT_MAX:
            self._unanswered.remove(next(each for each in self._unanswered if each.is_kept))
        self._send(_Message(sent(frame), now_s, is_kept=True))

    def feed(self, data: bytes, now_s: float) -> None:
        """The box says this."""
        for frame in self._reader.feed(data):
            match frame:
                case Answer(0) if self._unanswered:
                    taken = self._unanswered.popleft()
                    if taken.is_kept:
                        self.acknowledged.append(taken.data)
                case Answer() if self._unanswered:
                    self._again(self._unanswered[0], now_s)
                case Request(code):
                    self._report(code)
                case _:
                    pass

    def take(self, now_s: float) -> bytes:
        """What to send now."""
        while self._unanswered and not self._unanswered[0].is_kept and self._unanswered[0].sent_s + RESEND_S <= now_s:
            self._unanswered.popleft()
        if self._unanswered and self._unanswered[0].sent_s + RESEND_S <= now_s:
            self._again(self._unanswered[0], now_s)
        if self._check_in_s <= now_s:
            self._check_in_s = now_s + CHECK_IN_S
            self._checks_in(now_s)
        out, self._out = b"".join(self._out), []
        return out

    def check_in_now(self, now_s: float) -> None:
        """Without waiting for its time."""
        self._check_in_s = now_s

    def restart(self, now_s: float) -> None:
        """Its power was away: what it kept is lost."""
        self._unanswered.clear()
        self._restarted = True
        self._check_in_s = now_s

    def _send(self, message: _Message) -> None:
        self._unanswered.append(message)
        self._out.append(message.data)

    def _again(self, message: _Message, now_s: float) -> None:
        message.sent_s = now_s
        self._out.append(message.data)

    def _checks_in(self, now_s: float) -> None:
        stat0 = _TAMPERED * self.tampered | _JAMMED * self.jammed | _LINK_LOST * self.link_lost
        stat0 |= _RESTARTED if self._restarted else 0
        self._restarted = False
        self._send(_Message(framed(CHECK_IN, bytes([self.waiting, 0, stat0 or _NO_CHANGE])), now_s, is_kept=False))

    def _report(self, code: int) -> None:
        says = {SERIAL_NUMBER: self.serial, NETWORK: b"\x07", CHECK_IN_SETTING: b"\x03"}
        if code in says:
            self._out.append(framed(REPORT, bytes([code]) + says[code]))

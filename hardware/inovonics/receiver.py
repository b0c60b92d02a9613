"""Handles one serial line with a receiver at its end: its frames and our answers, what the receiver is, and what is wrong with it. Knows
no button.

Time is an argument. A frame is answered when everything that it caused is done (`answers.py`). A damaged frame is refused, so that it
comes again.
"""

from collections import deque
from collections.abc import Callable, Hashable, Iterable
from typing import Final, assert_never

from hardware.inovonics.answers import Answers
from hardware.inovonics.codec import (
    BAD_HEADER,
    CHECK_IN_SETTING,
    NETWORK,
    SERIAL_NUMBER,
    Answer,
    Bad,
    CheckIn1C,
    Frame,
    Other,
    Reader,
    Report,
    Request,
    Transmission,
    Unknown,
    ack,
    nak,
    request,
)
from hardware.inovonics.faults import BEHIND, JAMMED, LINK_LOST, RESTARTED, TAMPERED
from hardware.inovonics.told import Told
from hardware.opened import Opened
from hardware.serial.faults import OTHER
from hardware.signals import Signal, WireFault, WireKind, WireMended

# A receiver checks in every 30 s. This is a little more than three times that, and well below the 200 s of NFPA 72.
SILENT_AFTER_S: Final = 100.0
# How soon a receiver repeats a frame is unknown. This is a guess; if it is too short, it costs one ring too many.
RESEND_S: Final = 5.0
IDLE_S: Final = 0.5  # A frame takes 20 ms. USB adapters and serial servers hold bytes back for less than this.
BEHIND_AT: Final = 5  # of the seven messages that a receiver keeps
STRANGE_MAX: Final = 8  # one more than a receiver keeps
ANSWER_WITHIN_S: Final = 2.0  # the time for the answer to a question; then the next question is asked
WAS: Final = {SERIAL_NUMBER: "serial number", NETWORK: "network", CHECK_IN_SETTING: "check-in setting"}


type Heard = Callable[["Receiver", Transmission | Other, float], Iterable[Hashable]]
"""Is told each frame of the radio and the time now (s). Returns what must be done before the frame is answered."""


class Receiver:
    """One receiver. `say` is told how the line and its receiver are; `send` sends on the line."""

    def __init__(
        self, line: str, send: Callable[[bytes], bool], heard: Heard, say: Callable[[Signal], None], opened: Opened
    ) -> None:
        self.line = line
        self.answers = Answers(send)
        self.opened_s: float | None = None
        self._send = send
        self._heard = heard
        self._say = say
        self._opened = opened
        self._reader = Reader()
        self._last_s = 0.0
        self._waiting = 0
        self._counted_s = 0.0
        self._strange: deque[Unknown] = deque(maxlen=STRANGE_MAX)
        self._asks: list[int] = []
        self._asked_s = 0.0
        self._told = Told(lambda what, detail: self.tell("receiver", what, detail))

    def open(self, now_s: float) -> None:
        """Begin anew, since the line was opened anew. Every frame without an answer comes again."""
        self.opened_s = now_s
        self.answers.forget()
        self._reader, self._waiting = Reader(), 0
        self._strange.clear()
        self._asks = list(WAS)
        self._ask(now_s)

    def take(self, data: bytes, now_s: float) -> tuple[int, int]:
        """Take in these bytes, and return how many good and how many bad frames they made."""
        self._last_s = now_s
        return self._read(self._reader.feed(data), now_s)

    def look(self, now_s: float) -> None:
        """Do what follows from time alone. Called some times a second."""
        if self._reader.unfinished and now_s - self._last_s >= IDLE_S:
            self._read(self._reader.idle(), now_s)
        if self._asks and now_s - self._asked_s >= ANSWER_WITHIN_S:
            self._asks.pop(0)
            self._ask(now_s)

    def tell(self, kind: WireKind, what: str, detail: str | None) -> None:
        """Report that something is wrong with the line or the receiver; None: it is over."""
        self._say(WireMended(kind, self.line, what) if detail is None else WireFault(kind, self.line, what, detail))

    def live(self, now_s: float) -> bool:
        """Return whether the frame that is heard now was passed on as soon as it came. A frame that had waited in the receiver is taken
        off the count.
        """
        if self._waiting == 0 or now_s - self._counted_s >= RESEND_S:
            return not self.resends(now_s)
        self._waiting -= 1
        return False

    def resends(self, now_s: float) -> bool:
        """Return whether a frame may have been passed on before, to an earlier owner of the line."""
        return self.opened_s is None or now_s - self.opened_s < RESEND_S

    # ---- what the receiver says

    def _read(self, said: list[Frame | Bad], now_s: float) -> tuple[int, int]:
        bad = 0
        for each in said:
            if isinstance(each, Bad):
                bad += 1
                if each.error != BAD_HEADER:  # a bad header is noise, and nobody waits for an answer to noise
                    self._owe(each, nak(each.error))
            else:
                self._frame(each, now_s)
        self.answers.give()
        return len(said) - bad, bad

    def _frame(self, frame: Frame, now_s: float) -> None:
        match frame:
            case Transmission() | Other():
                if not self.answers.owes(frame):
                    self._owe(frame, ack(), self._heard(self, frame, now_s))
            case CheckIn1C():
                self._checks_in(frame, now_s)
                self._owe(frame, ack())
            case Report():
                self._reported(frame, now_s)
            case Unknown():
                # Noise may look like a frame, and an answer to it would be taken for the answer to another frame. A frame that comes
                # again is real.
                if frame in self._strange:
                    self._owe(frame, ack())
                self._strange.append(frame)
            case Answer() | Request():
                pass
            case _:
                assert_never(frame)

    def _owe(self, frame: object, answer: bytes, waits: Iterable[Hashable] = ()) -> None:
        if not self.answers.owe(frame, answer, waits):
            self._told.is_so(BEHIND, "too many frames wait for an answer")

    def _checks_in(self, frame: CheckIn1C, now_s: float) -> None:
        self._counted_s = now_s
        self._waiting = max(0, frame.waiting - len(self.answers))
        behind = frame.waiting >= BEHIND_AT
        self._told.is_so(BEHIND, f"{frame.waiting} of its messages have no answer" if behind else None)
        self._told.is_so(JAMMED, "" if frame.jammed else None)
        self._told.is_so(TAMPERED, "" if frame.tampered else None)
        self._told.is_so(RESTARTED, "" if frame.restarted else None)
        self._told.is_so(LINK_LOST, "" if frame.link_lost else None)

    # ---- what the receiver is

    def _ask(self, now_s: float) -> None:
        """Ask one question at a time: an answer that is no report does not say to which question it belongs."""
        self._asked_s = now_s
        if self._asks:
            self._send(request(self._asks[0]))

    def _reported(self, report: Report, now_s: float) -> None:
        """Compare with the receiver that answered last. A difference is reported once: it stands until a person has tested, and the new
        receiver is the one to remember.
        """
        if report.code not in self._asks:
            return
        self._asks.remove(report.code)
        name = f"{self.line}:{report.code:02x}"
        was, is_now = self._opened.remembered(name), report.data.hex()
        if was not in ("", is_now):
            self._say(WireFault("line", self.line, OTHER, f"its {WAS[report.code]} was {was} and is {is_now}"))
        self._opened.remember(name, is_now)
        self._ask(now_s)

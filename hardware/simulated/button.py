"""Acts as one call button on the pretend wire: a board, and what it says and hears there. Pure: `now_ms` is an argument.

Give it closures and frames, send what `take` returns, call it again at `next_deadline`, and show `lamp`. Knows nothing of rooms.
"""

from typing import assert_never

from hardware.simulated.board import SUPPLY_LOW_MV, Flash, SimulatedBoard, Waiting
from hardware.simulated.frames import (
    Challenge,
    CheckIn,
    FaultSeen,
    FromButton,
    Hello,
    Mended,
    Pressed,
    Refused,
    Tell,
    ToButton,
    proof,
)
from hardware.simulated.lamp import STALE_AFTER_MS

RETRY_MS = 2_000  # standards: a press is sent again every 2 s until there is a receipt ...
RETRY_SLOWLY_AFTER_MS = 60_000  # ... but after a minute ...
RETRY_SLOWLY_MS = 60_000  # ... only every 60 s, so that a lost appliance does not drain a battery
CHECK_IN_MS = 60_000  # A lost button is noticed within 200 s (NFPA 72): three check-ins may be missed.

FAULTS_IN_WORDS = {
    "stuck": "contact {}",
    "chattering": "contact {}",
    "tampered": "its case is open",
    "low-supply": f"{{}}; below {SUPPLY_LOW_MV} mV the button may go dead",
    "unknown-count": "there is a receipt for {}, which was never counted here",
}


class CallButton(SimulatedBoard):
    """The firmware of one button, from one power-up at `booted_ms` to the next power cut."""

    def __init__(self, button: str, key: bytes, flash: Flash, booted_ms: int) -> None:
        super().__init__(flash, booted_ms)
        self.button = button
        self.refused: str | None = None
        self._key = key
        self._greeted = False
        self._heard_ms = booted_ms
        self._out: list[FromButton] = []
        self._told_faults: dict[str, str] = {}
        self._check_in_ms = booted_ms

    def hear(self, frame: ToButton, now_ms: int) -> None:
        """Take what the appliance said."""
        self._heard_ms = now_ms
        match frame:
            case Challenge(nonce):
                self._greet(nonce, now_ms)
            case Tell(phase, epoch_rank, receipts, ledger):
                self.obey(phase, epoch_rank, ledger, receipts, now_ms)
            case Refused(says):
                self.refused = says
            case _:
                assert_never(frame)

    def unlinked(self) -> None:
        """Note that the connection is gone: nothing can be sent until the next Challenge."""
        self._greeted = False
        self._out.clear()

    def lost_touch(self, now_ms: int) -> bool:
        """Return whether the connection has been silent for so long that the button should try another: it may be open at one end only."""
        return self._greeted and now_ms - self._heard_ms >= STALE_AFTER_MS

    def take(self, now_ms: int) -> list[FromButton]:
        """Return what to send now, in this order; nothing while there is no connection. Time moves on only in here."""
        self.sense(now_ms)
        if not self._greeted:
            return []
        frames, self._out = [*self._out, *self._news_of_faults()], []
        frames += [self._sent(waiting, now_ms) for waiting in self.waiting if waiting.send_ms <= now_ms]
        if self._check_in_ms <= now_ms:
            self._check_in_ms = now_ms + CHECK_IN_MS
            frames.append(CheckIn(dict(self.flash.counters), self.supply_mv))
        return frames

    def next_deadline(self, now_ms: int) -> int | None:
        """Return when to call `take` and look at `lamp` again at the latest, in the same milliseconds."""
        deadlines = [super().next_deadline(now_ms)]
        if self._greeted:
            deadlines += [
                self._check_in_ms,
                self._heard_ms + STALE_AFTER_MS,
                *(waiting.send_ms for waiting in self.waiting),
            ]
        return min((deadline for deadline in deadlines if deadline is not None), default=None)

    def _greet(self, nonce: bytes, now_ms: int) -> None:
        """Send the hello, and right after it the presses that wait: somebody looks at the lamp because of them."""
        self._greeted = True
        self._out = [Hello(self.button, self.flash.ledger, proof(self._key, nonce, self.button, self.flash.ledger))]
        self._told_faults = {}
        self._check_in_ms = now_ms
        for waiting in self.waiting:
            waiting.send_ms = now_ms

    def _news_of_faults(self) -> list[FromButton]:
        told, self._told_faults = self._told_faults, dict(self.faults)
        seen = [
            FaultSeen(what, FAULTS_IN_WORDS.get(what, "{}").format(detail))
            for what, detail in self.faults.items()
            if told.get(what) != detail
        ]
        return [*seen, *(Mended(what) for what in told if what not in self.faults)]

    def _sent(self, waiting: Waiting, now_ms: int) -> Pressed:
        age_ms = now_ms - waiting.pressed_ms
        waiting.send_ms = now_ms + (RETRY_MS if age_ms < RETRY_SLOWLY_AFTER_MS else RETRY_SLOWLY_MS)
        return Pressed(waiting.contact, waiting.counter, age_ms if waiting.dated else None)

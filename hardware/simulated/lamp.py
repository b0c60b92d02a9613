"""Decides what a button's lamp may say. Pure; knows only what the appliance last said and which presses wait.

If a lamp is wrong, it must be wrong towards *not delivered: use the phone*. So a receipt alone makes no phase, and an old word of
the appliance does not count. Only a person's acknowledgement that was made after a press may replace that press's receipt.
"""

from hardware.ports import PHASE_STALE_AFTER_S, UNDELIVERED_AFTER_S, Phase

STALE_AFTER_MS = PHASE_STALE_AFTER_S * 1000
UNDELIVERED_AFTER_MS = UNDELIVERED_AFTER_S * 1000
A_PERSON_HAS_IT = frozenset({Phase.ACKNOWLEDGED, Phase.ON_THE_WAY})


class Lamp:
    """The lamp of one button. `unanswered_ms` is when the oldest press was made that has neither a receipt nor a person's answer."""

    def __init__(self) -> None:
        self._told = Phase.NOT_DELIVERED
        self._told_ms: int | None = None
        self._person_since_ms: int | None = None
        self._sending_since_ms: int | None = None

    def tell(self, phase: Phase, now_ms: int, waiting_ms: int | None) -> None:
        """Take the `phase` that the appliance said. `waiting_ms` is when the oldest press was made that had no receipt before this word
        and its receipts.
        """
        if phase in A_PERSON_HAS_IT:
            if self._person_since_ms is None:
                self._person_since_ms = now_ms
        else:
            self._person_since_ms = None
        if phase is not Phase.SENDING:
            self._sending_since_ms = None
        elif self._sending_since_ms is None:
            self._sending_since_ms = now_ms if waiting_ms is None else waiting_ms
        self._told, self._told_ms = phase, now_ms

    @property
    def answered_ms(self) -> int | None:
        """Since when a person has the call. It answers presses that were made until then, and no later ones."""
        return self._person_since_ms

    def shown(self, now_ms: int, unanswered_ms: int | None) -> Phase:
        """Return what the lamp shows."""
        if self._told_ms is None or now_ms - self._told_ms >= STALE_AFTER_MS or self._told is Phase.NOT_DELIVERED:
            return Phase.NOT_DELIVERED
        since_ms = self._sent_since_ms(unanswered_ms)
        if since_ms is None:
            return self._told
        return Phase.SENDING if now_ms - since_ms < UNDELIVERED_AFTER_MS else Phase.NOT_DELIVERED

    def next_change(self, now_ms: int, unanswered_ms: int | None) -> int | None:
        """Return when the lamp will change by time alone; None if only a word or a press can change it."""
        if self.shown(now_ms, unanswered_ms) is Phase.NOT_DELIVERED or self._told_ms is None:
            return None
        stale_ms = self._told_ms + STALE_AFTER_MS
        since_ms = self._sent_since_ms(unanswered_ms)
        return stale_ms if since_ms is None else min(stale_ms, since_ms + UNDELIVERED_AFTER_MS)

    def _sent_since_ms(self, unanswered_ms: int | None) -> int | None:
        """Return since when something is on its way and unanswered; None if nothing is."""
        return self._sending_since_ms if unanswered_ms is None else unanswered_ms

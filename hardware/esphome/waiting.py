"""Which presses a button still waits for a receipt of were handed over on this connection, and which are due again. Pure."""

from collections.abc import Iterator

import msgspec

from hardware.esphome.wire import Count, Counts
from hardware.signals import Press

AGAIN_AFTER_S = 1.5  # a button repeats what has no receipt each 2 s; counts said sooner are about something else
HANDED_MAX = 64  # of one contact at once: a minute of frantic pressing. Beyond, the first and the newest say it all


class _Handed(msgspec.Struct):
    up_to: int
    at_s: float


class Waiting:
    """One connection's memory. A new connection begins with a new one: what has no receipt is then handed over again."""

    def __init__(self, button: str) -> None:
        self._button = button
        self._ledger = ""
        self._handed: dict[str, _Handed] = {}

    def presses(self, counts: Counts, now_s: float) -> list[Press]:
        """Those to hand over now, oldest first within a contact."""
        if counts.ledger != self._ledger:
            self._ledger, self._handed = counts.ledger, {}
        presses: list[Press] = []
        for contact, count in counts.contacts.items():
            handed = self._handed.setdefault(contact, _Handed(0, now_s))
            again = now_s - handed.at_s >= AGAIN_AFTER_S
            due = [each for each in _dated(count) if again or each[0] > handed.up_to]
            if due:
                self._handed[contact] = _Handed(count.count, now_s)
            presses += [Press(self._button, contact, counter, age, counts.ledger) for counter, age in due]
        return presses


def _dated(count: Count) -> Iterator[tuple[int, int | None]]:
    """Counter and age of every press without a receipt: the first age is the oldest press's, the others are the newest ones'."""
    ages: dict[int, int | None] = dict(zip(range(count.count, 0, -1), reversed(count.ages_ms[1:]), strict=False))
    if count.ages_ms:
        ages[count.receipted + 1] = count.ages_ms[0]
    first, last = count.receipted + 1, count.count
    counters = [*range(first, min(last, first + HANDED_MAX // 2 - 1) + 1)]
    counters += range(max(counters[-1] + 1 if counters else first, last - HANDED_MAX // 2 + 1), last + 1)
    for counter in counters:
        yield counter, ages.get(counter)

"""Decides which presses without a receipt are handed over, and which are due again, on one connection of a button. Pure."""

from collections.abc import Iterator

import msgspec

from hardware.esphome.wire import Count, Counts
from hardware.signals import Press

# A button repeats presses without a receipt every 2 s. Counts that come sooner are about something else.
AGAIN_AFTER_S = 1.5
# The most presses of one contact at once: a minute of frantic pressing. Of more presses, only the first and the newest are handed over.
HANDED_MAX = 64


class _Handed(msgspec.Struct):
    up_to: int
    at_s: float


class Waiting:
    """The memory of one connection. A new connection begins with an empty one: then presses without a receipt are handed over again."""

    def __init__(self, button: str) -> None:
        self._button = button
        self._ledger = ""
        self._handed: dict[str, _Handed] = {}

    def presses(self, counts: Counts, now_s: float) -> list[Press]:
        """Return the presses to hand over now, the oldest of each contact first."""
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
    """Give the counter and the age of every press without a receipt. The first age is the oldest press's; the other ages are those of the
    newest presses.
    """
    ages: dict[int, int | None] = dict(zip(range(count.count, 0, -1), reversed(count.ages_ms[1:]), strict=False))
    if count.ages_ms:
        ages[count.receipted + 1] = count.ages_ms[0]
    first, last = count.receipted + 1, count.count
    counters = [*range(first, min(last, first + HANDED_MAX // 2 - 1) + 1)]
    counters += range(max(counters[-1] + 1 if counters else first, last - HANDED_MAX // 2 + 1), last + 1)
    for counter in counters:
        yield counter, ages.get(counter)

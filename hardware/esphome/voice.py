"""Turns what one button says on one connection into signals. Knows the words of our firmware, and nothing of how it is reached.

The counts are what is trusted: for every count without a receipt a press is handed over, whenever it becomes known.
"""

import time
from collections.abc import Callable
from typing import Protocol

from hardware.bounds import SUPPLY_MV_MAX, printable
from hardware.errors import FrameError
from hardware.esphome.named import Named
from hardware.esphome.peer import Value, Wants
from hardware.esphome.waiting import Waiting
from hardware.esphome.wire import COUNTS, FAULTS, LAMP, SUPPLY, TELL, Counts, parse_counts, parse_faults
from hardware.signals import IMPOSSIBLE_COUNT, CheckIn, Press, Signal
from hardware.uncounted import Uncounted

WANTS = Wants(
    entities=frozenset({COUNTS, LAMP, FAULTS}),
    actions={
        TELL: {"epoch": "int", "phase": "text", "ledger": "text", "receipts": "ints", "quiet": "bool", "dark": "bool"}
    },
    optional=frozenset({SUPPLY}),
)


class Remembered(Protocol):
    """The ledger with which a button was last heard, kept across restarts."""

    ledger: str


class Voice:
    """Hears one button. `lamp` is what the button says that it shows. `other_board`: it is already known that this is another board than
    before, so a new ledger is no news. `class_coming` as in `CheckIn`.

    `uncounted` outlives a connection, so that a device which connects again and again rings no more often than others.
    """

    def __init__(
        self,
        button: str,
        hear: Callable[[Signal], None],
        named: Named,
        remembered: Remembered,
        uncounted: Uncounted,
        *,
        other_board: bool,
        class_coming: bool = True,
    ) -> None:
        self.lamp = ""
        self._class_coming = class_coming
        self._button = button
        self._hear = hear
        self._named = named
        self._remembered = remembered
        self._uncounted = uncounted
        self._other_board = other_board
        self._waiting = Waiting(button)
        self._supply_mv: int | None = None
        self._checked_in = False

    @property
    def ledger(self) -> str:
        """The ledger in which the button counts; empty while nothing is known of it."""
        return self._remembered.ledger

    def said(self, name: str, value: Value) -> None:
        """Take the value of an entity; None if the device does not know it."""
        if name == COUNTS and value is not None:
            self._counted(str(value))
        elif name == LAMP:
            self.lamp = printable(str(value or ""))
        elif name == FAULTS and value is not None:
            self._named.device_says(parse_faults(str(value)))
        elif name == SUPPLY:
            sane = isinstance(value, float) and 0 <= value * 1000 <= SUPPLY_MV_MAX
            self._supply_mv = round(value * 1000) if sane and isinstance(value, float) else None

    def _counted(self, text: str) -> None:
        now_s = time.monotonic()
        try:
            counts = parse_counts(text)
        except FrameError as error:
            self._named.wrong("garbled", f"its counts cannot be read: {error}", now_s)
            return
        presses = [*self._waiting.presses(counts, now_s), *self._without_a_count(counts, now_s)]
        for press in presses:
            self._hear(press)
        self._know_ledger(counts.ledger)
        self._judge(counts, now_s)
        # A press proves that it is alive, too. A check-in beside each press would make the record look as if it happened twice.
        if not presses or not self._checked_in:
            self._checked_in = True
            self._check_in(counts)

    def _know_ledger(self, ledger: str) -> None:
        """Remember the ledger. An unknown ledger is reported after its presses have rung."""
        known, self._remembered.ledger = self._remembered.ledger, ledger
        if known and known != ledger and not self._other_board:
            self._named.happened("wiped", "its memory was erased; its counts start again")

    def _without_a_count(self, counts: Counts, now_s: float) -> list[Press]:
        return [
            Press(self._button, contact, counter=None, age_ms=None)
            for contact, each in counts.impossible.items()
            if each.waits and self._uncounted.rings(contact, each.said, now_s)
        ]

    def _judge(self, counts: Counts, now_s: float) -> None:
        """Report impossible counts, or that they are over. They are over as soon as every count is possible again: then the board that
        replaced it has reported.
        """
        if counts.impossible:
            says = ", ".join(each.said for each in counts.impossible.values())
            self._named.wrong(IMPOSSIBLE_COUNT, f"it says {printable(says)!r}, which no board can count", now_s)
        else:
            self._named.right(IMPOSSIBLE_COUNT)

    def _check_in(self, counts: Counts) -> None:
        counters: dict[str, int | None] = {contact: count.count for contact, count in counts.contacts.items()}
        counters |= dict.fromkeys(counts.impossible)
        self._hear(CheckIn(self._button, counters, self._supply_mv, counts.ledger, self._class_coming))

"""Knows which presses of each button are on disk, ledger by ledger, and which ledger a button uses now. Receipts are made of this. Knows
no disk and no wire. A button uses the ledger that its newest connection names. After a start, a button may have several ledgers in the
record and have named none yet. Then nobody knows which one it uses: it gets no receipt until it names one, which is soon.
"""

from collections.abc import Mapping

import msgspec

from appliance.core.ground.ledgers import LEDGERS_MAX
from appliance.core.ground.words import Counting
from appliance.plan.ids import ButtonId


class Kept(msgspec.Struct, frozen=True):
    """The highest count on disk per contact, in the ledger that a button uses."""

    ledger: str
    counts: Mapping[str, int]


class KeptCounts:
    """The counts of every button that was ever pressed. The ledger that was named or pressed in longest ago is forgotten first."""

    def __init__(self, counters: Mapping[Counting, int]) -> None:
        self._ledgers: dict[ButtonId, dict[str, dict[str, int]]] = {}
        self._named: dict[ButtonId, str] = {}
        for counting, counter in counters.items():
            self._keep(counting, counter)

    def get(self, button: ButtonId) -> Kept | None:
        """Give what a button is told; None if it was never pressed, or if its ledger is not known."""
        ledgers = self._ledgers.get(button)
        if ledgers is None:
            return None
        ledger = self._named.get(button, next(iter(ledgers)) if len(ledgers) == 1 else None)
        return None if ledger is None else Kept(ledger, dict(ledgers.get(ledger, {})))

    def ledgers(self) -> dict[ButtonId, str]:
        """Give the ledger that each button uses, as far as it is known."""
        return {button: kept.ledger for button in self._ledgers if (kept := self.get(button)) is not None}

    def names(self, button: ButtonId, ledger: str) -> bool:
        """Note that a connection names its button's ledger. Return whether the button is to be told something else now."""
        if self._named.get(button) == ledger:
            return False
        before = self.get(button)
        self._named[button] = ledger
        if ledger in self._ledgers.get(button, {}):
            self._ledgers[button][ledger] = self._ledgers[button].pop(ledger)
        return self.get(button) != before

    def note(self, counting: Counting, counter: int) -> None:
        """Note that a press reached the disk."""
        button, _, ledger = counting
        self._keep(counting, counter)
        self._named.setdefault(button, ledger)
        ledgers = self._ledgers[button]
        if len(ledgers) > LEDGERS_MAX:
            del ledgers[next(each for each in ledgers if each not in (ledger, self._named[button]))]

    def repeats(self, counting: Counting, counter: int) -> bool:
        """Note that a press came again which is on disk: its button uses this ledger. Return whether the button is to be told something
        else now.
        """
        before = self.get(counting[0])
        self.names(counting[0], counting[2])
        self.note(counting, counter)
        return self.get(counting[0]) != before

    def _keep(self, counting: Counting, counter: int) -> None:
        button, contact, ledger = counting
        counts = self._ledgers.setdefault(button, {}).setdefault(ledger, {})
        counts[contact] = max(counter, counts.get(contact, 0))

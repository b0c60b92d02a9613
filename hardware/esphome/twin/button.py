"""Acts like the firmware of our ESPHome button: what it says in which entity, and what it does when it is told something. Pure.

It is the twin of hardware/firmware. `now_ms` is an argument; knows no connection and no bytes.
"""

import random
from collections.abc import Mapping

import msgspec

from hardware.esphome import wire
from hardware.ports import Phase
from hardware.simulated.board import WAITING_MAX, Flash, SimulatedBoard

LEDGER_BYTES = 8
REPEAT_MS = 2_000  # Counts are repeated every 2 s while a press of the last minute has no receipt ...
REPEAT_FOR_MS = 60_000
REPEAT_SLOWLY_MS = 60_000  # ... and otherwise every 60 s, so that a lost button is noticed within 200 s (NFPA 72).

type States = dict[str, str | float]
"""What the entities say, by their names in `wire`, in the order in which it is said."""


class Told(msgspec.Struct, frozen=True):
    """The arguments of the action TELL."""

    epoch: int
    phase: str
    ledger: str
    receipts: tuple[int, ...]
    quiet: bool
    dark: bool


class TwinButton(SimulatedBoard):
    """One button, from one power-up at `booted_ms` to the next power cut."""

    def __init__(self, flash: Flash, booted_ms: int, dice: random.Random) -> None:
        self._dice = dice
        self._said: States = {}
        self._tally: object = None
        self._counts_ms = booted_ms
        super().__init__(flash, booted_ms, remembered=WAITING_MAX)
        if any(receipted > flash.counters.get(contact, 0) for contact, receipted in flash.receipted.items()):
            self._count_anew()

    def tell(self, told: Told, now_ms: int) -> bool:
        """Take where this button stands, as the appliance says. False if it was not believed: an older box, or an unknown phase."""
        if told.phase not in Phase:
            return False
        pairs = zip(wire.CONTACTS, told.receipts, strict=False)
        receipts = {contact: count for contact, count in pairs if count != wire.NO_RECEIPT}
        if not self.obey(Phase(told.phase), told.epoch, told.ledger, receipts, now_ms):
            return False
        self.flash.quiet, self.flash.dark = told.quiet, told.dark
        return True

    def take(self, now_ms: int) -> States:
        """Return what to say now to everybody who listens: what changed, and counts that are due. Time moves on only in here."""
        self.sense(now_ms)
        now = self.states(now_ms)
        counts = now.pop(wire.COUNTS)
        news = {each: state for each, state in now.items() if self._said.get(each) != state}
        self._said = now
        tally = self._tally_now()
        if tally == self._tally and now_ms < self._counts_ms:
            return news
        self._tally = tally
        self._counts_ms = now_ms + (REPEAT_MS if self._awaits(now_ms) else REPEAT_SLOWLY_MS)
        return {wire.COUNTS: counts, **news}

    def states(self, now_ms: int) -> States:
        """Return what every entity says now, with ages as of now."""
        return {
            wire.COUNTS: wire.write_counts(self.counts(now_ms)),
            wire.LAMP: self.lamp(now_ms).value,
            wire.FAULTS: wire.write_faults(self.faults),
            wire.SUPPLY: self.supply_mv / 1000,
        }

    def counts(self, now_ms: int) -> wire.Counts:
        """Return all that it counts."""
        ages: dict[str, list[int | None]] = {contact: [] for contact in self.flash.counters}
        for each in self.waiting:
            ages[each.contact].append(now_ms - each.pressed_ms if each.dated else None)
        counted = {
            contact: wire.Count(count, self.flash.receipted.get(contact, 0), tuple(ages[contact]))
            for contact, count in self.flash.counters.items()
        }
        return wire.Counts(self.flash.ledger, counted)

    def next_deadline(self, now_ms: int) -> int:
        """Return when to call `take` again at the latest, in the same milliseconds."""
        deadline = super().next_deadline(now_ms)
        return self._counts_ms if deadline is None else min(deadline, self._counts_ms)

    def _believe(self, receipts: Mapping[str, int]) -> None:
        """Believe receipts, or begin a new ledger. If the appliance has more of our ledger on disk than we have, our flash fell back, and
        our next counts would be taken for repeats.

        In that case none of the receipts is believed: each may be for a press that this flash has yet to count.
        """
        if any(count > self.flash.counters.get(contact, 0) for contact, count in receipts.items()):
            self._count_anew()
        else:
            super()._believe(receipts)

    def _count_anew(self) -> None:
        """Begin another ledger. Its first counts are the presses that have no receipt."""
        for contact, count in self.flash.counters.items():
            gone = min(count, self.flash.receipted.get(contact, 0))
            self.flash.counters[contact] = count - gone
            for each in self.waiting:
                each.counter -= gone if each.contact == contact else 0
        self.flash.receipted.clear()
        self.flash.ledger = new_ledger(self._dice)

    def _awaits(self, now_ms: int) -> bool:
        return any(each.dated and now_ms - each.pressed_ms < REPEAT_FOR_MS for each in self.waiting)

    def _tally_now(self) -> object:
        """Return all that the counts say, without the ages."""
        return self.flash.ledger, dict(self.flash.counters), dict(self.flash.receipted)


def new_ledger(dice: random.Random) -> str:
    """Make the name of a new counting."""
    return dice.randbytes(LEDGER_BYTES).hex()

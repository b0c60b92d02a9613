"""Decides which presses are counted: each button may count in a few ledgers only. A press in any other ledger rings, and counts nothing.
Knows no board and no disk. A circuit board that was wiped or exchanged counts in a new ledger, and must be told that its press is kept:
so the new ledger takes the place of the oldest. A device that invents ledgers would make entries and rows without end. So a new ledger is
taken at once only now and then. Otherwise it is taken once the device has stayed with it.
"""

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from appliance.core.building.commands import PressSafe
from appliance.core.calls.commands import RaiseCall
from appliance.core.ground.ledgers import LEDGERS_MAX, ledgers_of
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Counting, Source
from appliance.engine.outcome import Submission
from appliance.plan.ids import ButtonId

CONTACTS_MAX = 8
"""Contacts of one ledger. A circuit board has five (`hardware.esphome.wire.CONTACTS`)."""

AGAIN_MS = 3_600_000
"""While all places are taken, one new ledger an hour is taken at once: nobody changes a circuit board more often."""

STAYS_MS = 60_000
"""A ledger is taken in any case when its button has kept to it for so long. After a device that invented many, an honest circuit board
says its press again for a minute, and has its receipt within that minute.
"""

# Uncounted presses of one button that are remembered, so that each rings once: eight contacts of eight ledgers.
UNCOUNTED_MAX = 64


class _Waits(msgspec.Struct):
    """A ledger that has no place, since when the button has named no other ledger, and the counts in it that have rung."""

    ledger: str
    since_ms: int
    rang: dict[Counting, int] = {}


class Countings:
    """The counted ledgers of every button. `over` are countings that lost their place to another: whoever takes them from here ends them
    in the record.
    """

    def __init__(self, counters: Iterable[Counting]) -> None:
        self.over: list[Counting] = []
        self._ledgers = ledgers_of(counters)
        self._taken_ms: dict[ButtonId, int] = {}
        self._waits: dict[ButtonId, _Waits] = {}

    def names(self, button: ButtonId, ledger: str) -> None:
        """Note that a connection names this ledger, so that it is the last to lose its place."""
        ledgers = self._ledgers.get(button, {})
        if ledger in ledgers:
            ledgers[ledger] = ledgers.pop(ledger)

    def taken(self, button: ButtonId, source: Source, now: Moment) -> Source | None:
        """Give the press as it counts: as it came, or without its count. Give None for a press without a count that has rung before."""
        if source.counter is None or source.contact is None:
            return source
        ledger = source.ledger or ""
        contacts = self._place(button, ledger, now)
        if contacts is not None and (source.contact in contacts or len(contacts) < CONTACTS_MAX):
            contacts.add(source.contact)
            return source
        rang = self._waits.setdefault(button, _Waits(ledger, now.mono_ms)).rang
        counting = button, source.contact, ledger
        if rang.get(counting, -1) >= source.counter:
            return None
        if len(rang) >= UNCOUNTED_MAX:
            rang.clear()
        rang[counting] = source.counter
        return replace(source, counter=None, ledger=None)

    def _place(self, button: ButtonId, ledger: str, now: Moment) -> set[str] | None:
        """Give the contacts counted in this ledger; None while it has no place."""
        ledgers = self._ledgers.setdefault(button, {})
        if ledger in ledgers:
            self._waits.pop(button, None)
            self.names(button, ledger)
            return ledgers[ledger]
        if len(ledgers) >= LEDGERS_MAX:
            if not self._may_take(button, ledger, now):
                return None
            oldest = next(iter(ledgers))
            self.over += [(button, contact, oldest) for contact in ledgers.pop(oldest)]
        self._waits.pop(button, None)
        ledgers[ledger] = set()
        return ledgers[ledger]

    def _may_take(self, button: ButtonId, ledger: str, now: Moment) -> bool:
        last_ms = self._taken_ms.get(button)
        waits = self._waits.get(button)
        if waits is None:
            waits = self._waits[button] = _Waits(ledger, now.mono_ms)
        elif waits.ledger != ledger:
            waits.ledger, waits.since_ms = ledger, now.mono_ms
        soon = last_ms is not None and now.mono_ms - last_ms < AGAIN_MS
        if soon and now.mono_ms - waits.since_ms < STAYS_MS:
            return False
        self._taken_ms[button] = now.mono_ms
        return True


def repeated_count(submission: Submission) -> tuple[Counting, int] | None:
    """Give the counting and count of a press that repeats a recorded one; None for everything else."""
    command = submission.command
    if submission.rejection is not Rejection.REPEAT or not isinstance(command, RaiseCall | PressSafe):
        return None
    counting, counter = command.source.counting, command.source.counter
    return None if counting is None or counter is None else (counting, counter)

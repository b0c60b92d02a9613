"""Acts as a button's board without its wire: contacts, counts in flash, receipts, lamp, supply, faults. Pure: `now_ms` is an argument.

The twins of all our buttons share this code, whatever their wire. A subclass writes what goes out and reads what comes in.
"""

from collections.abc import Mapping
from typing import assert_never

import msgspec

from hardware.ports import UNDELIVERED_AFTER_S, Phase
from hardware.signals import OLDER_BOX
from hardware.simulated.contacts import Contacts, Counted, Right, Sensed, Wrong
from hardware.simulated.lamp import Lamp

HELD_AS = {"help": "hold"}  # holding *help* counts as the contact named *hold*, if the board has that contact
# This many presses of each contact are remembered one by one. Beyond that, only the counter tells how many.
WAITING_MAX = 8
SUPPLY_LOW_MV = 4_500  # our choice: below this, a 5 V board's regulator is near its brown-out
SUPPLY_GOOD_MV = 4_650  # a little higher, so that one flicker is one fault
SUPPLY_MV = 5_000


class Flash(msgspec.Struct):
    """What survives a power cut. `receipted[contact]` is the highest count that is known to be on the appliance's disk.

    `key` is a key that was given over the wire. `quiet` and `dark` are as last told: a room in a lockdown must not light up because
    its button lost power.
    """

    ledger: str
    counters: dict[str, int]
    receipted: dict[str, int] = {}
    epoch_rank: int = 0
    key: bytes | None = None
    quiet: bool = False
    dark: bool = False


class Waiting(msgspec.Struct):
    """A press without a receipt. If its wire sends presses one by one, it is sent again at `send_ms`.

    A press from before a power cut has no date (`dated` False) and is overdue at once. An entry may stand for forgotten presses
    before it, too; `first_ms` is when the first of all these was made.
    """

    contact: str
    counter: int
    pressed_ms: int
    first_ms: int
    send_ms: int
    dated: bool = True


class SimulatedBoard:
    """One board, from one power-up at `booted_ms` to the next power cut.

    A power cut takes the dates of presses. Of these presses, the newest `remembered` of each contact are kept one by one. `faults`
    maps what is wrong now to what the board knows of it: contacts, millivolts, or nothing.
    """

    def __init__(self, flash: Flash, booted_ms: int, *, remembered: int = 1) -> None:
        self.flash = flash
        self.faults: dict[str, str] = {}
        self.supply_mv = SUPPLY_MV
        overdue_ms = booted_ms - UNDELIVERED_AFTER_S * 1000
        self.waiting = [
            Waiting(contact, each, overdue_ms, overdue_ms, booted_ms, dated=False)
            for contact, counter in flash.counters.items()
            for each in range(flash.receipted.get(contact, 0) + 1, counter + 1)[-remembered:]
        ]
        self._contacts = Contacts(
            tuple(contact for contact in flash.counters if contact not in HELD_AS.values()),
            {contact: held for contact, held in HELD_AS.items() if held in flash.counters},
        )
        self._lamp = Lamp()

    def press(self, contact: str, now_ms: int) -> None:
        """Press with a finger: the contact closes and opens again. Raises KeyError if the board does not have the contact."""
        self.close(contact, now_ms)
        self.open(contact, now_ms)

    def close(self, contact: str, now_ms: int) -> None:
        """Close the contact. It is counted in flash before anything else happens."""
        self._sense(self._contacts.close(contact, now_ms), now_ms)

    def open(self, contact: str, now_ms: int) -> None:
        """Open the contact."""
        self._sense(self._contacts.open(contact, now_ms), now_ms)

    def set_supply(self, supply_mv: int) -> None:
        """Take a measurement of the supply."""
        self.supply_mv = supply_mv
        if supply_mv < SUPPLY_LOW_MV:
            self._fault("low-supply", f"{supply_mv} mV")
        elif supply_mv >= SUPPLY_GOOD_MV:
            self._mend("low-supply")

    def set_case(self, *, open_: bool) -> None:
        """Open the case, or close it again."""
        if open_:
            self._fault("tampered")
        else:
            self._mend("tampered")

    def lamp(self, now_ms: int) -> Phase:
        """Return what the lamp shows."""
        return self._lamp.shown(now_ms, self._unanswered_ms())

    def sense(self, now_ms: int) -> None:
        """Note that time has passed, which may bring a hold or a stuck contact."""
        self._sense(self._contacts.due(now_ms), now_ms)

    def next_deadline(self, now_ms: int) -> int | None:
        """Return when to call `sense` and look at `lamp` again at the latest, in the same milliseconds."""
        deadlines = [self._contacts.next_deadline(), self._lamp.next_change(now_ms, self._unanswered_ms())]
        return min((deadline for deadline in deadlines if deadline is not None), default=None)

    def obey(self, phase: Phase, epoch_rank: int, ledger: str | None, receipts: Mapping[str, int], now_ms: int) -> bool:
        """Take where this button stands, as the appliance says. False if it is a box of a lower rank, which is not believed."""
        if epoch_rank < self.flash.epoch_rank:
            self._fault(OLDER_BOX, str(self.flash.epoch_rank))
            return False
        self._mend(OLDER_BOX)
        self.flash.epoch_rank = epoch_rank
        self._lamp.tell(phase, now_ms, self._waiting_ms())
        if ledger in {None, self.flash.ledger}:
            self._believe(receipts)
        return True

    def _believe(self, receipts: Mapping[str, int]) -> None:
        """Believe receipts of our ledger. A receipt for a press that was never made belongs to another counting after all; to believe
        it would lose a press.
        """
        for contact, counter in receipts.items():
            if counter > self.flash.counters.get(contact, 0):
                self._fault("unknown-count", f"{contact} {counter}")
            elif counter > self.flash.receipted.get(contact, 0):
                self._mend("unknown-count")
                self._receipt(contact, counter)

    def _receipt(self, contact: str, counter: int) -> None:
        self.flash.receipted[contact] = counter
        self.waiting = [each for each in self.waiting if each.contact != contact or each.counter > counter]

    def _sense(self, sensed: list[Sensed], now_ms: int) -> None:
        for each in sensed:
            match each:
                case Counted(contact):
                    self._count(contact, now_ms)
                case Wrong(what, contact):
                    self._set_wrong(what, {*self.faults.get(what, "").split(), contact})
                case Right(what, contact):
                    self._set_wrong(what, {*self.faults.get(what, "").split()} - {contact})
                case _:
                    assert_never(each)

    def _count(self, contact: str, now_ms: int) -> None:
        self.flash.counters[contact] += 1
        mine = [each for each in self.waiting if each.contact == contact]
        if len(mine) >= WAITING_MAX:
            # Never forget the oldest: its age changes the lamp, and a frightened person presses without end. The age of the oldest press
            # since a person's answer changes the lamp, too. So if the second is forgotten, the third stands for it.
            _, second, third, *_ = mine
            if not self._is_answered(second):
                third.first_ms = second.first_ms
            self.waiting.remove(second)
        self.waiting.append(Waiting(contact, self.flash.counters[contact], now_ms, now_ms, now_ms))

    def _waiting_ms(self) -> int | None:
        return min((waiting.first_ms for waiting in self.waiting), default=None)

    def _unanswered_ms(self) -> int | None:
        return min((waiting.first_ms for waiting in self.waiting if not self._is_answered(waiting)), default=None)

    def _is_answered(self, waiting: Waiting) -> bool:
        return self._lamp.answered_ms is not None and waiting.first_ms <= self._lamp.answered_ms

    def _set_wrong(self, what: str, contacts: set[str]) -> None:
        """Report one fault that names every contact with it, or its end if no contact has it."""
        self._mend(what)
        if contacts:
            self._fault(what, " ".join(each for each in self.flash.counters if each in contacts))

    def _fault(self, what: str, detail: str = "") -> None:
        self.faults.setdefault(what, detail)

    def _mend(self, what: str) -> None:
        self.faults.pop(what, None)

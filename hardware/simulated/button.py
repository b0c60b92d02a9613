"""One call button as its firmware behaves: the twin real firmware is compared with. Pure: `now_ms` is an argument, no wire.

Feed it closures and frames, send what `take` returns, call again at `next_deadline`, show `lamp`. Knows nothing of rooms.
"""

import contextlib
from dataclasses import dataclass, field
from typing import assert_never

from hardware.ports import Phase
from hardware.simulated.contacts import Contacts, Counted, Right, Sensed, Wrong
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
from hardware.simulated.lamp import STALE_AFTER_MS, UNDELIVERED_AFTER_MS, Lamp

HELD_AS = {"help": "hold"}  # holding *help* counts as the contact named *hold*, where that is fitted
RETRY_MS = 2_000  # standards: a press is sent again every 2 s until there is a receipt ...
RETRY_SLOWLY_AFTER_MS = 60_000  # ... and after a minute of that
RETRY_SLOWLY_MS = 60_000  # ... every 60 s, so that a lost appliance does not drain a battery
CHECK_IN_MS = 60_000  # a lost button is shown within 200 s (NFPA 72): three check-ins may be missed
WAITING_MAX = 8  # presses remembered one by one for each contact; beyond that the counter alone tells how many
SUPPLY_LOW_MV = 4_500  # below this a 5 V board's regulator nears its brown-out; ours
SUPPLY_GOOD_MV = 4_650  # a little above, so that one flicker is one fault
SUPPLY_MV = 5_000


@dataclass(slots=True)
class Flash:
    """What survives a power cut. `receipted[contact]` is the highest count known to be on the appliance's disk."""

    ledger: str
    counters: dict[str, int]
    receipted: dict[str, int] = field(default_factory=dict)
    epoch_rank: int = 0


@dataclass(slots=True)
class _Waiting:
    """A press without a receipt. One from before a power cut has no date (`dated` False) and is overdue at once."""

    contact: str
    counter: int
    pressed_ms: int
    send_ms: int
    dated: bool = True


class CallButton:
    """The firmware of one button from one power-up at `booted_ms` to the next power cut."""

    def __init__(self, button: str, key: bytes, flash: Flash, booted_ms: int) -> None:
        self.button = button
        self.flash = flash
        self.refused: str | None = None
        self._key = key
        self._contacts = Contacts(
            tuple(contact for contact in flash.counters if contact not in HELD_AS.values()),
            {contact: held for contact, held in HELD_AS.items() if held in flash.counters},
        )
        self._lamp = Lamp()
        self._faults: dict[str, str] = {}
        self._supply_mv = SUPPLY_MV
        self._greeted = False
        self._heard_ms = booted_ms
        self._out: list[FromButton] = []
        self._check_in_ms = booted_ms
        self._waiting = [
            _Waiting(contact, counter, booted_ms - UNDELIVERED_AFTER_MS, booted_ms, dated=False)
            for contact, counter in flash.counters.items()
            if counter > flash.receipted.get(contact, 0)
        ]

    def press(self, contact: str, now_ms: int) -> None:
        """A finger: the contact closes and opens again. Raises KeyError for a contact that is not fitted."""
        self.close(contact, now_ms)
        self.open(contact, now_ms)

    def close(self, contact: str, now_ms: int) -> None:
        """The contact closes; counted in flash before anything else happens."""
        self._sense(self._contacts.close(contact, now_ms), now_ms)

    def open(self, contact: str, now_ms: int) -> None:
        """The contact opens."""
        self._sense(self._contacts.open(contact, now_ms), now_ms)

    def set_supply(self, supply_mv: int) -> None:
        """The supply is measured."""
        self._supply_mv = supply_mv
        if supply_mv < SUPPLY_LOW_MV:
            self._fault("low-supply", f"{supply_mv} mV; below {SUPPLY_LOW_MV} mV the button may go dead")
        elif supply_mv >= SUPPLY_GOOD_MV:
            self._mend("low-supply")

    def hear(self, frame: ToButton, now_ms: int) -> None:
        """The appliance said something."""
        self._heard_ms = now_ms
        match frame:
            case Challenge(nonce):
                self._greet(nonce, now_ms)
            case Tell():
                self._obey(frame, now_ms)
            case Refused(says):
                self.refused = says
            case _:
                assert_never(frame)

    def unlinked(self) -> None:
        """The connection is gone: nothing can be sent until the next Challenge."""
        self._greeted = False
        self._out.clear()

    def lost_touch(self, now_ms: int) -> bool:
        """Whether a connection has been silent for so long that another should be tried: it may be open at one end only."""
        return self._greeted and now_ms - self._heard_ms >= STALE_AFTER_MS

    def take(self, now_ms: int) -> list[FromButton]:
        """What to send now, in this order; empty while there is no connection. Time moves on in here only."""
        self._sense(self._contacts.due(now_ms), now_ms)
        if not self._greeted:
            return []
        frames, self._out = self._out, []
        frames += [self._sent(waiting, now_ms) for waiting in self._waiting if waiting.send_ms <= now_ms]
        if self._check_in_ms <= now_ms:
            self._check_in_ms = now_ms + CHECK_IN_MS
            frames.append(CheckIn(dict(self.flash.counters), self._supply_mv))
        return frames

    def lamp(self, now_ms: int) -> Phase:
        """What the lamp shows."""
        return self._lamp.shown(now_ms, self._waiting_ms())

    def next_deadline(self, now_ms: int) -> int | None:
        """When to call `take` and look at `lamp` again at the latest, in the same milliseconds."""
        deadlines = [self._contacts.next_deadline(), self._lamp.next_change(now_ms, self._waiting_ms())]
        if self._greeted:
            deadlines += [
                self._check_in_ms,
                self._heard_ms + STALE_AFTER_MS,
                *(waiting.send_ms for waiting in self._waiting),
            ]
        return min((deadline for deadline in deadlines if deadline is not None), default=None)

    def _greet(self, nonce: bytes, now_ms: int) -> None:
        """Presses that wait go right behind the hello: they are why somebody is looking at the lamp."""
        hello = Hello(self.button, self.flash.ledger, proof(self._key, nonce, self.button, self.flash.ledger))
        self._greeted = True
        self._out = [hello, *(FaultSeen(what, detail) for what, detail in self._faults.items())]
        self._check_in_ms = now_ms
        for waiting in self._waiting:
            waiting.send_ms = now_ms

    def _obey(self, tell: Tell, now_ms: int) -> None:
        if tell.epoch_rank < self.flash.epoch_rank:
            self._fault("older-box", f"epoch {tell.epoch_rank} spoke; {self.flash.epoch_rank} was heard before")
            return
        self._mend("older-box")
        self.flash.epoch_rank = tell.epoch_rank
        self._lamp.tell(tell.phase, now_ms, self._waiting_ms())
        if tell.ledger in {None, self.flash.ledger}:
            for contact, counter in tell.receipts.items():
                self._receipt(contact, counter)

    def _receipt(self, contact: str, counter: int) -> None:
        """A receipt for a press never made belongs to another ledger (wiped, turned back): believing it would lose a press."""
        if counter > self.flash.counters.get(contact, 0):
            self._fault("unknown-count", f"there is a receipt for {contact} {counter}, which was never counted here")
            return
        if counter > self.flash.receipted.get(contact, 0):
            self._mend("unknown-count")
            self.flash.receipted[contact] = counter
            self._waiting = [each for each in self._waiting if each.contact != contact or each.counter > counter]

    def _sense(self, sensed: list[Sensed], now_ms: int) -> None:
        for each in sensed:
            match each:
                case Counted(contact):
                    self._count(contact, now_ms)
                case Wrong(what, contact):
                    self._fault(what, f"contact {contact}")
                case Right(what, _):
                    self._mend(what)
                case _:
                    assert_never(each)

    def _count(self, contact: str, now_ms: int) -> None:
        self.flash.counters[contact] += 1
        mine = [each for each in self._waiting if each.contact == contact]
        if len(mine) >= WAITING_MAX:
            # Never the oldest: its age is what turns the lamp, and a frightened person presses without end.
            self._waiting.remove(mine[1])
        self._waiting.append(_Waiting(contact, self.flash.counters[contact], now_ms, now_ms))

    def _sent(self, waiting: _Waiting, now_ms: int) -> Pressed:
        age_ms = now_ms - waiting.pressed_ms
        waiting.send_ms = now_ms + (RETRY_MS if age_ms < RETRY_SLOWLY_AFTER_MS else RETRY_SLOWLY_MS)
        return Pressed(waiting.contact, waiting.counter, age_ms if waiting.dated else None)

    def _waiting_ms(self) -> int | None:
        return min((waiting.pressed_ms for waiting in self._waiting), default=None)

    def _fault(self, what: str, detail: str) -> None:
        if what not in self._faults and self._greeted:
            self._out.append(FaultSeen(what, detail))
        self._faults.setdefault(what, detail)

    def _mend(self, what: str) -> None:
        with contextlib.suppress(KeyError):
            del self._faults[what]
            if self._greeted:
                self._out.append(Mended(what))

"""Contacts without a count of their own, as levels: which closing is a press, and which count it gets. Pure; knows no wire and no plan.

Theory of operation
-------------------
A receiver, a board or a panel says that a contact is closed or open, and counts nothing. So we count here, and the record remembers:
each press gets a count above the recorded one, under the ledger `HEARD`, and is then told from its repeats like any other.

* *Fell and rose.* A contact known to be open that closes was pressed.
* *Said again.* A transmitter says its alarm several times: within `COPIES_S` of its press that is a copy. Later nobody knows whether
  it is still held or was pressed anew, and doubt rings.
* *Only a level.* A check-in says that a contact is closed: that is a press only where nobody knew it closed.
* *At a start* nobody knows what a contact did meanwhile. `Opened` remembers the count after which each was last seen open: closed now,
  it was pressed since, unless the record has a higher count; then it has stayed closed since that press, and is *stuck* if it goes on.
* *Receivers say again* what nobody acknowledged. What was recorded before we could acknowledge it is told as that same press, so that
  it is acknowledged and stands in the record once.
"""

from collections.abc import Callable, Iterable
from typing import Protocol

import msgspec

from hardware.signals import Fault, Mended, Press, Signal

HEARD = "heard"
"""The ledger of counts that are kept here. A ledger of our firmware is 16 hexadecimal digits, so that the two are never one."""
HOLD = "hold"  # of *help* held on: a contact of its own, as with the firmware
STUCK = "stuck"
HOLD_S = 2.0  # as the firmware's (hardware/firmware/contacts.h)
STUCK_S = 60.0  # as the firmware's: nobody holds a button for a minute
COPIES_S = 2.0  # copies of one alarm come within a second, from repeaters and two receivers; twice that

type Recorded = Callable[[str, str], int]
"""The highest recorded count of a button's contact under `HEARD`; 0 where there is none."""


class Spot(msgspec.Struct, frozen=True):
    """One contact of one button."""

    button: str
    contact: str


class Opened(Protocol):
    """What remembers over a restart after which count each contact was last seen open (`hardware.opened`)."""

    def count(self, at: Spot) -> int | None:
        """None where nothing is remembered."""
        ...

    def note(self, at: Spot, count: int) -> None:
        """It is open, after this many presses. Never blocks."""
        ...


class _Closed(msgspec.Struct):
    """A contact that is closed. `pressed_s`: its last press of this run; `sure`: whether we saw it close."""

    since_s: float
    pressed_s: float | None
    sure: bool
    said: bool = False
    """That it is stuck."""


class Levels:
    """Every contact of one family. `holds`: the family always knows how its contacts are, so that time alone tells *hold* and *stuck*;
    without it a contact is stuck only where a frame says that it is closed still.
    """

    def __init__(self, recorded: Recorded, opened: Opened, holds: bool) -> None:
        self._recorded = recorded
        self._opened = opened
        self._holds = holds
        self._holding: frozenset[str] = frozenset()
        self._counts: dict[Spot, int] = {}
        self._closed: dict[Spot, _Closed] = {}
        self._open: set[Spot] = set()
        self._due: dict[Spot, float] = {}
        self._mended: set[str] = set()
        """Buttons of which nothing is said to be stuck, by us or by who was here before."""

    def expect(self, holding: Iterable[str]) -> None:
        """These buttons have a contact *hold*."""
        self._holding = frozenset(holding)

    def closed(self, at: Spot, now_s: float, *, live: bool, again: bool = False, resent: bool = False) -> list[Signal]:
        """The contact is closed. `live`: it closed just now; otherwise nobody knows when. `again`: the transmitter itself says an alarm,
        anew or for the first time; without it this is a level. `resent`: it may be one the receiver had said before.
        """
        known = self._closed.get(at)
        if known is not None:
            if again and not self._is_copy(known, now_s):
                return self._pressed(at, now_s, live=live)
            return self._still(at, known, now_s)
        if at in self._open:
            return self._pressed(at, now_s, live=live)
        return self._closed_at_start(at, now_s, live=live and again, resent=resent, again=again)

    def open(self, at: Spot, now_s: float) -> list[Signal]:
        """The contact is open."""
        if at in self._open:
            return []
        self._open.add(at)
        self._closed.pop(at, None)
        self._due.pop(at, None)
        self._opened.note(at, self._count(at))
        if at.button in self._mended or any(
            each.button == at.button and was.said for each, was in self._closed.items()
        ):
            return []
        self._mended.add(at.button)
        return [Mended(at.button, STUCK)]

    def times_up(self, now_s: float) -> list[Signal]:
        """What follows from time alone: presses held on, contacts that do not open. To be asked at `deadline`."""
        said: list[Signal] = []
        for at in [each for each, due_s in self._due.items() if due_s <= now_s]:
            closed = self._closed[at]
            due_s = self._due.pop(at)
            if due_s < closed.since_s + STUCK_S:
                self._due[at] = closed.since_s + STUCK_S
                said.append(self._press(Spot(at.button, HOLD), live=closed.sure))
            if closed.since_s + STUCK_S <= now_s:
                self._due.pop(at, None)
                said += self._stuck(at, closed)
        return said

    def deadline(self) -> float | None:
        """When time alone will tell something."""
        return min(self._due.values(), default=None)

    # ---- one contact

    def _closed_at_start(self, at: Spot, now_s: float, *, live: bool, resent: bool, again: bool) -> list[Signal]:
        recorded, opened = self._recorded(at.button, at.contact), self._opened.count(at)
        if opened is None or opened >= recorded:
            self._opened.note(at, recorded)  # closed from this press on: the next start must not take it for another
            return self._pressed(at, now_s, live=live and not resent)
        if again and not resent:
            return self._pressed(at, now_s, live=live)
        self._begin(at, now_s, pressed_s=now_s if again else None, sure=False)
        same = Press(at.button, at.contact, recorded, age_ms=None, ledger=HEARD)
        return [same] if again else []

    def _pressed(self, at: Spot, now_s: float, *, live: bool) -> list[Signal]:
        self._begin(at, now_s, pressed_s=now_s, sure=live)
        return [self._press(at, live=live)]

    def _begin(self, at: Spot, now_s: float, *, pressed_s: float | None, sure: bool) -> None:
        was = self._closed.get(at)
        said = was is not None and was.said
        self._closed[at] = _Closed(now_s, pressed_s, sure, said)
        self._open.discard(at)
        if self._holds:
            holds = pressed_s is not None and at.contact == "help" and at.button in self._holding
            self._due[at] = now_s + (HOLD_S if holds else STUCK_S)

    def _still(self, at: Spot, closed: _Closed, now_s: float) -> list[Signal]:
        """A level, or a copy."""
        late = not self._holds and now_s - closed.since_s >= STUCK_S
        return self._stuck(at, closed) if late else []

    def _stuck(self, at: Spot, closed: _Closed) -> list[Signal]:
        if closed.said:
            return []
        closed.said = True
        self._mended.discard(at.button)
        return [Fault(at.button, STUCK, f"contact {at.contact} has been closed for {STUCK_S:.0f} s")]

    def _press(self, at: Spot, *, live: bool) -> Press:
        self._counts[at] = count = self._count(at) + 1
        return Press(at.button, at.contact, count, age_ms=0 if live else None, ledger=HEARD)

    def _count(self, at: Spot) -> int:
        return max(self._counts.get(at, 0), self._recorded(at.button, at.contact))

    @staticmethod
    def _is_copy(closed: _Closed, now_s: float) -> bool:
        return closed.pressed_s is not None and now_s - closed.pressed_s <= COPIES_S

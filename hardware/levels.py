"""Makes presses from contacts that do not count: we count the presses, and the record remembers the count. Pure; knows no wire, no plan
and no clock.

A level is closed or open. A contact that closes again after it was open is a new press. Where nobody can know whether a press is new,
it rings.
"""

from collections.abc import Callable, Iterable
from math import inf
from typing import NamedTuple, Protocol

from hardware.signals import Fault, Mended, Press, Signal

HEARD = "heard"  # the ledger of all counts that we make ourselves
COPIES_S = 2.0
"""Repeaters and a second receiver send copies of one transmission within a second. This allows twice that time. A later one is a new
press.
"""
HOLD, STUCK = "hold", "stuck"  # HOLD is a contact of its own, as in the firmware. STUCK is a fault.
HOLD_S = 2.0  # promise 4: the button is held for two seconds
STUCK_S = 60.0  # No hand holds a button for so long. Somebody who latched a button in has help on the way by then.
OPENED_AHEAD_MAX = 10_000
"""A hint may be ahead of the record by the presses that were made while the disk did not answer. So many presses cannot have been made:
the hint is wrong.
"""

type Recorded = Callable[[str, str], int]
"""Gives the highest count on disk of a button's contact, in the ledger `HEARD`; 0 if there is none."""


class ButtonContact(NamedTuple):
    """One contact of one button."""

    button: str
    contact: str


class Opened(Protocol):
    """Remembers across a restart, for each contact, the count after which it was last seen open. This is a hint: it may be lost."""

    def count(self, at: ButtonContact) -> int | None: ...
    def note(self, at: ButtonContact, count: int) -> None: ...


class _Level:
    """What this run knows of one contact. `closed` is None as long as nothing is known. `stale`: the contact has been closed since before
    this run, and that was no new press.
    """

    __slots__ = ("closed", "count", "held", "live", "pressed_s", "since_s", "stale", "stuck")

    def __init__(self) -> None:
        self.closed: bool | None = None
        self.since_s = 0.0
        self.pressed_s = -inf
        self.count = 0
        self.live = False
        self.held = False
        self.stale = False
        self.stuck = False


class Levels:
    """The levels of all contacts of one family. `holds`: the levels are read all the time, so that we notice a held or stuck contact
    ourselves.

    Radio and panels report a level only now and then. There nothing counts as held, and a contact is stuck only if its closed level is
    reported once more.
    """

    def __init__(self, recorded: Recorded, opened: Opened, holds: bool) -> None:
        self._recorded = recorded
        self._opened = opened
        self._holds = holds
        self._holding: frozenset[str] = frozenset()
        self._levels: dict[ButtonContact, _Level] = {}
        self._held: dict[ButtonContact, _Level] = {}

    def closed(
        self, at: ButtonContact, now_s: float, *, live: bool, again: bool = False, resent: bool = False
    ) -> list[Signal]:
        """Take in that a contact is closed, and give what is to be reported. `live`: it closed just now; otherwise nobody knows when.
        `again`: its transmitter reports a press of its own, for the first time or anew; without this it is only a level. `resent`: a
        receiver may have reported the same press before, and then it is no new press.
        """
        level, live = self._levels.setdefault(at, _Level()), live and not resent
        if again:
            return self._sent(at, level, now_s, live=live, resent=resent)
        if level.closed:
            return self._sticks(at, level) if not self._holds and self._is_long(level, now_s) else []
        if level.closed is None and self._was_closed(at, level):
            level.closed, level.stale, level.since_s = True, True, now_s
            return []
        return [self._press(at, level, now_s, live=live and level.closed is False)]

    def open(self, at: ButtonContact, now_s: float) -> list[Signal]:
        """Take in that a contact is open since `now_s`, and give what is to be reported. No deadline begins when a contact opens."""
        level = self._levels.setdefault(at, _Level())
        last, was = self._last(at, level), self._seen(at, level)
        # an earlier run may have reported it as stuck
        may_be_stuck = level.stuck or level.closed is None or level.stale
        level.closed, level.since_s = False, now_s
        level.stuck = level.stale = level.held = False
        if was != last:
            self._opened.note(at, last)
        if not may_be_stuck or self._another_sticks(at.button):
            return []
        return [Mended(at.button, STUCK)]

    def times_up(self, now_s: float) -> list[Signal]:
        """Give what follows when levels stay as they are: held and stuck contacts."""
        said: list[Signal] = []
        for at, level in self._levels.items() if self._holds else ():
            if self._hold_due_s(at, level) <= now_s:
                level.held = True
                said.append(self._hold(at.button, live=level.live))
            if self._is_long(level, now_s):
                said += self._sticks(at, level)
        return said

    def deadline(self) -> float | None:
        """Return the earliest time at which `times_up` may have something to report."""
        if not self._holds:
            return None
        due_s = (min(self._hold_due_s(at, each), _stuck_due_s(each)) for at, each in self._levels.items())
        first_s = min(due_s, default=inf)
        return first_s if first_s < inf else None

    def expect(self, holding: Iterable[str]) -> None:
        """Set which buttons have a contact *hold*; no others have one."""
        self._holding = frozenset(holding)

    def forget(self, button: str) -> None:
        """Forget a button that has left the plan or is wired in another way now."""
        for kept in (self._levels, self._held):
            for at in [each for each in kept if each.button == button]:
                del kept[at]

    def _sent(self, at: ButtonContact, level: _Level, now_s: float, *, live: bool, resent: bool) -> list[Signal]:
        """Take in that a transmitter reports a press. If the last press was never seen to open, this is that press, sent again."""
        if level.closed and now_s - level.pressed_s <= COPIES_S:
            return []
        last, was = self._last(at, level), self._seen(at, level)
        if not resent or was is None or last <= was:
            return [self._press(at, level, now_s, live=live)]
        level.closed, level.since_s, level.pressed_s = True, now_s, now_s
        level.stale, level.count = False, last
        return [Press(at.button, at.contact, last, None, HEARD)]

    def _press(self, at: ButtonContact, level: _Level, now_s: float, *, live: bool) -> Press:
        was = self._seen(at, level)
        count = max(self._last(at, level), was or 0) + 1
        if was is None or was >= count:
            self._opened.note(at, count - 1)
        level.closed, level.since_s, level.pressed_s = True, now_s, now_s
        level.live, level.stale, level.held, level.count = live, False, False, count
        return Press(at.button, at.contact, count, 0 if live else None, HEARD)

    def _hold(self, button: str, *, live: bool) -> Press:
        at = ButtonContact(button, HOLD)
        level = self._held.setdefault(at, _Level())
        level.count = self._last(at, level) + 1
        return Press(button, at.contact, level.count, 0 if live else None, HEARD)

    def _sticks(self, at: ButtonContact, level: _Level) -> list[Signal]:
        level.stuck = True
        return [Fault(at.button, STUCK, f"contact {at.contact} has been closed for {STUCK_S:.0f} s")]

    def _is_long(self, level: _Level, now_s: float) -> bool:
        return _stuck_due_s(level) <= now_s

    def _hold_due_s(self, at: ButtonContact, level: _Level) -> float:
        if at.contact != "help" or not level.closed or level.held or level.stale:
            return inf
        return level.since_s + HOLD_S if at.button in self._holding else inf

    def _another_sticks(self, button: str) -> bool:
        return any(level.stuck or level.stale for at, level in self._levels.items() if at.button == button)

    def _was_closed(self, at: ButtonContact, level: _Level) -> bool:
        """Return whether the record has a press after which nobody saw the contact open. Then the closed level is not new. If the hint is
        lost, it is new.
        """
        was = self._seen(at, level)
        return was is not None and self._last(at, level) > was

    def _seen(self, at: ButtonContact, level: _Level) -> int | None:
        was = self._opened.count(at)
        return was if was is not None and was <= self._last(at, level) + OPENED_AHEAD_MAX else None

    def _last(self, at: ButtonContact, level: _Level) -> int:
        return max(level.count, self._recorded(at.button, at.contact))


def _stuck_due_s(level: _Level) -> float:
    return level.since_s + STUCK_S if level.closed and not level.stuck else inf

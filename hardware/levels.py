"""Presses of contacts that count nothing: we count, and the record remembers. Pure; knows no wire, no plan and no clock.

A level is closed or open. One that fell and rose is a new press. What nobody can know is decided for ringing.
"""

from collections.abc import Callable, Iterable
from math import inf
from typing import NamedTuple, Protocol

from hardware.signals import Fault, Mended, Press, Signal

HEARD = "heard"  # the ledger of all counts that are ours
COPIES_S = 2.0
"""Copies of one transmission come within a second, through repeaters and a second receiver; twice that. Later is a new press."""
HOLD, STUCK = "hold", "stuck"  # a contact of its own, as with the firmware; and a fault
HOLD_S = 2.0  # promise 4: held for two seconds
STUCK_S = 60.0  # no hand holds so long, and who latched a button in waits for help that is on its way by then
OPENED_AHEAD_MAX = 10_000
"""A hint may be ahead of the record by what was pressed while the disk stood still. So many presses never were: the hint is rotten."""

type Recorded = Callable[[str, str], int]
"""The highest count on disk of a button's contact, in the ledger `HEARD`; 0 where there is none."""


class Spot(NamedTuple):
    """One contact of one button."""

    button: str
    contact: str


class Opened(Protocol):
    """Remembers over a restart, for each spot, the count after which it was last seen open. A hint: it may be lost."""

    def count(self, at: Spot) -> int | None: ...
    def note(self, at: Spot, count: int) -> None: ...


class _Level:
    """What this run knows of one spot. `closed` None: nothing yet. `stale`: it is closed since before this run, and was no press."""

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
    """All spots of one family. `holds`: its levels are looked at all the time, so that holding and sticking show without a word.

    Radio and panels say a level only now and then: there nothing is held, and only a level said once more is stuck.
    """

    def __init__(self, recorded: Recorded, opened: Opened, holds: bool) -> None:
        self._recorded = recorded
        self._opened = opened
        self._holds = holds
        self._holding: frozenset[str] = frozenset()
        self._levels: dict[Spot, _Level] = {}
        self._held: dict[Spot, _Level] = {}

    def closed(self, at: Spot, now_s: float, *, live: bool, again: bool = False, resent: bool = False) -> list[Signal]:
        """It is closed. `live`: it closed just now; else nobody knows when. `again`: its transmitter says so of itself, anew or for the
        first time; without it this is a level. `resent`: it may be what a receiver said before, and then is that press again.
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

    def open(self, at: Spot, now_s: float) -> list[Signal]:
        """It is open. `now_s` is when: opening has no deadline of its own."""
        level = self._levels.setdefault(at, _Level())
        last, was = self._last(at, level), self._seen(at, level)
        may_be_stuck = level.stuck or level.closed is None or level.stale  # before this run, perhaps
        level.closed, level.since_s = False, now_s
        level.stuck = level.stale = level.held = False
        if was != last:
            self._opened.note(at, last)
        if not may_be_stuck or self._another_sticks(at.button):
            return []
        return [Mended(at.button, STUCK)]

    def times_up(self, now_s: float) -> list[Signal]:
        """What comes of levels that stay: holds, and what is stuck."""
        said: list[Signal] = []
        for at, level in self._levels.items() if self._holds else ():
            if self._hold_due_s(at, level) <= now_s:
                level.held = True
                said.append(self._hold(at.button, live=level.live))
            if self._is_long(level, now_s):
                said += self._sticks(at, level)
        return said

    def deadline(self) -> float | None:
        """When `times_up` has something to say at the earliest."""
        if not self._holds:
            return None
        due_s = (min(self._hold_due_s(at, each), _stuck_due_s(each)) for at, each in self._levels.items())
        first_s = min(due_s, default=inf)
        return first_s if first_s < inf else None

    def expect(self, holding: Iterable[str]) -> None:
        """These buttons have a contact *hold*, and no others."""
        self._holding = frozenset(holding)

    def forget(self, button: str) -> None:
        """It is in the plan no more, or wired otherwise."""
        for kept in (self._levels, self._held):
            for at in [each for each in kept if each.button == button]:
                del kept[at]

    def _sent(self, at: Spot, level: _Level, now_s: float, *, live: bool, resent: bool) -> list[Signal]:
        """Its transmitter says that it was pressed. A press never seen to open is the one that is sent again."""
        if level.closed and now_s - level.pressed_s <= COPIES_S:
            return []
        last, was = self._last(at, level), self._seen(at, level)
        if not resent or was is None or last <= was:
            return [self._press(at, level, now_s, live=live)]
        level.closed, level.since_s, level.pressed_s = True, now_s, now_s
        level.stale, level.count = False, last
        return [Press(at.button, at.contact, last, None, HEARD)]

    def _press(self, at: Spot, level: _Level, now_s: float, *, live: bool) -> Press:
        was = self._seen(at, level)
        count = max(self._last(at, level), was or 0) + 1
        if was is None or was >= count:
            self._opened.note(at, count - 1)
        level.closed, level.since_s, level.pressed_s = True, now_s, now_s
        level.live, level.stale, level.held, level.count = live, False, False, count
        return Press(at.button, at.contact, count, 0 if live else None, HEARD)

    def _hold(self, button: str, *, live: bool) -> Press:
        at = Spot(button, HOLD)
        level = self._held.setdefault(at, _Level())
        level.count = self._last(at, level) + 1
        return Press(button, at.contact, level.count, 0 if live else None, HEARD)

    def _sticks(self, at: Spot, level: _Level) -> list[Signal]:
        level.stuck = True
        return [Fault(at.button, STUCK, f"contact {at.contact} has been closed for {STUCK_S:.0f} s")]

    def _is_long(self, level: _Level, now_s: float) -> bool:
        return _stuck_due_s(level) <= now_s

    def _hold_due_s(self, at: Spot, level: _Level) -> float:
        if at.contact != "help" or not level.closed or level.held or level.stale:
            return inf
        return level.since_s + HOLD_S if at.button in self._holding else inf

    def _another_sticks(self, button: str) -> bool:
        return any(level.stuck or level.stale for at, level in self._levels.items() if at.button == button)

    def _was_closed(self, at: Spot, level: _Level) -> bool:
        """Whether the record has a press that nobody saw open: nothing new, then. Where the hint is lost, it is new."""
        was = self._seen(at, level)
        return was is not None and self._last(at, level) > was

    def _seen(self, at: Spot, level: _Level) -> int | None:
        was = self._opened.count(at)
        return was if was is not None and was <= self._last(at, level) + OPENED_AHEAD_MAX else None

    def _last(self, at: Spot, level: _Level) -> int:
        return max(level.count, self._recorded(at.button, at.contact))


def _stuck_due_s(level: _Level) -> float:
    return level.since_s + STUCK_S if level.closed and not level.stuck else inf

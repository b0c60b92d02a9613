"""Decides when a lamp on a relay is lit: steady by default, and never more than two flashes within any second. Pure: time is an argument.

Promise 10 allows three flashes a second, the most that counts as safe for people with photosensitive epilepsy (WCAG 2.3.1). Two lamps
in one view would add up if each had its own beat. So all lamps of one box flash in step, by one monotonic clock.
"""

import enum

from hardware.ports import Pattern

# The least time from the beginning of one flash to the next, whatever is told in between: at most two flashes within any second.
GAP_S = 0.5


class Flash(enum.StrEnum):
    """How a lamp shows a call. A relay's contact lasts some 100,000 throws. With FAST that is 15 hours, with SLOW 27; STEADY wears
    nothing.
    """

    STEADY = "steady"
    SLOW = "slow"
    FAST = "fast"


_PERIOD_S = {Flash.SLOW: 1.0, Flash.FAST: 0.55}
"""FAST is a little longer than GAP_S. So a flash that was late by some milliseconds is followed by one in step again."""

_REAL = frozenset({Pattern.HIGH, Pattern.MEDIUM, Pattern.LOW})
"""The patterns that light a lamp. Trouble is shown at the desks, and lights no lamp to which people run."""


def shows(pattern: Pattern | None, *, drills: bool) -> bool:
    """Return whether this pattern lights a lamp. A real call does. Practice does only if the plan says so, since a lamp cannot look like
    practice (promise 9).
    """
    return pattern in _REAL or (drills and pattern is Pattern.DRILL)


class Flasher:
    """One lamp. Going dark is never delayed. Lighting up may be delayed, by less than a beat."""

    def __init__(self, flash: Flash) -> None:
        self._period_s = _PERIOD_S.get(flash)
        self._lit = False
        self._lit_at_s = float("-inf")

    def at(self, now_s: float, *, shown: bool) -> bool:
        """Return whether the lamp is lit now. `now_s` comes from a clock that never goes back, the same for all lamps."""
        want = shown and self._in_beat(now_s)
        if want and not self._lit:
            if now_s < self._lit_at_s + GAP_S:
                return False
            self._lit_at_s = now_s
        self._lit = want
        return want

    def lit_up(self, now_s: float) -> None:
        """Note that the lamp is lit only now: the gap counts from when the board lit it, not from when the board was told."""
        self._lit_at_s = max(self._lit_at_s, now_s)

    def next_s(self, now_s: float, *, shown: bool) -> float | None:
        """Return when the lamp may change by itself; None while it stays as it is."""
        if not shown:
            return None
        if not self._lit and now_s < self._lit_at_s + GAP_S:
            return self._lit_at_s + GAP_S
        if self._period_s is None:
            return None
        return (_half_beats(now_s, self._period_s) + 1) * self._period_s / 2

    def _in_beat(self, now_s: float) -> bool:
        return self._period_s is None or _half_beats(now_s, self._period_s) % 2 == 0


def _half_beats(now_s: float, period_s: float) -> int:
    return int(now_s / (period_s / 2))

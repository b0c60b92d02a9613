"""Says how long to wait before the next try or question. Pure: dice and time are arguments."""

from collections.abc import Callable

FIRST_S = 0.5  # most breaks are a Wi-Fi hand-over or a server that was started anew
CAP_S = 60.0  # our choice: a line that came back unnoticed is used within a minute; 2,000 buildings then make 45 attempts a second
STEADY_PART = 0.5  # half of the wait is fixed and half is diced, so that buildings that were cut off together do not come back together


class Backoff:
    """The pause between two tries; each failed try doubles it. `dice` gives a number in [0, 1)."""

    def __init__(self, dice: Callable[[], float]) -> None:
        self._dice = dice
        self._tries = 0

    def next_s(self) -> float:
        """Give the seconds to wait, longer with every try until the cap."""
        longest = min(FIRST_S * 2.0**self._tries, CAP_S)
        self._tries = min(self._tries + 1, 16)  # 0.5 s doubled 16 times is far above the cap
        return longest * (STEADY_PART + (1 - STEADY_PART) * self._dice())

    def worked(self) -> None:
        """Begin with short pauses again, because the district answered."""
        self._tries = 0


class Allowance:
    """Allows something many times at once, then seldom. Only time fills it again, never the other end's word: seconds on
    any steady clock.
    """

    def __init__(self, at_once: int, every_s: float, now_s: float) -> None:
        self._at_once = at_once
        self._every_s = every_s
        self._left = float(at_once)
        self._at_s = now_s

    def next_s(self, now_s: float) -> float:
        """Take one, and give in how many seconds it is due."""
        self._left = min(self._left + (now_s - self._at_s) / self._every_s, self._at_once) - 1
        self._at_s = now_s
        return max(0.0, -self._left * self._every_s)

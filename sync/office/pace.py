"""How long to wait after a district's server said nothing new, and when its whole list is asked for. Pure.

A server that answers at once and for ever, with what was known, must not keep the office busy, nor the line. Whoever brings something
new waits for nobody.
"""

AT_ONCE = 30.0  # answers without anything new: both polls, the list and a page each, a few times over
A_SECOND = 2.0  # from then on; with the questions whether the server is ready, it stays below five requests


class Pace:
    """One for a line. `now_s` is any clock that only goes on."""

    def __init__(self, now_s: float) -> None:
        self._left = AT_ONCE
        self._at_s = now_s

    def rest_s(self, now_s: float) -> float:
        """An answer brought nothing new: for how many seconds whoever asked does not ask again."""
        self._left = min(self._left + (now_s - self._at_s) * A_SECOND, AT_ONCE) - 1
        self._at_s = now_s
        return max(-self._left, 0.0) / A_SECOND


SOONER_S = 5.0  # between two looks at the whole list, whatever the server tells of: it has 400 KB of 2,000 buildings


class Looks:
    """When the whole list is asked for: every `every_s`, whatever news there is, and sooner where something was told that is not known.
    `now_s` as above.
    """

    def __init__(self, now_s: float, every_s: float) -> None:
        self._every_s = every_s
        self._sooner_s = min(SOONER_S, every_s)
        self._at_s = now_s - every_s

    def wait_s(self, now_s: float, *, wanted: bool) -> float:
        """For how long nobody looks."""
        return max(self._at_s + (self._sooner_s if wanted else self._every_s) - now_s, 0.0)

    def looked(self, now_s: float) -> None:
        """It was asked for just now."""
        self._at_s = now_s

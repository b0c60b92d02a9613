"""Says how long to wait after a district's server said nothing new, and when to ask for its whole list. Pure.

A server that answers at once and for ever with old news must not keep the office or the line busy. After an answer with something new
nobody waits.
"""

AT_ONCE = 30.0  # answers without anything new: both polls, the list and a page each, a few times
A_SECOND = 2.0  # answers a second after that; with the questions whether the server is ready, it stays below five requests a second


class Pace:
    """The pace of one line. `now_s` is any clock that only goes on."""

    def __init__(self, now_s: float) -> None:
        self._left = AT_ONCE
        self._at_s = now_s

    def rest_s(self, now_s: float) -> float:
        """Note that an answer brought nothing new. Give the seconds to wait before asking again."""
        self._left = min(self._left + (now_s - self._at_s) * A_SECOND, AT_ONCE) - 1
        self._at_s = now_s
        return max(-self._left, 0.0) / A_SECOND


SOONER_S = 5.0  # between two looks at the whole list, whatever the server tells: for 2,000 buildings it has 400 KB


class Looks:
    """Says when to ask for the whole list: every `every_s`, whatever news there is, and sooner where the server named something unknown.
    `now_s` as above.
    """

    def __init__(self, now_s: float, every_s: float) -> None:
        self._every_s = every_s
        self._sooner_s = min(SOONER_S, every_s)
        self._at_s = now_s - every_s

    def wait_s(self, now_s: float, *, wanted: bool) -> float:
        """Give the seconds until the next look."""
        return max(self._at_s + (self._sooner_s if wanted else self._every_s) - now_s, 0.0)

    def looked(self, now_s: float) -> None:
        """Note that the list was asked for just now."""
        self._at_s = now_s

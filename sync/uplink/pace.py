"""Says how many bytes go in one deposit: as many as take about a second on this line. Pure; is told how long things took.

It begins small, as TCP does: even a line that is slow, or breaks every other second, gets the first deposit through before anything is
known of it. On a good line the length reaches its limit after five deposits, which together take less time than one of full length.
"""

LENGTH_MIN = 4 * 1024  # five entries: on 64 kbit/s half a second
LENGTH_FIRST = 8 * 1024  # ten entries: on 64 kbit/s a second
LENGTH_MAX = (
    2 * 1024 * 1024
)  # what both ends keep of it in memory stays small beside 120 MB; 500 entries of 800 bytes are 0.4 MiB
WANTED_S, SLOW_S = (
    0.5,
    2.0,
)  # urgent entries share the line with at most one deposit, so they wait no longer than it takes
GROWS_MOST = 4  # in one step: a small deposit tells more of the round trip than of the line's rate


class Pace:
    """Learns how long a deposit may be. `length_max` is for the next deposit."""

    def __init__(self) -> None:
        self.length_max = LENGTH_FIRST

    def took(self, seconds: float, length: int) -> None:
        """Note that a deposit of so many bytes took so long. A deposit far below the limit does not show how much the line takes."""
        if seconds < WANTED_S and 2 * length >= self.length_max:
            times = min(WANTED_S / max(seconds, 1e-3), GROWS_MOST)
            self.length_max = min(int(self.length_max * times), LENGTH_MAX)
        elif seconds > SLOW_S:
            self.smaller()

    def smaller(self) -> None:
        """Halve the limit: a deposit was too large, or the line broke while it was sent."""
        self.length_max = max(self.length_max // 2, LENGTH_MIN)

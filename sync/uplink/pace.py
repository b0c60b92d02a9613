"""How many bytes go in one deposit: as many as take about a second on this line. Pure; is told how long things took."""

LENGTH_MIN = 16 * 1024  # twenty entries: on 64 kbit/s two seconds
LENGTH_FIRST = 256 * 1024
LENGTH_MAX = (
    2 * 1024 * 1024
)  # what both ends hold of it stays small beside 120 MB; 500 entries of 800 bytes are 0.4 MiB
QUICK_S, SLOW_S = 0.5, 2.0  # urgent entries share the line with at most one deposit: they wait no longer than it takes


class Pace:
    """`length_max` is for the next deposit."""

    def __init__(self) -> None:
        self.length_max = LENGTH_FIRST

    def took(self, seconds: float) -> None:
        """A deposit took so long."""
        if seconds < QUICK_S:
            self.length_max = min(self.length_max * 2, LENGTH_MAX)
        elif seconds > SLOW_S:
            self.smaller()

    def smaller(self) -> None:
        """A deposit was too large, or the line broke under it."""
        self.length_max = max(self.length_max // 2, LENGTH_MIN)

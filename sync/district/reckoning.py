"""Reckons the earliest and latest time that it may be, on a server whose clock may be wrong, as a box does (`sync/transport/reckoning.py`).
Asks nobody.

It cannot be before this software was built, nor before a receipt that this server gave. But no certificate counts as ended because of a
receipt: the receipt may have been given while the clock was ahead.
"""

from collections.abc import Callable
from datetime import UTC, datetime

BUILT_MS = 1_780_000_000_000  # `appliance.clock.BUILT_WALL_MS`, which the server does not import; a test compares them
BEHIND_MS = (
    24 * 3600 * 1000
)  # a clock that is so far behind its own receipts is reported; a smaller difference is normal when clocks are set


class Reckoning:
    """Knows the earliest and latest time. `noted_ms`: when the last receipt was given, as the store says."""

    def __init__(self, now_ms: Callable[[], int], noted_ms: int = 0) -> None:
        self._now_ms = now_ms
        self.noted_ms = noted_ms

    def least_ms(self) -> int:
        """Give the time by the clock, and not before this software was built."""
        return max(self._now_ms(), BUILT_MS)

    def least(self) -> datetime:
        """Give the same as a datetime."""
        return moment(self.least_ms())

    def latest(self) -> datetime:
        """Give the time that also counts the last receipt."""
        return moment(max(self.least_ms(), self.noted_ms))

    def wrong(self) -> str:
        """Say what shows that the clock is wrong, and what to do; empty where nothing does."""
        now_ms = self._now_ms()
        if now_ms < BUILT_MS:
            return f"this machine's clock says {moment(now_ms):%Y-%m-%d}, before this program was written. Set it: timedatectl"
        if self.noted_ms > now_ms + BEHIND_MS:
            return (
                f"this machine's clock says {moment(now_ms):%Y-%m-%d}, and the store has a receipt of {moment(self.noted_ms):%Y-%m-%d}. "
                "Either the clock is behind now, or it was ahead then. Look at it: timedatectl. If it is right, nothing is to be done"
            )
        return ""


def moment(at_ms: int) -> datetime:
    """Make a datetime from milliseconds since the Unix epoch."""
    return datetime.fromtimestamp(at_ms / 1000, UTC)

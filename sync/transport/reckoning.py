"""Reckons what time it is at least, to judge certificates on a box whose clock may be wrong. Decides nothing about calls.

A Pi without a battery starts in the past. But now cannot be before this software was built, nor before the time in a receipt that the
district signed. A receipt's time can make a certificate valid, and never expired: else whoever signs with a time of next year would shut
out the district's true server. A clock that is ahead cannot be told from a true one. Then the certificate looks expired, and the reason
that is shown says to look at the clock.
"""

from appliance.clock import BUILT_WALL_MS, Clock


class Reckoning:
    """Knows the earliest and the latest time that it may be. `seen_ms`: the latest time in a checked receipt; whoever makes this keeps it
    over restarts.
    """

    def __init__(self, clock: Clock, seen_ms: int = 0) -> None:
        self._clock = clock
        self.seen_ms = seen_ms

    def now_ms(self) -> int:
        """Give milliseconds since the Unix epoch: the latest time that is known."""
        return self.between_ms()[1]

    def between_ms(self) -> tuple[int, int]:
        """Give the time by this box alone, and the time that also counts what it was told. A certificate holds if it has not ended by the
        first and has begun by the second.
        """
        own_ms = max(self._clock.now().wall_ms, BUILT_WALL_MS)
        return own_ms, max(own_ms, self.seen_ms)

    def saw(self, received_ms: int, believed_until_ms: int) -> None:
        """Take the time in a receipt. A time after the end of the box's own certificate is not believed: it would make every certificate
        look ended.
        """
        if received_ms <= believed_until_ms:
            self.seen_ms = max(self.seen_ms, received_ms)

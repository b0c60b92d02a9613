"""What time it is at least, for judging certificates on a box whose clock may be wrong. Decides nothing about calls.

A Pi without a battery starts in the past. No moment can be before this software was built, nor before a receipt the district
signed: the latest of these and the clock is what certificates are judged by. A clock that is ahead cannot be told from a true
one; then the certificate looks ended, and the reason shown says to look at the clock.
"""

from appliance.clock import BUILT_WALL_MS, Clock


class Reckoning:
    """`seen_ms`: the latest time a checked receipt told, kept over restarts by whoever made this."""

    def __init__(self, clock: Clock, seen_ms: int = 0) -> None:
        self._clock = clock
        self.seen_ms = seen_ms

    def now_ms(self) -> int:
        """Milliseconds since the Unix epoch."""
        return max(self._clock.now().wall_ms, BUILT_WALL_MS, self.seen_ms)

    def saw(self, received_ms: int, believed_until_ms: int) -> None:
        """A receipt told this time. One later than the end of the box's own certificate would end every certificate: not believed."""
        if received_ms <= believed_until_ms:
            self.seen_ms = max(self.seen_ms, received_ms)

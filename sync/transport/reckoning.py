"""What time it is at least, for judging certificates on a box whose clock may be wrong. Decides nothing about calls.

A Pi without a battery starts in the past. No moment can be before this software was built, nor before a receipt the district
signed. A receipt makes a certificate begun and never one ended: whoever signs with a time of next year must not shut out the district's
true server by that. A clock that is ahead cannot be told from a true one; then the certificate looks ended, and the reason shown says
to look at the clock.
"""

from appliance.clock import BUILT_WALL_MS, Clock


class Reckoning:
    """`seen_ms`: the latest time a checked receipt told, kept over restarts by whoever made this."""

    def __init__(self, clock: Clock, seen_ms: int = 0) -> None:
        self._clock = clock
        self.seen_ms = seen_ms

    def now_ms(self) -> int:
        """Milliseconds since the Unix epoch: the latest that is known."""
        return self.between_ms()[1]

    def between_ms(self) -> tuple[int, int]:
        """How late it is by this box itself, and by what it was told too: a certificate holds that has not ended by the first and has
        begun by the second.
        """
        own_ms = max(self._clock.now().wall_ms, BUILT_WALL_MS)
        return own_ms, max(own_ms, self.seen_ms)

    def saw(self, received_ms: int, believed_until_ms: int) -> None:
        """A receipt told this time. One later than the end of the box's own certificate would end every certificate: not believed."""
        if received_ms <= believed_until_ms:
            self.seen_ms = max(self.seen_ms, received_ms)

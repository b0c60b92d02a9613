"""How often is too often: token buckets with an argument for the time. Knows no socket and no clock."""

from collections import OrderedDict


class TokenBucket:
    """`burst` at once, then `per_s` a second. Times are seconds on any steady clock."""

    __slots__ = ("_at_s", "_burst", "_left", "_per_s")

    def __init__(self, burst: float, per_s: float, now_s: float) -> None:
        self._burst = burst
        self._per_s = per_s
        self._left = burst
        self._at_s = now_s

    def take(self, now_s: float) -> bool:
        """Take one; False when there is none."""
        self._fill(now_s)
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def spend(self, count: float, now_s: float) -> float:
        """Take `count` whether they are there or not; the seconds until the bucket is out of debt, 0 when it is in none."""
        self._fill(now_s)
        self._left -= count
        return max(0.0, -self._left / self._per_s)

    def _fill(self, now_s: float) -> None:
        self._left = min(self._burst, self._left + (now_s - self._at_s) * self._per_s)
        self._at_s = now_s


class FailureLimits:
    """Failures per source, in a table that cannot grow: the source heard from longest ago is forgotten first.

    Only failures count and only failures are slowed down, so that nobody can lock out a device that holds the right key.
    """

    def __init__(self, burst: float, per_s: float, sources_max: int) -> None:
        self._burst = burst
        self._per_s = per_s
        self._sources_max = sources_max
        self._sources: OrderedDict[str, TokenBucket] = OrderedDict()

    def failed(self, source: str, now_s: float) -> bool:
        """Count a failure of `source`; True while it may still have a full answer, False when it has had too many."""
        bucket = self._sources.pop(source, None) or TokenBucket(self._burst, self._per_s, now_s)
        self._sources[source] = bucket
        if len(self._sources) > self._sources_max:
            self._sources.popitem(last=False)
        return bucket.take(now_s)

    def __len__(self) -> int:
        return len(self._sources)

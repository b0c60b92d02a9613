"""How often is too often: token buckets with an argument for the time. Knows no socket and no clock."""

from collections import OrderedDict

LOOKS_MAX = 16  # at buckets, for one that is full again: few of a table are in use at once, and nobody waits for more


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

    def full(self, now_s: float) -> bool:
        """Whether it says nothing any more about whoever took from it."""
        self._fill(now_s)
        return self._left >= self._burst

    def _fill(self, now_s: float) -> None:
        self._left = min(self._burst, self._left + (now_s - self._at_s) * self._per_s)
        self._at_s = now_s


class Buckets:
    """A bucket for each key, in a table that cannot grow: one that is full again is forgotten for a new key.

    One that is in use stays, so that nobody gets rid of a measure, or of another's, by coming under many names: where all are in use,
    newcomers share one bucket.
    """

    def __init__(self, burst: float, per_s: float, keys_max: int) -> None:
        self._burst = burst
        self._per_s = per_s
        self._keys_max = keys_max
        self._in_use: OrderedDict[str, TokenBucket] = OrderedDict()
        self._shared = TokenBucket(burst, per_s, 0)

    def take(self, key: str, now_s: float) -> bool:
        """Take one from this key's bucket; False when there is none."""
        bucket = self._in_use.get(key)
        if bucket is None and self._has_room(now_s):
            bucket = self._in_use[key] = TokenBucket(self._burst, self._per_s, now_s)
        if bucket is None:
            return self._shared.take(now_s)
        self._in_use.move_to_end(key)
        return bucket.take(now_s)

    def _has_room(self, now_s: float) -> bool:
        if len(self._in_use) < self._keys_max:
            return True
        for _ in range(LOOKS_MAX):
            key, bucket = next(iter(self._in_use.items()))
            if bucket.full(now_s):
                del self._in_use[key]
                return True
            self._in_use.move_to_end(key)  # so that one that is used much hides none of those behind it
        return False

    def __len__(self) -> int:
        return len(self._in_use)

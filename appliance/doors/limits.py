"""Limits how often something may happen: token buckets with an argument for the time. Knows no socket and no clock."""

from collections import OrderedDict

# buckets looked at to find a full one: few of a table are in use at once, and nobody waits for more looks
LOOKS_MAX = 16


class TokenBucket:
    """A bucket of `burst` tokens at once, then `per_s` a second. Times are seconds on any steady clock."""

    __slots__ = ("_at_s", "_burst", "_left", "_per_s")

    def __init__(self, burst: float, per_s: float, now_s: float) -> None:
        self._burst = burst
        self._per_s = per_s
        self._left = burst
        self._at_s = now_s

    def take(self, now_s: float) -> bool:
        """Take one token. Return False if there is none."""
        self._fill(now_s)
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def spend(self, count: float, now_s: float) -> float:
        """Take `count` tokens even if they are not there. Give the seconds until the bucket is out of debt, 0 if it has none."""
        self._fill(now_s)
        self._left -= count
        return max(0.0, -self._left / self._per_s)

    def full(self, now_s: float) -> bool:
        """Return whether the bucket is full: then it says nothing any more about whoever took from it."""
        self._fill(now_s)
        return self._left >= self._burst

    def _fill(self, now_s: float) -> None:
        self._left = min(self._burst, self._left + (now_s - self._at_s) * self._per_s)
        self._at_s = now_s


class Buckets:
    """A bucket for each key, in a table that cannot grow: a bucket that is full again is dropped for a new key.

    A bucket in use stays, so that nobody loses a measure, or makes another lose it, by coming under many names. If all are in use,
    newcomers share one bucket.
    """

    def __init__(self, burst: float, per_s: float, keys_max: int) -> None:
        self._burst = burst
        self._per_s = per_s
        self._keys_max = keys_max
        self._in_use: OrderedDict[str, TokenBucket] = OrderedDict()
        self._shared = TokenBucket(burst, per_s, 0)

    def take(self, key: str, now_s: float) -> bool:
        """Take one token from this key's bucket. Return False if there is none."""
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
            # moved to the end, so that a bucket in use does not hide the buckets behind it
            self._in_use.move_to_end(key)
        return False

    def __len__(self) -> int:
        return len(self._in_use)

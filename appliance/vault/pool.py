"""Makes data keys with their wraps in advance: a call never waits for the 0.1 ms (a Pi: some 0.3 ms) that each wrap takes. Knows
recipients, not people; keys, not calls. The pool is in memory only: a crash loses nothing but time.
"""

import os
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from appliance.envelope import format as layout
from appliance.envelope.hybrid import PublicKey
from appliance.envelope.seal import DataKey, commitment, new_data_key, wrap, wrap_digest

# more rooms than call in one minute even in an earthquake drill; 64 keys take about 0.1 MB and 20 ms of a Pi
POOL_SIZE = 64


@dataclass(frozen=True, slots=True)
class FreshKey:
    """A data key nobody has used yet. `wraps`: (recipient's fingerprint, wrap). `statement` is its key entry's plaintext."""

    stream: bytes
    key_no: int
    klass: str
    data_key: DataKey
    wraps: tuple[tuple[bytes, bytes], ...] = field(repr=False)
    statement: layout.KeyStatement = field(repr=False)


class Pool:
    """Fresh keys for one epoch. Any thread may refill; `made_inline` counts how often a caller had to wait while a key was made."""

    def __init__(self, recipients: Sequence[PublicKey], building: bytes, epoch: bytes, size: int = POOL_SIZE) -> None:
        """Start empty. `recipients`: this week's reading key, then the safety office's; at least one, else ValueError."""
        self.made_inline = 0
        self.size = size
        self._building = building
        self._epoch = epoch
        self._lock = threading.Lock()
        self._recipients: tuple[PublicKey, ...] = ()
        self._ready: deque[FreshKey] = deque()
        self.readdress(recipients)

    @property
    def ready(self) -> int:
        """Give how many keys are ready."""
        return len(self._ready)

    @property
    def recipients(self) -> tuple[PublicKey, ...]:
        """Give the recipients for whom new keys are wrapped."""
        return self._recipients

    def take(self) -> FreshKey:
        """Give a new stream's first key, class A. If the pool is empty, make it now: a call does not wait for a refill."""
        with self._lock:
            if self._ready:
                return self._ready.popleft()
            self.made_inline += 1
        return self.for_stream(os.urandom(layout.ID_LEN), 1, "A")

    def for_stream(self, stream: bytes, key_no: int, klass: str) -> FreshKey:
        """Make a further key of an existing stream (next month, new epoch, another class) now."""
        return _make(self._recipients, self._building, self._epoch, DataKey(new_data_key(), stream, key_no, klass))

    def for_key(self, key: DataKey, readers: Sequence[PublicKey] | None = None) -> FreshKey:
        """Wrap the same data key for today's recipients: so an open incident is carried forward into a new week.

        With `readers`, wrap it for them alone: an old incident's key must not come under the building's newest reading key again.
        """
        return _make(self._recipients if readers is None else tuple(readers), self._building, self._epoch, key)

    def refill_some(self, count: int) -> int:
        """Make up to `count` keys in advance, as far as there is room; return how many. Call it in slices, off the alarm path."""
        made = 0
        while made < count and self.ready < self.size:
            recipients = self._recipients
            fresh = _make(
                recipients, self._building, self._epoch, DataKey(new_data_key(), os.urandom(layout.ID_LEN), 1, "A")
            )
            with self._lock:
                # otherwise the readers changed meanwhile, and this key is for the old ones
                if recipients is self._recipients:
                    self._ready.append(fresh)
            made += 1
        return made

    def readdress(self, recipients: Sequence[PublicKey]) -> None:
        """Wrap for other readers from now on (a new week, a change at the office): keys made for the old ones are thrown away."""
        if not recipients:
            raise ValueError("a data key without a single reader would lock everybody out")
        with self._lock:
            self._recipients = tuple(recipients)
            self._ready.clear()


def _make(recipients: tuple[PublicKey, ...], building: bytes, epoch: bytes, key: DataKey) -> FreshKey:
    wraps = tuple(
        (
            reader.fingerprint,
            wrap(
                key.raw,
                reader,
                layout.wrap_info(building, epoch, key.stream, key.key_no, key.klass, reader.fingerprint),
            ),
        )
        for reader in recipients
    )
    statement = layout.KeyStatement(
        klass=key.klass,
        commitment=commitment(key.raw, key.stream, key.key_no, key.klass),
        wraps=tuple((reader, wrap_digest(wrapped)) for reader, wrapped in wraps),
    )
    return FreshKey(key.stream, key.key_no, key.klass, key, wraps, statement)

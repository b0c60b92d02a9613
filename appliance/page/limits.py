"""Says how much one address may ask, and how many connections it may hold. Pure: the time, in steady seconds, is an argument."""

from collections import Counter, OrderedDict

CONNECTIONS_MAX = 1200
"""Open at once, of all browsers: a stream for each of a thousand pages, which is as many as a plan may have, and 200 with questions. One
takes some 60 KB, so all take 72 MB. Only a connection without a stream gives its place to a newcomer (`appliance.page.entrance`).
"""
CONNECTIONS_EACH = 60
"""Open at once from one address. A browser opens six while it loads a page (HTTP/1.1), and keeps them for a while. Ten computers may share
one address, as behind a small router: with one too few for a file, a page is there and does nothing.
"""
CONNECTS_BURST, CONNECTS_PER_S = 60.0, 4.0
"""New connections of one address: a dozen computers that load their pages together. A handshake of TLS costs a Pi 4 some 2 ms."""
ASKS_BURST, ASKS_PER_S = 60.0, 4.0
"""Questions of one address. A page that cannot deliver its press asks once a second."""
PAIRINGS_BURST, PAIRINGS_PER_S = 5.0, 1 / 30
"""Pairings that one address may try: as many as the door lets one window have (`appliance/doors/page/pairing.py`)."""
PLAIN_BURST, PLAIN_PER_S = 6.0, 0.1
"""Presses of one address without encryption: each kind twice, then one every ten seconds. A call that is open rings anyway."""
ADDRESSES_MAX = 2000
"""Addresses that are remembered: every device of a large school. The one that was quiet for longest is forgotten first."""


class Measure:
    """A measure for each address: so many at once, and so many a second after that."""

    def __init__(self, burst: float, per_s: float) -> None:
        self._burst = burst
        self._per_s = per_s
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def takes(self, address: str, now_s: float) -> bool:
        """Count one more of this address. Return False if its measure is full."""
        left, since_s = self._left.pop(address, (self._burst, now_s))
        left = min(self._burst, left + max(0.0, now_s - since_s) * self._per_s)
        taken = left >= 1
        self._left[address] = (left - 1 if taken else left), now_s
        if len(self._left) > ADDRESSES_MAX:
            self._left.popitem(last=False)
        return taken


class Connections:
    """Who holds how many connections."""

    def __init__(self, most: int = CONNECTIONS_MAX, each: int = CONNECTIONS_EACH) -> None:
        self._most = most
        self._each = each
        self._held: Counter[str] = Counter()

    @property
    def full(self) -> bool:
        """Whether all places are taken."""
        return self._held.total() >= self._most

    def comes(self, address: str) -> bool:
        """Count one more connection of this address. Return False if it may not come in."""
        if self.full or self._held[address] >= self._each:
            return False
        self._held[address] += 1
        return True

    def goes(self, address: str) -> None:
        """Count one less."""
        self._held[address] -= 1
        if self._held[address] <= 0:
            del self._held[address]

"""Names who is held back or turned away, and why: counts it each time, and says it in the log and the audit log once an hour. Holds back
nobody itself.
"""

import asyncio
import enum
import logging
from collections import OrderedDict
from collections.abc import Callable

from sync.district.metrics import Metrics
from sync.district.peer import is_stranger
from sync.district.store import Store, StoreUnavailable
from sync.district.tables import audit

AGAIN_MS = 3_600_000  # one line an hour for each: whoever goes on for a school year makes 9,000 lines, about a megabyte
# Lines an hour in all: enough for a hundred boxes that misbehave for every reason. Strangers are counted apart, because they can have any
# number of addresses.
NAMED_MAX = 1_000
STRANGERS_NAMED_MAX = 20

log = logging.getLogger("handbell.district")


class Why(enum.StrEnum):
    """Why somebody is held back: the end of a sentence that begins with the name of who it is. The member's name is the counter's."""

    BODIES = "brings more at once than one may"
    SLOW_BODIES = "begins to send and does not go on"
    ANSWERS = "asks for more than it takes"
    SLOW_READERS = "does not take what it asked for"
    QUESTIONS = "asks more at once than one may"
    CONNECTIONS = "opens more connections than one may"
    DAY = "brings more than one may in a day"
    HISTORIES = "makes histories of itself without end"
    RENEWALS = "asks for more certificates than one may in a day"
    BUNDLES = "brings more recovery bundles than one may"
    HELD = "has more questions waiting than one may"
    TOKENS = "asks for a certificate with a token that does not serve"
    SIGNATURES = "asks for a certificate in the name of a box whose key it does not have"
    LONG_BODIES = "sends more than a body may have"
    RUBBISH = "sends what is no request"


class Naming:
    """Names clients. `name` is quick and waits for nothing; `write_down` runs beside."""

    def __init__(self, metrics: Metrics, now_ms: Callable[[], int]) -> None:
        self._metrics = metrics
        self._now_ms = now_ms
        self._named = _Named(NAMED_MAX)
        self._strangers_named = _Named(STRANGERS_NAMED_MAX)
        self._to_write: list[tuple[int, str, Why]] = []
        self._wanted = asyncio.Event()

    def name(self, who: str, why: Why) -> None:
        """Note that somebody was held back just now."""
        self._metrics.count(f"held_back_{why.name.lower()}")
        now_ms = self._now_ms()
        named = self._strangers_named if is_stranger(who) else self._named
        if not named.takes(who, why, now_ms):
            return
        log.warning("held back: %s %s", who, why.value)
        self._to_write.append((now_ms, who, why))
        self._wanted.set()

    async def write_down(self, store: Store) -> None:
        """Write to the audit log, until cancelled."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            lines, self._to_write = self._to_write, []
            for line in lines:
                await self._write(store, *line)

    async def _write(self, store: Store, at_ms: int, who: str, why: Why) -> None:
        try:
            await store.do(lambda sql: audit.add(sql, at_ms, who, "held back", why.value))
        except StoreUnavailable as wrong:
            log.warning("the audit log does not say that %s was held back: %s", who, wrong)


class _Named:
    """Who was named within the hour, and why; limited in number."""

    def __init__(self, length_max: int) -> None:
        self._length_max = length_max
        self._at_ms: OrderedDict[tuple[str, Why], int] = OrderedDict()  # the oldest first

    def takes(self, who: str, why: Why, now_ms: int) -> bool:
        """Whether this must be said now."""
        while self._at_ms and not 0 <= now_ms - next(iter(self._at_ms.values())) < AGAIN_MS:
            self._at_ms.popitem(last=False)
        if (who, why) in self._at_ms or len(self._at_ms) >= self._length_max:
            return False
        self._at_ms[who, why] = now_ms
        return True

"""Who is held back, and why: counted each time, and said in the log and the audit log once an hour. Holds nobody back itself."""

import asyncio
import enum
import logging
from collections import OrderedDict
from collections.abc import Callable

from sync.district.ledger import audit
from sync.district.metrics import Metrics
from sync.district.store import Store, StoreUnavailable

AGAIN_MS = 3_600_000  # one line an hour of each: whoever goes on for a school year has 9,000, about a megabyte
NAMED_MAX = 100  # lines an hour in all: strangers have as many addresses as they like

log = logging.getLogger("handbell.district")


class Why(enum.StrEnum):
    """Why somebody is held back: the end of a sentence that begins with who it is. The name is the counter's."""

    BODIES = "brings more at once than one may"
    SLOW_BODIES = "begins to send and does not go on"
    ANSWERS = "asks for more than it takes"
    SLOW_READERS = "does not take what it asked for"
    QUESTIONS = "asks more at once than one may"
    CONNECTIONS = "opens more connections than one may"
    DAY = "brings more than one may in a day"
    HISTORIES = "makes histories of itself without end"
    RENEWALS = "asks for more certificates than one may in a day"
    HELD = "has more questions waiting than one may"


class Naming:
    """`name` is cheap and waits for nothing; `write_down` runs beside."""

    def __init__(self, metrics: Metrics, now_ms: Callable[[], int]) -> None:
        self._metrics = metrics
        self._now_ms = now_ms
        self._named: OrderedDict[tuple[str, Why], int] = OrderedDict()  # → when, oldest first
        self._to_write: list[tuple[int, str, Why]] = []
        self._wanted = asyncio.Event()

    def name(self, who: str, why: Why) -> None:
        """Somebody was held back just now."""
        self._metrics.count(f"held_back_{why.name.lower()}")
        now_ms = self._now_ms()
        while self._named and not 0 <= now_ms - next(iter(self._named.values())) < AGAIN_MS:
            self._named.popitem(last=False)
        if (who, why) in self._named or len(self._named) >= NAMED_MAX:
            return
        self._named[who, why] = now_ms
        log.warning("held back: %s %s", who, why.value)
        self._to_write.append((now_ms, who, why))
        self._wanted.set()

    async def write_down(self, store: Store) -> None:
        """Into the audit log, until cancelled."""
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

"""Wakes those who wait: boxes for notices, offices for entries. Carries no content, only that there is something to ask for.

What this server writes wakes at once. For what other servers write into a shared store, it looks ten times a second with one query for
everybody, however many wait. That needs nothing that a PostgreSQL-compatible database may lack.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from appliance.envelope.statements import EVERY_BUILDING
from sync.district.store import Sql, Store, StoreUnavailable
from sync.district.tables.enrolments import shut_out_since
from sync.district.tables.notices import buildings_told

LOOK_EVERY_S = 0.1  # a third of the 300 ms in which an open call must be at the office

URGENT, NEWS = b"urgent", b"news"  # these keys cannot be ids of buildings, which have 16 bytes
_NO_BUILDINGS = (URGENT, NEWS)

log = logging.getLogger("handbell.district")


class _Seen(NamedTuple):
    """The store's counters at the last look."""

    notice: int
    urgent: int
    audit: int


class Waiters:
    """Knows who waits for what."""

    def __init__(self) -> None:
        self._events: dict[bytes, asyncio.Event] = {}
        self._closed = False

    def wake(self, key: bytes) -> None:
        """Wake whoever waits for this building's notices, or for URGENT, to ask again. EVERY_BUILDING wakes all buildings."""
        keys = [each for each in self._events if each not in _NO_BUILDINGS] if key == EVERY_BUILDING else [key]
        for each in keys:
            if (event := self._events.pop(each, None)) is not None:
                event.set()

    def close(self) -> None:
        """End all waiting, because the server stops."""
        self._closed = True
        for event in self._events.values():
            event.set()

    async def until[Answer](
        self, key: bytes, wait_s: float, ask: Callable[[], Awaitable[Answer]], something: Callable[[Answer], bool]
    ) -> Answer:
        """Ask until the answer holds something, for at most `wait_s`. Give the last answer in either case."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + wait_s
        while True:
            event = self._events.setdefault(
                key, asyncio.Event()
            )  # taken before asking, so that nothing is missed in between
            answer = await ask()
            if something(answer) or self._closed or loop.time() >= ends:
                return answer
            try:
                async with asyncio.timeout_at(ends):
                    await event.wait()
            except TimeoutError:
                return answer

    async def follow(self, store: Store, shut_out: Callable[[str], None]) -> None:
        """Look for what other servers wrote, until cancelled."""
        seen = await self._look(store, None, shut_out)
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            seen = await self._look(store, seen, shut_out)

    async def _look(self, store: Store, seen: _Seen | None, shut_out: Callable[[str], None]) -> _Seen | None:
        def look(sql: Sql) -> tuple[_Seen, set[bytes], set[str]]:
            counters: dict[str, int] = dict(sql.all("SELECT name, n FROM counter"))
            now = _Seen(counters["notice"], counters["urgent"], counters["audit"])
            told = (
                buildings_told(sql, seen.notice)[1] if seen is not None and now.notice != seen.notice else set[bytes]()
            )
            shut = shut_out_since(sql, seen.audit) if seen is not None and now.audit != seen.audit else set[str]()
            return now, told, shut

        try:
            now, told, shut = await store.do(look)
        except StoreUnavailable as wrong:
            log.warning("the store does not answer: %s", wrong)
            return seen
        for building in told:
            self.wake(building)
        for who in shut:
            shut_out(who)
        if seen is not None and now.urgent != seen.urgent:
            self.wake(URGENT)
        return now

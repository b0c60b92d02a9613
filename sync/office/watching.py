"""New calls as they come: the urgent lane held open, and a look at the list for what came by the main lane. Prints nothing.

A building without a backlog sends a call with everything else; the district then wakes nobody, so the list is looked at often.
"""

import asyncio
import time
from collections.abc import Callable

from sync.office import incidents
from sync.office.collecting import Collector, answered
from sync.office.incidents import Found
from sync.office.line import OfficeLine
from sync.office.store import Store
from sync.protocol import LONG_POLL_S_MAX
from sync.transport.line import Unreachable

LOOK_EVERY_S = 0.15  # half of the 300 ms in which a call has to be listed
BUILDINGS_A_LOOK = 100  # a line of the list has about 200 bytes: with more buildings it is looked at less often
AGAIN_S = 5.0  # after the line broke

type Tell = Callable[[list[Found]], None]


class Watching:
    """Tells each open call once. `trouble` says why the line is down, or nothing."""

    def __init__(self, line: OfficeLine, collector: Collector, store: Store) -> None:
        self.trouble = ""
        self._line = line
        self._collector = collector
        self._store = store
        self._seen: set[tuple[bytes, bytes]] = set()
        self._urgent_after = 0
        self._news = asyncio.Event()

    async def run(self, tell: Tell) -> None:
        """Tell of new calls, those open already first; and of nothing whenever `trouble` changed. Raises Refused."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._wait_for_urgent())
            tell(self._new())
            while True:
                before, new = self.trouble, await self._round()
                if new or self.trouble != before:
                    tell(new)
                await self._pause()

    async def _round(self) -> list[Found]:
        try:
            news = await self._collector.news()
            if news:
                await self._collector.collect(time.time_ns() // 1_000_000, news)
        except Unreachable as lost:
            self.trouble = str(lost)
            return []
        self.trouble = ""
        return self._new() if news else []

    def _new(self) -> list[Found]:
        found = [each for each in incidents.listed(self._store, only_open=True) if _name(each) not in self._seen]
        self._seen |= {_name(each) for each in found}
        return found

    async def _pause(self) -> None:
        row = self._store.one("SELECT count(*) FROM building")
        buildings = int(row[0]) if row is not None else 0
        wait_s = AGAIN_S if self.trouble else LOOK_EVERY_S * (1 + buildings // BUILDINGS_A_LOOK)
        try:
            async with asyncio.timeout(wait_s):
                await self._news.wait()
        except TimeoutError:
            return
        self._news.clear()

    async def _wait_for_urgent(self) -> None:
        while True:
            try:
                told = answered(await self._line.told_at_once(self._urgent_after, LONG_POLL_S_MAX))
            except Unreachable:
                await asyncio.sleep(AGAIN_S)
                continue
            if told.held:
                self._urgent_after = told.after
                self._news.set()


def _name(found: Found) -> tuple[bytes, bytes]:
    return found.building, found.stream

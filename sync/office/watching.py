"""New calls as they come: two held questions, about anything new and about the urgent lane, and a look at the whole list now and then.
Prints nothing.

A server that answers no question, or says nothing of what it has, is found by that look, which does not depend on its telling.
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

LIST_EVERY_S = 60.0  # of 2,000 buildings the list has 400 KB; what a server tells of is not waited for
BETWEEN_S = 0.02  # two questions: a server that always answers at once, and with nothing, must not keep us busy
AGAIN_S = 5.0  # after the line broke

type Tell = Callable[[list[Found]], None]


class Watching:
    """Tells each open call once. `trouble` says why the line is down, or nothing."""

    def __init__(
        self, line: OfficeLine, collector: Collector, store: Store, list_every_s: float = LIST_EVERY_S
    ) -> None:
        self.trouble = ""
        self._line = line
        self._collector = collector
        self._store = store
        self._list_every_s = list_every_s
        self._seen: set[tuple[bytes, bytes]] = set()
        self._run, self._after, self._urgent_after = "", 0, 0
        self._named: set[bytes] = set()
        self._everything = True
        self._news = asyncio.Event()

    async def run(self, tell: Tell) -> None:
        """Tell of new calls, those open already first; and of nothing whenever `trouble` changed. Raises Refused."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._wait_for_news())
            group.create_task(self._wait_for_urgent(tell))
            tell(self._new())
            while True:
                before, new = self.trouble, await self._round()
                if new or self.trouble != before:
                    tell(new)
                await self._pause()

    async def _round(self) -> list[Found]:
        named, everything = self._named, self._everything
        self._named, self._everything = set(), False
        now_ms = time.time_ns() // 1_000_000
        try:
            if everything or not await self._collector.collect_of(named, now_ms):
                await self._collector.collect(now_ms)
        except Unreachable as lost:
            self.trouble, self._everything = str(lost), True
            return []
        self.trouble = ""
        return self._new()

    def _new(self) -> list[Found]:
        found = [each for each in incidents.listed(self._store, only_open=True) if _name(each) not in self._seen]
        self._seen |= {_name(each) for each in found}
        return found

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(AGAIN_S if self.trouble else self._list_every_s):
                await self._news.wait()
        except TimeoutError:
            self._everything = True
            return
        self._news.clear()

    async def _wait_for_news(self) -> None:
        while True:
            try:
                told = answered(await self._line.news(self._run, self._after, LONG_POLL_S_MAX))
            except Unreachable:
                self._wake(everything=True)  # which says what is wrong
                await asyncio.sleep(AGAIN_S)
                continue
            if (
                told.run != self._run
            ):  # another run of the server, which may have been put back: its numbers may be others
                self._urgent_after = 0
            self._run, self._after = told.run, told.after
            self._named |= set(told.buildings)
            if told.everything or told.buildings:
                self._wake(everything=told.everything)
            await asyncio.sleep(BETWEEN_S)

    async def _wait_for_urgent(self, tell: Tell) -> None:
        """A call goes ahead of its building's backlog here as well: its entries are fetched from their own place."""
        while True:
            try:
                told = answered(await self._line.told_at_once(self._urgent_after, LONG_POLL_S_MAX))
                if told.held:
                    self._urgent_after = told.after
                    await self._collector.collect_ahead(told.held, time.time_ns() // 1_000_000)
            except Unreachable:
                await asyncio.sleep(AGAIN_S)
                continue
            if told.held and (new := self._new()):
                tell(new)
            await asyncio.sleep(BETWEEN_S)

    def _wake(self, *, everything: bool) -> None:
        self._everything |= everything
        self._news.set()


def _name(found: Found) -> tuple[bytes, bytes]:
    return found.building, found.stream

"""Tells offices that wait of which buildings something came: what is new wakes them, on this server and on others with the same store.

It is kept in memory, and counted by this run of the server alone. An office that counted with another run, or with none, is told to look at
everything. So a server that was restarted or put back to a copy costs one look at the list. What another server takes is heard through the
store: from that server at once, where the store can do that, and by a look now and then in any case.
"""

import asyncio
import logging
import secrets
from collections import OrderedDict

from sync.district.store import Store, StoreUnavailable
from sync.district.waiters import NEWS, Waiters
from sync.protocol import NewsTold

RUN_LEN = 8
LOOK_EVERY_S = 1.0  # how often to look at the places of every building, for what no server told: 2,000 rows
TOLD_AT_ONCE = 200  # buildings in one message to the other servers: PostgreSQL takes 8,000 bytes
AGAIN_S = 1.0  # until the connection to hear others is made again, after it broke

log = logging.getLogger("handbell.district")


class News:
    """The news of one server: call `tell` after whatever a box brought; ask by `since`."""

    def __init__(self, waiters: Waiters) -> None:
        self.run = secrets.token_hex(RUN_LEN)
        self._waiters = waiters
        self._count = 0
        self._last: OrderedDict[bytes, int] = (
            OrderedDict()
        )  # building → the count when it last had something; the oldest first
        self._places: dict[bytes, int] | None = None
        self._told_up_to: dict[bytes, int] = {}
        """Building → its last place when it was told of here, by `tell` or by the look."""
        self._to_tell: set[bytes] = set()
        self._told = asyncio.Event()

    def tell(self, building: bytes, place: int) -> None:
        """Note that this building has something up to this place, and wake those who wait, here and on the other servers. A place that was
        told already wakes nobody: a box may bring the same again and again. An office that is woken and finds nothing asks less often, and
        hears late of other buildings.
        """
        if place == self._told_up_to.get(building, 0):  # a smaller one is told: the store may have been put back
            return
        self._told_up_to[building] = place
        self._heard(building)
        self._to_tell.add(building)
        self._told.set()

    def since(self, run: str, after: int) -> NewsTold:
        """Give the buildings of which something came after `after`, as counted by `run`."""
        if run != self.run or after > self._count:
            return NewsTold(self.run, self._count, (), everything=True)
        newest_first = []
        for building in reversed(self._last):
            if self._last[building] <= after:
                break
            newest_first.append(building)
        return NewsTold(self.run, self._count, tuple(reversed(newest_first)), everything=False)

    async def follow(self, store: Store) -> None:
        """Tell the other servers of this store, and hear from them, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._speak(store))
            tasks.create_task(self._hear(store))
            tasks.create_task(self._look(store))

    def _heard(self, building: bytes) -> None:
        self._count += 1
        self._last[building] = self._count
        self._last.move_to_end(building)
        self._waiters.wake(NEWS)

    async def _speak(self, store: Store) -> None:
        """Tell the other servers after the commit and apart from it, so that no deposit waits for this. Only one message is on its way;
        what comes meanwhile goes together in the next.
        """
        while True:
            await self._told.wait()
            self._told.clear()
            going = [self._to_tell.pop() for _ in range(min(len(self._to_tell), TOLD_AT_ONCE))]
            if self._to_tell:
                self._told.set()
            try:
                await store.say(f"{self.run} {b''.join(going).hex()}")
            except StoreUnavailable as wrong:
                log.warning("other servers were not told: %s", wrong)  # the other servers look for it anyway

    async def _hear(self, store: Store) -> None:
        while True:
            try:
                async for word in store.heard():
                    run, _, ids = word.partition(" ")
                    if run != self.run:
                        self._each(ids)
            except StoreUnavailable as wrong:
                log.warning("messages of other servers are not heard; what they write is looked for instead: %s", wrong)
            await asyncio.sleep(AGAIN_S)

    def _each(self, ids: str) -> None:
        try:
            told = bytes.fromhex(ids)
        except ValueError:
            return  # somebody else sent this message
        for at in range(0, len(told), 16):
            self._heard(told[at : at + 16])

    async def _look(self, store: Store) -> None:
        """Look for what nobody told: a server may die after its commit, and some stores pass no messages on."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            told = dict(self._told_up_to)
            try:
                places = dict[bytes, int](await store.do(lambda sql: sql.all("SELECT building, place FROM building")))
            except StoreUnavailable:
                continue  # the caller that met it says so
            before, self._places = self._places, places
            if before is not None:
                for building, place in places.items():
                    if self._told_up_to.get(building) != told.get(building):
                        # It was told of since the store was asked, so this place may be older. The next look compares it.
                        places[building] = before.get(building, 0)
                    elif place not in (before.get(building, 0), told.get(building)):
                        self._told_up_to[building] = place
                        self._heard(building)

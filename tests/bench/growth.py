"""`open`, `room-history` and `last-200`: asks the same question of a small logbook and of a large one. The time must stay flat, or the
design is wrong.
"""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from figures import Figure, of_rounds, p
from filled import WALL_MS, busy_room, filled, quiet_room

from appliance.engine.queries import Queries
from appliance.logbook.start import open_logbook
from appliance.logbook.store import Logbook
from appliance.plan.ids import RoomId
from appliance.vault.vault import Vault

SMALL, LARGE, LARGEST = 1_000, 1_000_000, 5_000_000
ROUNDS = 7
TIMES = 5  # in a round
RATIO_MAX = 1.5


@dataclass(frozen=True, slots=True)
class Shelf:
    """A logbook in this process, and a room in it with twenty incidents."""

    logbook: Logbook
    queries: Queries
    room: RoomId

    async def open_now(self) -> int:
        """Read what is open and what stands, with its keys."""
        return len(await self.logbook.keys_in_use())

    async def room_history(self) -> int:
        """Read the room's last twenty incidents in words."""
        return len(await self.queries.room_history(self.room, 20))

    async def last_200(self) -> int:
        """Read the newest 200 entries and open them."""
        return len((await self.queries.feed(0, 200, newest_first=True))[1])

    def forget_keys(self) -> None:
        """Forget the keys that were opened: those of a small logbook would all fit, those of a large one would not."""
        self.logbook.opener._keys.clear()


async def measure() -> AsyncIterator[Figure]:
    """Measure with a million entries."""
    async for figure in _against(LARGE, ""):
        yield figure


async def measure_5m() -> AsyncIterator[Figure]:
    """Measure with five million entries; filling them takes some minutes."""
    async for figure in _against(LARGEST, "-5m"):
        yield figure


async def _against(entries: int, ending: str) -> AsyncIterator[Figure]:
    async with AsyncExitStack() as stack:
        small = await stack.enter_async_context(_opened(SMALL, busy_room()))
        # The hardest case: the room's twenty incidents have thousands of other entries between them.
        large = await stack.enter_async_context(_opened(entries, quiet_room()))
        for name, ask in (("open", Shelf.open_now), ("room-history", Shelf.room_history), ("last-200", Shelf.last_200)):
            counts = {await ask(small), await ask(large)}
            ours, theirs = [], []
            for _ in range(ROUNDS):
                ours.append(await _median_ms(large, ask))
                theirs.append(await _median_ms(small, ask))
            value, baseline, ratio = of_rounds(ours, theirs)
            says = f"with {entries:,} entries, in turn with {SMALL:,}; answers of {max(counts)} items"
            yield Figure(name + ending, value, "ms", baseline, ratio, ratio_max=RATIO_MAX, says=says)


@asynccontextmanager
async def _opened(entries: int, room: RoomId) -> AsyncIterator[Shelf]:
    data = await filled(entries)
    vault = Vault.open(data / "keys")
    logbook, _ = await open_logbook(data / "logbook", vault, wall_ms=WALL_MS)
    try:
        yield Shelf(logbook, Queries(logbook, vault.building), room)
    finally:
        await logbook.close(sign=False)


async def _median_ms(shelf: Shelf, ask: Callable[[Shelf], Awaitable[int]]) -> float:
    taken: list[float] = []
    for _ in range(TIMES):
        shelf.forget_keys()
        began_s = time.perf_counter()
        await ask(shelf)
        taken.append((time.perf_counter() - began_s) * 1000)
    return p(taken, 50)

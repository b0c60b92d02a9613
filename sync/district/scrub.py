"""Looks through everything that is kept once a week, in small steps that leave the store to others. Knows no request.

Whatever error a damaged row causes is logged and passed over: the server goes on, and so does the look at everything else.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from sync.district.store import Row, Sql, Store, StoreUnavailable, StoreUnreadable
from sync.district.tables import scrubbing
from sync.district.tables.stretches import Whose

FIRST_AFTER_S = 600.0  # a server that has just started has more important work
LOOK_EVERY_S = 600.0  # how often to see whether a week has passed, or the store was made anew
SHARE = 20  # looking takes one part in 20 of the store's time: 100 GB take two hours of that time, and so two days

log = logging.getLogger("handbell.district")


class Scrub:
    """Looks through one server's store. `now_ms` as for everything that is written down."""

    def __init__(self, store: Store, now_ms: Callable[[], int], share: int = SHARE) -> None:
        self._store = store
        self._now_ms = now_ms
        self._share = share

    async def run(self) -> None:
        """Look again and again until cancelled."""
        await asyncio.sleep(FIRST_AFTER_S)
        while True:
            try:
                await self.look_through()
            except StoreUnavailable as wrong:
                log.warning("the store could not be looked through, which is tried again: %s", wrong)
            except Exception:  # everybody's deposits must go on
                log.exception("the store could not be looked through, which is tried again")
            await asyncio.sleep(LOOK_EVERY_S)

    async def look_through(self) -> bool:
        """Look through everything, if it is time. Give whether it was. Raises StoreUnavailable."""
        if not await self._store.do(lambda sql: scrubbing.is_due(sql, self._now_ms())):
            return False
        left = 0 if await _done("whether it hangs together", self._store.look_over()) else 1
        boxes = await self._store.do(lambda sql: scrubbing.begin(sql, self._now_ms()))
        for whose in boxes:
            left += not await _done(f"entries of box {_said(whose[1])}", self._entries(whose[1]))
            left += not await _done(f"receipts of box {_said(whose[1])}", self._receipts(whose))
        for building in dict.fromkeys(building for building, _ in boxes):
            left += not await _done(f"wraps of building {_said(building)}", self._wraps(building))
        await self._store.do(lambda sql: scrubbing.end(sql, left, self._now_ms()))
        return True

    async def _receipts(self, whose: Whose) -> None:
        await self._rows(
            scrubbing.FIRST_RECEIPT, lambda sql, after: scrubbing.receipts(sql, whose, after, self._now_ms())
        )

    async def _wraps(self, building: bytes) -> None:
        await self._rows(scrubbing.FIRST_WRAP, lambda sql, after: scrubbing.wraps(sql, building, after, self._now_ms()))

    async def _entries(self, box: bytes) -> None:
        after: int | None = 0
        while after is not None:
            after = await self._step(lambda sql, after=after: scrubbing.entries(sql, box, after, self._now_ms()))  # type: ignore[misc]

    async def _rows(self, first: Row, look: Callable[[Sql, Row], Row | None]) -> None:
        after: Row | None = first
        while after is not None:
            after = await self._step(lambda sql, after=after: look(sql, after))  # type: ignore[misc]

    async def _step[Answer](self, act: Callable[[Sql], Answer]) -> Answer:
        """Run one step, then leave the store to others for a while: longer where the step took longer."""
        began_s = asyncio.get_running_loop().time()
        answer = await self._store.do(act)
        await asyncio.sleep((asyncio.get_running_loop().time() - began_s) * (self._share - 1))
        return answer


async def _done(what: str, look: Awaitable[None]) -> bool:
    """Give whether it was looked at to its end. Raises StoreUnavailable where the fault is not in what is looked at."""
    try:
        await look
    except StoreUnreadable as wrong:
        log.error("the store is damaged: not all of it could be looked at, %s: %s", what, wrong)
    except StoreUnavailable:
        raise
    except Exception:  # a damaged row can hold anything
        log.exception("the store is damaged: not all of it could be looked at, %s", what)
    else:
        return True
    return False


def _said(whose: object) -> str:
    """Show an id, which may be damaged too."""
    return whose.hex() if isinstance(whose, bytes) else repr(whose)

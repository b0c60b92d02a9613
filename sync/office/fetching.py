"""Runs workers that take turns from the rota, several at a time: no turn waits for another building. Fetches nothing itself."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable

from sync.office.pages import Brought
from sync.office.rota import Lane, Rota, Turn

LANES = (
    Lane.CALLS,
    Lane.PAGES,
    Lane.PAGES,
    Lane.FAILED,
)  # the workers that share the line; each lane except the last takes calls first
LOOK_AGAIN_S = 1.0  # how often to look whether a building that failed is due again

type Take = Callable[[Turn], Awaitable[Brought | None]]
"""Takes a turn and gives what it brought; None where the building failed. Raises Unreachable and Refused where that is not the building's
fault.
"""


@contextlib.asynccontextmanager
async def together() -> AsyncGenerator[asyncio.TaskGroup]:
    """Run tasks until the first one fails, which ends all. Raises what that one raised, without a group."""
    try:
        async with asyncio.TaskGroup() as group:
            yield group
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from None


class Fetching:
    """The workers of one rota. `now_s` is a clock that only goes on; where it always gives 0, buildings that failed are not tried again."""

    def __init__(self, rota: Rota, take: Take, now_s: Callable[[], float]) -> None:
        self._rota = rota
        self._take = take
        self._now_s = now_s
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake the workers: the rota has something new."""
        rung, self._rung = self._rung, asyncio.Event()
        rung.set()

    async def until_idle(self) -> None:
        """Work until nobody's turn is left. Raises what `take` does."""
        async with together() as group:
            workers = [group.create_task(self.work(lane)) for lane in LANES]
            while not self._rota.is_idle(self._now_s()):
                await self._rung.wait()
            for each in workers:
                each.cancel()

    async def work(self, lane: Lane) -> None:
        """Take the turns of this lane for ever. Raises what `take` does."""
        while True:
            turn = self._rota.next(lane, self._now_s())
            if turn is None:
                await self.until_rung()
                continue
            try:
                brought = await self._take(turn)
            except BaseException:
                self._rota.back(turn)
                raise
            if brought is None:
                self._rota.failed(turn, self._now_s())
            else:
                self._rota.done(turn, self._now_s(), more=brought.more, new=brought.new)
                if brought.left:
                    self._rota.has_calls(turn.building, brought.left)
            self.ring()

    async def until_rung(self) -> None:
        """Wait until the rota has something new, or a turn is over, for LOOK_AGAIN_S at most."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK_AGAIN_S):
                await self._rung.wait()

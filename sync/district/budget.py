"""How many bytes of bodies the server holds at once. Knows nothing of what they are."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager


class OverBudget(Exception):
    """There was no room in time."""


class Budget:
    """`length` bytes for everybody; whoever finds none waits a little for others to end."""

    def __init__(self, length: int) -> None:
        self._left = length
        self._freed = asyncio.Condition()

    @asynccontextmanager
    async def hold(self, length: int, within_s: float) -> AsyncGenerator[None]:
        """Room for `length` bytes while the block runs. Raises OverBudget."""
        try:
            async with asyncio.timeout(within_s), self._freed:
                await self._freed.wait_for(lambda: self._left >= length)
                self._left -= length
        except TimeoutError as late:
            raise OverBudget from late
        try:
            yield
        finally:
            self._left += length
            async with self._freed:
                self._freed.notify_all()

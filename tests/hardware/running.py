"""Waiting for what another task will do, with an end to the patience."""

import asyncio
from collections.abc import Callable


async def until(happened: Callable[[], bool], within_s: float = 3.0) -> None:
    """Returns as soon as it has happened; raises TimeoutError when it does not."""
    async with asyncio.timeout(within_s):
        while not happened():
            await asyncio.sleep(0.005)

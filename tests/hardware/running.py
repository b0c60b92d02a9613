"""Waits for what another task will do, with a limit."""

import asyncio
from collections.abc import Callable

from tests.patience import patient


async def until(happened: Callable[[], bool], within_s: float = 3.0) -> None:
    """Wait until it has happened; on a quiet machine that is within this time. Raises TimeoutError when it does not happen."""
    async with patient(within_s):
        while not happened():
            await asyncio.sleep(0.005)


async def stays(true: Callable[[], bool], for_s: float) -> bool:
    """Whether this is true now and at every look for so long."""
    loop = asyncio.get_running_loop()
    ends_s = loop.time() + for_s
    while true():
        if loop.time() >= ends_s:
            return True
        await asyncio.sleep(0.005)
    return False

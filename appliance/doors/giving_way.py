"""Lets everything else give way to presses: it waits for presses at the disk, and takes only its part of the time. Knows no message."""

import asyncio
import time
from contextlib import suppress

from appliance.doors.limits import TokenBucket
from appliance.engine.engine import Engine

RECEIPTS_FIRST_S_MAX = 0.1
"""How long boards and answers wait for presses that are at the disk. With 200 presses there, drawing, sending and reading boards took a
quarter of the time until the last receipt (`make bench ONLY=burst`). And a call is to be seen within a second.
"""
# Part of the time, for all lines of one user: many times what people ask. A press finds the loop free three times out of four.
ANSWERS_SHARE = 0.25
ANSWERS_BURST_S = 0.1  # a screen that opens asks a handful of things, each a few milliseconds of work
# counted for one answer at most; a longer time was mostly the work of others, while this answer waited
ANSWER_S_MAX = 0.02


async def after_receipts(engine: Engine) -> None:
    """Wait until no press is at the disk, or RECEIPTS_FIRST_S_MAX."""
    with suppress(TimeoutError):
        async with asyncio.timeout(RECEIPTS_FIRST_S_MAX):
            await engine.rest()


class Answers:
    """Limits the part of the time that answers to one user's lines take, however many lines there are."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._in_turn = asyncio.Lock()
        self._left = TokenBucket(ANSWERS_BURST_S, ANSWERS_SHARE, self._loop.time())

    async def turn(self) -> float:
        """Wait until one more question may be answered. Give this thread's time then, for `done`."""
        async with self._in_turn:
            wait_s = self._left.spend(0, self._loop.time())
            if wait_s > 0:
                await asyncio.sleep(wait_s)
        return time.thread_time()

    def done(self, began_s: float) -> None:
        """Note that the question was answered."""
        self._left.spend(min(time.thread_time() - began_s, ANSWER_S_MAX), self._loop.time())

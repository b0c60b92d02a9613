"""How all that is no press gives way to presses: it waits for those at the disk, and takes its part of the time. Knows no message."""

import asyncio
import time
from contextlib import suppress

from appliance.doors.limits import TokenBucket
from appliance.engine.engine import Engine

RECEIPTS_FIRST_S_MAX = 0.1
"""How long boards and answers wait for presses that are at the disk. While 200 of them were, drawing boards, sending and reading them
took a quarter of the time until the last receipt (`make bench ONLY=burst`); and a call is to be seen within a second."""
ANSWERS_SHARE = 0.25  # of the time, for all lines of one user: many times what people ask; a press finds the loop free three times of four
ANSWERS_BURST_S = 0.1  # a screen that opens asks a handful of things, each a few milliseconds of work
ANSWER_S_MAX = 0.02  # counted of one answer; what took longer was mostly others' work, while this one waited


async def after_receipts(engine: Engine) -> None:
    """Wait until no press is at the disk, or RECEIPTS_FIRST_S_MAX."""
    with suppress(TimeoutError):
        async with asyncio.timeout(RECEIPTS_FIRST_S_MAX):
            await engine.rest()


class Answers:
    """The part of the time that answers to one user's lines take, however many lines there are."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._in_turn = asyncio.Lock()
        self._left = TokenBucket(ANSWERS_BURST_S, ANSWERS_SHARE, self._loop.time())

    async def turn(self) -> float:
        """Wait until one more may be worked on; this thread's time then, for `done`."""
        async with self._in_turn:
            wait_s = self._left.spend(0, self._loop.time())
            if wait_s > 0:
                await asyncio.sleep(wait_s)
        return time.thread_time()

    def done(self, began_s: float) -> None:
        """It was answered."""
        self._left.spend(min(time.thread_time() - began_s, ANSWER_S_MAX), self._loop.time())

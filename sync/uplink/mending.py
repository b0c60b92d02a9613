"""Deposits again what was damaged at the district: sealed entries, the newest first, so that each is proved by the one after it. Opens
none.

It goes beside all other sending, and its failure ends nothing else. Killed, it begins again with the next session. A district that asks
without end gets a few requests a second, and a limited number in each session.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from appliance.api.feed.client import FeedClient
from appliance.envelope.deposit import Deposited
from sync.protocol import RETRY_LATER
from sync.transport.batch import Batch, cut
from sync.transport.line import DistrictLine, Unreachable
from sync.uplink.backlog import KEPT_UNSIGNED

AT_ONCE = 100  # entries: 80 KB, under a second on 1 Mbit/s; half as many after each time that these were too many
DEPOSITS_MAX = 1_000  # in one session; a session begins once a day at least
BETWEEN_S = 0.5  # between two deposits; nobody waits for these
AGAIN_S = 30.0  # the pause after the district was busy, or gave no answer; nobody waits for these either
FEWER = {
    "",
    "too-large",
    "too-slow",
}  # fewer entries may work; "": no answer, and only to this deposit: others notice it if the line broke

type Stretches = Sequence[tuple[int, int]]
"""The first and last number of each stretch."""

log = logging.getLogger("handbell.uplink")


async def mend(
    feed_at: Path, line: DistrictLine, damaged: Stretches, ask: Callable[[FeedClient], Awaitable[Stretches]]
) -> None:
    """Deposit each stretch again, from its last entry down. `ask` gives what is damaged now, since a head lists only the first few. Raises
    LineLost.
    """
    log.warning("the district lost entries of this box in %d stretches, and is given them again", len(damaged))
    async with FeedClient.connect(feed_at) as feed:
        mending = Mending(feed, line)
        try:
            while await mending.all_of(damaged):
                before, damaged = damaged, await ask(feed)
                if damaged == before:
                    return
        except Unreachable as away:
            log.warning("what else the district lost is not known: %s", away)


class Mending:
    """What is deposited again in one session."""

    def __init__(self, feed: FeedClient, line: DistrictLine) -> None:
        self._feed = feed
        self._line = line
        self._at_once = AT_ONCE
        self._left = DEPOSITS_MAX

    async def all_of(self, damaged: Stretches) -> bool:
        """Deposit these stretches. Give whether anything was taken and more may follow. Raises LineLost."""
        taken = [await self._stretch(first, last) for first, last in sorted(damaged, reverse=True)]
        return any(taken) and self._left > 0

    async def _stretch(self, first: int, last: int) -> bool:
        upper = last
        while upper >= first and self._left:
            batch = await self._up_to(max(first, upper - self._at_once + 1), upper)
            if batch is None:
                break
            self._left -= 1
            again_s = await self._given(batch)
            if again_s is None:
                break
            upper = upper if again_s else batch.first - 1
            await asyncio.sleep(again_s or BETWEEN_S)
        return upper < last

    async def _up_to(self, first: int, last: int) -> Batch | None:
        """Give as many entries up to `last` as go in one deposit, at least that one; None where this box no longer has it."""
        while True:
            batch = cut(await self._feed.follow(first - 1, limit=last - first + 1, outward=True))
            if batch is not None and (batch.first, batch.last) == (first, last):
                return batch
            if first == last:
                return None
            first = (first + last + 1) // 2

    async def _given(self, batch: Batch) -> float | None:
        """Deposit this batch. Give 0 where it was taken; else in how many seconds to send it, or half of it, again; None: not in this
        session.
        """
        try:
            answer = await self._line.deposit(batch.deposit)
        except Unreachable as away:
            code, says, again_s = "", str(away), 0.0
        else:
            if isinstance(answer, Deposited) or answer.refused.code in KEPT_UNSIGNED:
                return 0.0
            code, says, again_s = answer.refused.code, answer.refused.says, answer.retry_after_s
        log.warning("not taken again, entries %d to %d: %s", batch.first, batch.last, says)
        fewer = code in FEWER and batch.first < batch.last
        if fewer:
            self._at_once = (batch.last - batch.first + 1) // 2
        return max(again_s, AGAIN_S) if fewer or code in RETRY_LATER else None

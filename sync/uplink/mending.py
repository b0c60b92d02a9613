"""Deposits again what rotted at the district: sealed entries, the newest first, so that what follows on each proves it. Opens none.

Beside what is sent otherwise. Killed, it begins again with the next session; a district that asks without end is given a few requests a
second, and no more than so many a session.
"""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path

from appliance.api.client import FeedClient
from appliance.envelope.deposit import Deposited
from sync.transport.batch import Batch, cut
from sync.transport.line import DistrictLine
from sync.uplink.backlog import KEPT_UNSIGNED

AT_ONCE = 100  # entries: 80 KB, under a second on 1 Mbit/s
DEPOSITS_MAX = 1_000  # of one session; a session begins once a day at least
BETWEEN_S = 0.5  # nobody waits for these

log = logging.getLogger("handbell.uplink")


async def mend(feed_at: Path, line: DistrictLine, damaged: Sequence[tuple[int, int]]) -> None:
    """Each stretch, from its last entry down. Raises Unreachable, LineLost."""
    left = DEPOSITS_MAX
    log.warning("the district lost entries of this box in %d stretches, and is given them again", len(damaged))
    async with FeedClient.connect(feed_at) as feed:
        for first, last in sorted(damaged, reverse=True):
            upper = last
            while upper >= first and left:
                batch = await _up_to(feed, max(first, upper - AT_ONCE + 1), upper)
                if batch is None or not await _taken(line, batch):
                    break
                upper, left = batch.first - 1, left - 1
                await asyncio.sleep(BETWEEN_S)


async def _up_to(feed: FeedClient, first: int, last: int) -> Batch | None:
    """As many entries up to `last` as go in one deposit, at least that one; None where this box has it no more."""
    while True:
        batch = cut(await feed.follow(first - 1, limit=last - first + 1, outward=True))
        if batch is not None and (batch.first, batch.last) == (first, last):
            return batch
        if first == last:
            return None
        first = (first + last + 1) // 2


async def _taken(line: DistrictLine, batch: Batch) -> bool:
    answer = await line.deposit(batch.deposit)
    if isinstance(answer, Deposited) or answer.refused.code in KEPT_UNSIGNED:
        return True
    log.warning("not taken again, entries %d to %d: %s", batch.first, batch.last, answer.refused.says)
    return False

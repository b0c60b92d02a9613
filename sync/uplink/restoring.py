"""Lets a box ask the safety office for what another box had: brings its key to the district, and the answer back to the box. Opens nothing.

The answer is sealed for the box, and nobody believes it before the box has opened and checked it. A failure here ends nothing else.
"""

import asyncio
import hashlib
import logging
from pathlib import Path

from appliance.api.feed.client import FeedClient
from sync.protocol import RestoringTold
from sync.transport.line import DistrictLine, Refusal, Unreachable
from sync.uplink.bringing_back import ASKED_AT_ONCE, BETWEEN_S, ENTRY_LEN_MAX, pieces

LOOK_EVERY_S = 20.0  # somebody stands before the box and waits

log = logging.getLogger("handbell.uplink")


class Restoring:
    """Remembers nothing: box and district say each time what is wanted and what is there."""

    async def run(self, feed_at: Path, line: DistrictLine) -> None:
        """Look for ever. Raises LineLost."""
        async with FeedClient.connect(feed_at) as feed:
            while True:
                try:
                    await self._look(feed, line)
                except Unreachable as away:
                    log.warning("what another box had is not asked for yet: %s", away)
                await asyncio.sleep(LOOK_EVERY_S)

    async def _look(self, feed: FeedClient, line: DistrictLine) -> None:
        wanted = await feed.restoring()
        if not wanted.public:
            return
        if (
            not wanted.has
        ):  # ask each time: whoever has this box's certificate may have asked meanwhile with another key
            answer = await line.ask_restoring(wanted.public)
            if isinstance(answer, Refusal):
                log.warning("the district does not pass the question on to the safety office: %s", answer.refused.says)
                return
        told = await line.handover()
        if isinstance(told, Refusal) or not told.handover:
            return
        if hashlib.sha256(told.handover).digest() != wanted.has:
            await _offered(feed, line, told)


async def _offered(feed: FeedClient, line: DistrictLine, told: RestoringTold) -> None:
    """Offer the handover to the box, and then the entries of each former box, the oldest box first. Where a box followed on another before
    that one's last entry, all of that one's entries are offered: the box finds where to stop.
    """
    taken = await feed.offer_restoring(told.handover)
    after = taken.after
    for box in reversed(told.formers):
        while taken.wanted:
            tail = await line.tail(after, ASKED_AT_ONCE, of=box)
            if isinstance(tail, Refusal):
                log.warning("the district gives no entries of box %s: %s", box.hex(), tail.refused.says)
                return
            if not tail.entries:
                break
            if len(tail.entries) > ASKED_AT_ONCE or max(map(len, tail.entries)) > ENTRY_LEN_MAX:
                log.warning("the district answered with something that no box writes, or with more than was asked for")
                return
            for piece in pieces(tail.entries):
                taken = await feed.offer_restoring(entries=piece)
                if not taken.wanted:
                    break
            if taken.after <= after:
                break  # the box took none of them
            after = taken.after
            await asyncio.sleep(BETWEEN_S)
        after = 0
    if taken.wanted:
        taken = await feed.offer_restoring(whole=True)
    if taken.says:
        log.warning("the box does not take what it was given: %s", taken.says)

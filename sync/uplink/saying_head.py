"""Tells the district again what the box has, while a session goes on: else the district only knows what it had when the session began.
Opens nothing.
"""

import asyncio
import logging
from pathlib import Path

from appliance.api.feed.client import FeedClient
from sync.transport.line import DistrictLine, Unreachable
from sync.uplink.beginning import damaged
from sync.uplink.handing_in import HandingIn

# A third of the time after which the district's alarm rules call a building silent. With a TLS handshake each time this is 0.5 MB a day.
SAY_EVERY_S = 15 * 60.0

log = logging.getLogger("handbell.uplink")


async def say_head(feed_at: Path, line: DistrictLine, handing: HandingIn, every_s: float = SAY_EVERY_S) -> None:
    """Tell it for ever. If the district does not hear it, the session goes on: all other sending shows what is wrong. Raises LineLost."""
    while True:
        await asyncio.sleep(every_s)
        async with FeedClient.connect(feed_at) as feed:  # connect each time: the alert daemon takes few lines at once
            try:
                await damaged(feed, line, handing)  # the next session mends what the district lost meanwhile
            except Unreachable as away:
                log.warning("the district could not be told again what this box has: %s", away)

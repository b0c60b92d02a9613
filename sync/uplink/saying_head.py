"""Says again what the box has, while a session goes on: else the district knows it as it was when the session began. Opens nothing."""

import asyncio
import logging
from pathlib import Path

from appliance.api.feed.client import FeedClient
from sync.transport.line import DistrictLine, Unreachable
from sync.uplink.beginning import damaged
from sync.uplink.handing_in import HandingIn

# A third of what the district's alarm rules wait for before they call a building silent. With a handshake of TLS each it is 0.5 MB a day.
SAY_EVERY_S = 15 * 60.0

log = logging.getLogger("handbell.uplink")


async def say_head(feed_at: Path, line: DistrictLine, handing: HandingIn, every_s: float = SAY_EVERY_S) -> None:
    """For ever. That it is not heard ends no session: whatever else is sent says what is wrong. Raises LineLost."""
    while True:
        await asyncio.sleep(every_s)
        async with FeedClient.connect(feed_at) as feed:  # each time: the alert daemon takes few lines at once
            try:
                await damaged(feed, line, handing)  # what the district lost meanwhile is for the next session
            except Unreachable as away:
                log.warning("the district did not hear again what this box has: %s", away)

"""Renews the uplink's certificate: in good time, and when the district no longer takes the old one. Holds no certificate."""

import asyncio
import logging
from pathlib import Path

from appliance.api.client_line import LineLost
from appliance.api.feed.client import FeedClient
from sync.protocol import RENEW_BEFORE_DAYS
from sync.transport.enrolment import NotGiven, renew
from sync.transport.identity import Identity
from sync.transport.line import Unreachable
from sync.transport.proxy import Proxy
from sync.transport.reckoning import Reckoning

AGAIN_S = 600.0  # a district that gives no certificate is asked seldom, because the alert daemon signs each time
GIVEN_AGAIN_S = (
    24 * 3600.0
)  # the pause after a district gave a certificate that ends soon as well, or seems to by a receipt's time
DAY_MS = 24 * 3600 * 1000

log = logging.getLogger("handbell.uplink")


class Renewing:
    """Asks for a certificate when one is due. Set `wanted` when the district refuses the certificate: a box whose clock is wrong cannot
    tell that it ended.
    """

    def __init__(self, feed_socket: Path, reckoning: Reckoning) -> None:
        self._feed_socket = feed_socket
        self._reckoning = reckoning
        self._asked_at_s = -AGAIN_S
        self._was_given = False
        self.wanted = False

    async def in_time(self, known: Identity, proxy: Proxy | None) -> None:
        """Renew if it is time. If that fails, or the disk does not take it, the old certificate stays. Raises LineLost."""
        now_s = asyncio.get_running_loop().time()
        soon = self._reckoning.now_ms() > known.until_ms - RENEW_BEFORE_DAYS * DAY_MS
        again_s = GIVEN_AGAIN_S if self._was_given and not self.wanted else AGAIN_S
        if not (soon or self.wanted) or now_s < self._asked_at_s + again_s:
            return
        self._asked_at_s, self._was_given = now_s, False
        async with FeedClient.connect(self._feed_socket) as feed:
            try:
                await renew(feed, known, proxy, self._reckoning.between_ms)
            except LineLost:
                raise
            except (NotGiven, Unreachable, OSError) as error:
                log.warning("the certificate could not be renewed: %s", error)
            else:
                self.wanted, self._was_given = False, True
                log.info("the district gave a new certificate")

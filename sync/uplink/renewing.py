"""When the uplink asks for another certificate: in good time, and when the district takes the old one no more. Holds no certificate."""

import asyncio
import logging
from pathlib import Path

from appliance.api.client import FeedClient
from sync.protocol import RENEW_BEFORE_DAYS
from sync.transport.enrolment import NotGiven, renew
from sync.transport.identity import Identity
from sync.transport.line import Unreachable
from sync.transport.proxy import Proxy
from sync.transport.reckoning import Reckoning

AGAIN_S = 600.0  # a district that gives none is asked seldom: each time the alert daemon signs
DAY_MS = 24 * 3600 * 1000

log = logging.getLogger("handbell.uplink")


class Renewing:
    """`wanted` is set by whoever saw the district refuse the certificate: a box whose clock is wrong cannot tell that it ended."""

    def __init__(self, feed_socket: Path, reckoning: Reckoning) -> None:
        self._feed_socket = feed_socket
        self._reckoning = reckoning
        self._asked_at_s = -AGAIN_S
        self.wanted = False

    async def in_time(self, known: Identity, proxy: Proxy | None) -> None:
        """Renew where it is time for it. One that fails leaves the old certificate. Raises LineLost, OSError."""
        now_s = asyncio.get_running_loop().time()
        soon = self._reckoning.now_ms() > known.until_ms - RENEW_BEFORE_DAYS * DAY_MS
        if not (soon or self.wanted) or now_s < self._asked_at_s + AGAIN_S:
            return
        self._asked_at_s = now_s
        async with FeedClient.connect(self._feed_socket) as feed:
            try:
                await renew(feed, known, proxy, self._reckoning.now_ms)
            except (NotGiven, Unreachable) as error:
                log.warning("the certificate could not be renewed: %s", error)
            else:
                self.wanted = False
                log.info("the district gave a new certificate")

"""Runs the uplink as a whole: sessions with the district, one after the other, for as long as the process lives.

It holds a TLS key, sealed bytes on their way, and two numbers that may be lost. It never deletes anything: the alert daemon checks every
signature itself and decides what a receipt allows to be forgotten. Killed at any byte, it asks for the server's head and goes on from
there. An attacker in this process can withhold, delay and repeat, and all of that shows in the receipts; such an attacker can open nothing,
acknowledge nothing and cause nothing to be forgotten.
"""

import asyncio
import logging
import random
import ssl
from collections.abc import Callable

from appliance.api.client_line import LineLost
from appliance.api.feed.client import FeedClient
from appliance.clock import Clock
from sync.transport.enrolment import REVOKED
from sync.transport.identity import Identity, NotEnrolled
from sync.transport.line import DistrictLine, NoCertificate, Refusal, ShutOut, Unreachable
from sync.transport.proxy import proxy_for
from sync.transport.reckoning import Reckoning
from sync.transport.trust import client_context
from sync.uplink.backlog import Backlog, OutOfStep
from sync.uplink.backoff import CAP_S, Backoff
from sync.uplink.beginning import begin, damaged, same_box
from sync.uplink.bringing_back import bring_back
from sync.uplink.for_another_box import ForAnotherBox
from sync.uplink.handing_in import NO_CERTIFICATE, HandingIn
from sync.uplink.lane_progress import LaneProgress
from sync.uplink.line_coming_back import LineComingBack
from sync.uplink.live_line import LiveLine
from sync.uplink.mending import mend
from sync.uplink.names import tell_names
from sync.uplink.notices import allowance, follow_notices
from sync.uplink.pace import Pace
from sync.uplink.remembering import Remembering
from sync.uplink.renewing import Renewing
from sync.uplink.restoring import Restoring
from sync.uplink.saying_head import say_head
from sync.uplink.seeded import Enrolling
from sync.uplink.servers import Servers
from sync.uplink.settings import Settings
from sync.uplink.together import together
from sync.uplink.urgent import UrgentLane

FEED_AGAIN_S = 1.0  # the alert daemon is back within a second or two
LATE_EVERY_S = (
    600.0  # how often the newest receipt's time is noted: a restart loses ten minutes of knowing how late it is
)
DAY_MS = 24 * 3600 * 1000
ALL_AGAIN_MS = (
    7 * DAY_MS
)  # ask for notices from the first on, in case a server gave a place beyond notices that it kept back

log = logging.getLogger("handbell.uplink")


class DayPassed(OutOfStep):
    """The session ends once a day, so that a certificate is renewed in time, and the first server is asked again."""


class Uplink:
    """Made once; `run` ends only when it is cancelled."""

    def __init__(
        self,
        settings: Settings,
        coming_back: LineComingBack,
        clock: Clock,
        dice: Callable[[], float] = random.random,
    ) -> None:
        self._settings = settings
        self._coming_back = coming_back
        self._backoff = Backoff(dice)
        self._furthest = 0  # the newest entry that a district signed for in the life of this process
        self._remembering = Remembering()
        self._notices_allowed = allowance(asyncio.get_running_loop().time())
        self._reckoning = Reckoning(clock)
        self._pace = Pace()
        self._renewing = Renewing(settings.feed_socket, self._reckoning)
        self._servers = Servers()
        self._for_another = ForAnotherBox()
        self._restoring = Restoring()
        self._enrolling = Enrolling(settings, self._reckoning.between_ms)

    async def run(self) -> None:
        """Run for ever. Without the alert daemon there is nothing to do but wait for it."""
        while True:
            try:
                async with FeedClient.connect(self._settings.feed_socket) as feed:
                    handing = HandingIn(feed)
                    await together(handing.tell(), self._sessions(handing))
            except LineLost as lost:
                log.warning("%s", lost)
                await asyncio.sleep(FEED_AGAIN_S)
            except asyncio.CancelledError:
                self._remembering.keep_now()
                raise

    async def _sessions(self, handing: HandingIn) -> None:
        loop = asyncio.get_running_loop()
        while True:
            began_s, is_another_left = loop.time(), False
            try:
                await self._session(handing)
            except DayPassed as again:
                self._servers.begin_again()
                log.info("%s", again)
            except OutOfStep as again:
                log.info("the district's head is another: %s", again)
            except ShutOut as error:  # the district answered: the trouble is what it said, not the line
                handing.is_there(REVOKED, str(error))
            except (Unreachable, NotEnrolled, OSError) as error:
                if isinstance(error, LineLost):
                    raise
                self._pace.smaller()
                self._renewing.wanted |= isinstance(error, Unreachable) and error.certificate_refused
                handing.is_away(str(error), NO_CERTIFICATE if isinstance(error, NoCertificate) else "")
                is_another_left = self._servers.failed()
            if loop.time() - began_s > CAP_S:
                # the session held for a while; a line that breaks off at once again and again is tried less and less often
                self._backoff.worked()
            if not is_another_left and await self._coming_back.pause(self._backoff.next_s()):
                self._backoff.worked()

    async def _session(self, handing: HandingIn) -> None:
        """Run one session, from the server's head on, until something breaks."""
        enrolled = await self._enrolling.known()
        handing.is_with(enrolled.district.server, self._enrolling.stays)
        known = enrolled.at(self._servers.of(enrolled.district))
        self._remembered(known)
        try:
            async with FeedClient.connect(self._settings.feed_socket) as feed:
                await same_box(feed, known)
        except NotEnrolled:
            if await self._enrolling.as_heir(enrolled):
                raise OutOfStep("this box is enrolled as the one that follows on another") from None
            raise
        proxy = proxy_for(known.district.server, self._enrolling.proxy)
        await self._renewing.in_time(known, proxy)
        handing.shows_certificate(known.until_ms)
        try:
            context = client_context(known.authority, known.pem, self._reckoning.between_ms)
        except ssl.SSLError as wrong:
            raise NotEnrolled(
                f"The key and certificate in {known.pem} do not fit each other ({wrong.reason})."
            ) from wrong
        feed_at = self._settings.feed_socket
        async with (
            FeedClient.connect(feed_at) as main,
            FeedClient.connect(feed_at) as ahead,
            DistrictLine.open(known.district.server, context, proxy) as line,
        ):
            await self._is_one_district(line)
            judged = await begin(main, line, handing)
            if judged.put_back:
                self._notices_again()
            progress = LaneProgress(judged.after, judged.after, judged.there, judged.first)
            urgent = UrgentLane(ahead, line, handing)
            live = LiveLine(line)
            backlog = Backlog(main, line, live, handing, urgent, progress, self._pace)
            try:
                await together(
                    backlog.run(),
                    live.run(),
                    urgent.run(progress),
                    follow_notices(line, handing, self._remembering, self._notices_allowed),
                    self._remembering.run(),
                    self._for_another.run(feed_at, line, enrolled),
                    self._restoring.run(feed_at, line),
                    tell_names(line, handing),
                    say_head(feed_at, line, handing),
                    self._keep_time(known.until_ms, backlog),
                    *((bring_back(feed_at, line, judged.after),) if judged.diverged else ()),
                    *(
                        (mend(feed_at, line, judged.damaged, lambda feed: damaged(feed, line, handing)),)
                        if judged.damaged
                        else ()
                    ),
                )
            finally:
                if (
                    backlog.newest is not None and backlog.newest.last > self._furthest
                ):  # only a newer entry shows progress
                    self._furthest = backlog.newest.last
                    self._backoff.worked()

    async def _is_one_district(self, line: DistrictLine) -> None:
        """Check that this server keeps the district's store, if there are several servers. Raises Unreachable."""
        if not self._servers.is_several:
            return
        answer = await line.ready()
        if isinstance(answer, Refusal):
            raise Unreachable(f"The district's server is not ready: {answer.refused.says}")
        self._servers.is_same_store(answer.store, self._remembering.memory)

    def _remembered(self, known: Identity) -> None:
        self._remembering.begin(known)
        memory = self._remembering.memory
        self._reckoning.saw(memory.seen_ms, known.until_ms)
        now_ms = self._reckoning.now_ms()
        if not 0 <= now_ms - memory.all_asked_ms < ALL_AGAIN_MS:
            memory.notices_after, memory.all_asked_ms = 0, now_ms

    def _notices_again(self) -> None:
        """Ask for notices from the first on: a server that was put back gives the numbers of its notices a second time. Write this to the
        disk before anything is deposited, because the next session may no longer see that the server was put back. What the alert daemon
        has already changes nothing there.
        """
        self._remembering.memory.notices_after = 0
        self._remembering.keep_now()

    async def _keep_time(self, until_ms: int, backlog: Backlog) -> None:
        """Remember from time to time how late it is at least, and end the session once a day."""
        began_ms = self._reckoning.now_ms()
        while self._reckoning.now_ms() < began_ms + DAY_MS:
            await asyncio.sleep(LATE_EVERY_S)
            if backlog.newest is not None:
                self._reckoning.saw(backlog.newest.received_ms, until_ms)
                self._remembering.memory.seen_ms = self._reckoning.seen_ms
        raise DayPassed("a day has passed; the district is asked again")

"""The uplink as a whole: sessions with the district, one after the other, for as long as the process lives.

What it holds: a TLS key, sealed bytes on their way, and two numbers that may be lost. It deletes nothing, ever: what a receipt
allows to be forgotten is for the alert daemon, which checks every signature itself. Killed at any byte, it asks the server's head
and goes on from there. Taken over, it can withhold, delay and repeat, all of which shows in the receipts; it can open nothing,
acknowledge nothing and cause nothing to be forgotten.
"""

import asyncio
import logging
import random
import ssl
from collections.abc import Callable
from importlib.metadata import version

from msgspec.structs import replace

from appliance.api.client import FeedClient, LineLost
from appliance.api.messages import SealedEntry, SealedItems
from appliance.clock import SystemClock
from appliance.envelope.deposit import HeadTold
from sync import protocol
from sync.transport.batch import cut
from sync.transport.enrolment import NotGiven, renew
from sync.transport.identity import Identity, Memory, NotEnrolled, load
from sync.transport.line import DistrictLine, Refusal, Unreachable
from sync.transport.proxy import proxy_for
from sync.transport.reckoning import Reckoning
from sync.transport.trust import client_context
from sync.uplink.backlog import Backlog, OutOfStep, deposit_again, fetch_receipt
from sync.uplink.backoff import CAP_S, Backoff
from sync.uplink.handing_in import HandingIn
from sync.uplink.judging import Judged, head_of, judge
from sync.uplink.line_coming_back import LineComingBack
from sync.uplink.notices import follow_notices
from sync.uplink.pace import Pace
from sync.uplink.place import Place
from sync.uplink.settings import Settings
from sync.uplink.together import together
from sync.uplink.urgent import UrgentLane

FEED_AGAIN_S = 1.0  # the alert daemon is back within a second or two
RENEW_AGAIN_S = 600.0  # a district that gives no certificate is asked seldom: each time the alert daemon signs
REMEMBER_EVERY_S = 600.0  # of the latest receipt's time: what is lost is ten minutes of knowing how late it is
DAY_MS = 24 * 3600 * 1000

log = logging.getLogger("handbell.uplink")


class Uplink:
    """Made once; `run` ends only by being cancelled."""

    def __init__(
        self, settings: Settings, coming_back: LineComingBack, dice: Callable[[], float] = random.random
    ) -> None:
        self._settings = settings
        self._coming_back = coming_back
        self._backoff = Backoff(dice)
        self._clock = SystemClock()
        self._memory = Memory()
        self._reckoning = Reckoning(self._clock)
        self._pace = Pace()
        self._renewed_at_s = -RENEW_AGAIN_S
        self._renewal_wanted = False

    async def run(self) -> None:
        """For ever; without the alert daemon there is nothing to do but wait for it."""
        while True:
            try:
                async with FeedClient.connect(self._settings.feed_socket) as feed:
                    handing = HandingIn(feed)
                    await together(handing.tell(), self._sessions(handing))
            except LineLost as lost:
                log.warning("%s", lost)
                await asyncio.sleep(FEED_AGAIN_S)

    async def _sessions(self, handing: HandingIn) -> None:
        loop = asyncio.get_running_loop()
        while True:
            began_s = loop.time()
            try:
                await self._session(handing)
            except OutOfStep as again:
                log.info("the district's head is another: %s", again)
            except (Unreachable, NotEnrolled, NotGiven, OSError) as error:
                if isinstance(error, LineLost):
                    raise
                self._pace.smaller()
                self._renewal_wanted |= isinstance(error, Unreachable) and error.certificate_refused
                handing.is_away(str(error))
            if loop.time() - began_s > CAP_S:
                self._backoff.worked()  # it held for a while; one that breaks off at once again and again is tried less and less
            if await self._coming_back.pause(self._backoff.next_s()):
                self._backoff.worked()

    async def _session(self, handing: HandingIn) -> None:
        """From the server's head on, until something breaks."""
        known = load(self._settings.data)
        self._remembered(known)
        proxy = proxy_for(known.district.server, self._settings.proxy)
        await self._renew_in_time(known)
        try:
            context = client_context(known.authority, known.pem, self._reckoning.now_ms)
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
            told, judged = await self._begin(main, line, handing)
            place = Place(judged.after, judged.after)
            urgent = UrgentLane(ahead, line, handing)
            backlog = Backlog(main, line, handing, urgent, place, self._pace)
            log.info("the district has entries up to %d (%s)", told.number, told.state)
            try:
                await together(
                    backlog.run(),
                    urgent.run(place),
                    follow_notices(line, handing, known, self._memory),
                    self._keep_time(known, backlog),
                )
            finally:
                if backlog.newest is not None:
                    self._backoff.worked()

    async def _begin(self, feed: FeedClient, line: DistrictLine, handing: HandingIn) -> tuple[HeadTold, Judged]:
        """Ask the server's head, and bring back what receipts it has signed and the alert daemon has not seen."""
        countersigned = (await handing.give()).countersigned
        backlog = max(await head_of(feed) - countersigned, 0)
        told = _head(await line.head(countersigned, backlog, version("handbell")))
        judged = await judge(told, feed, line)
        handing.has_sent(told.number)
        handing.is_there(told.state, _why(told, judged, countersigned))
        if judged.tail_from is not None:
            await _fetch_tail_receipt(line, handing, told)
        elif countersigned < told.number and told.state == "ok":
            await fetch_receipt(feed, line, handing, told.number)
        return told, judged

    def _remembered(self, known: Identity) -> None:
        remembered = known.remembered()
        self._memory.notices_after = remembered.notices_after
        self._reckoning.saw(remembered.seen_ms, known.until_ms)

    async def _renew_in_time(self, known: Identity) -> None:
        """A certificate past half of its life is renewed, and one the district refused; a renewal that fails leaves the old one."""
        loop_s = asyncio.get_running_loop().time()
        soon = self._reckoning.now_ms() > known.until_ms - protocol.RENEW_BEFORE_DAYS * DAY_MS
        if not (soon or self._renewal_wanted) or loop_s < self._renewed_at_s + RENEW_AGAIN_S:
            return
        self._renewed_at_s = loop_s
        proxy = proxy_for(known.district.server, self._settings.proxy)
        async with FeedClient.connect(self._settings.feed_socket) as feed:
            try:
                await renew(feed, known, proxy, self._reckoning.now_ms)
            except (NotGiven, Unreachable) as error:
                log.warning("the certificate could not be renewed: %s", error)
            else:
                self._renewal_wanted = False
                log.info("the district gave a new certificate")

    async def _keep_time(self, known: Identity, backlog: Backlog) -> None:
        """Remember how late it is at least; and end the session once a day, so that a certificate is renewed in time."""
        until_ms = known.until_ms
        began_ms = self._reckoning.now_ms()
        while self._reckoning.now_ms() < began_ms + DAY_MS:
            await asyncio.sleep(REMEMBER_EVERY_S)
            if backlog.newest is not None:
                self._reckoning.saw(backlog.newest.received_ms, until_ms)
                self._memory.seen_ms = self._reckoning.seen_ms
                known.remember(self._memory)
        raise OutOfStep("a day has passed; it is asked again")


def _head(answer: HeadTold | Refusal) -> HeadTold:
    """A box whose place another has taken still brings what it has: it is kept. Raises Unreachable for one that may not."""
    if isinstance(answer, HeadTold):
        return answer
    if answer.refused.code == "superseded" and answer.refused.head is not None:
        return replace(answer.refused.head, state="superseded")
    raise Unreachable(f"The district takes nothing of this box ({answer.refused.code}): {answer.refused.says}")


async def _fetch_tail_receipt(line: DistrictLine, handing: HandingIn, told: HeadTold) -> None:
    """Hand in the receipt for an entry this box does not know: the proof, for the alert daemon, that it was put back or doubled."""
    tail = await line.tail(max(told.number - 1, 0), 1)
    if isinstance(tail, Refusal) or not tail.entries:
        return
    items = SealedItems(
        request=0, head=told.number, entries=(SealedEntry(number=told.number, entry=tail.entries[0]),), wraps=()
    )
    batch = cut(items)
    if batch is not None:
        await deposit_again(line, handing, batch)


def _why(told: HeadTold, judged: Judged, countersigned: int) -> str:
    """What is not as it should be, in a sentence; empty where all is."""
    if judged.tail_from is not None:
        return (
            f"The district has entries {judged.after + 1} to {told.number} of this box that are not in its record: "
            "the box was put back to an earlier state, or there are two of it. Both histories are kept; tell the safety office."
        )
    if countersigned > told.number:
        return (
            f"The district once signed for {countersigned} entries and now has {told.number}: its server was put back. "
            "What it lost is sent again; tell the safety office."
        )
    return {
        "ok": "",
        "fork": "The district has two histories of this box and signs for neither until the safety office decides.",
        "superseded": "Another box has taken this one's place; the district keeps what comes and signs for nothing.",
        "revoked": "The district has shut this box out.",
    }.get(told.state, f"The district says of this box: {told.state}.")

"""The main lane: deposits contiguous entries in order, and takes a countersigned receipt for each deposit.

On a good line it sends further deposits before the first is answered: while the district writes one, it checks the next, and a third is on
its way. The server takes only what follows on its head. It answers a deposit that overtook another that it comes too early; that deposit is
sent again, and from then on only one at a time. Together they never have more bytes than the pace allows, so on a slow line there is only
one. Answers count in the order of their numbers. Nothing is remembered between sessions: the server's head says where to go on.
"""

import asyncio
import random
from collections import deque
from dataclasses import dataclass

from appliance.api.feed.client import FeedClient
from appliance.api.feed.messages import SealedItems
from appliance.envelope.deposit import ENTRIES_MAX, Deposited, Signed
from appliance.envelope.statements import Countersigned
from sync.transport.batch import Batch, cut
from sync.transport.checking import countersigns
from sync.transport.line import DEPOSITS_AT_ONCE, DistrictLine, Refusal, Unreachable
from sync.uplink.backoff import Backoff
from sync.uplink.handing_in import HandingIn
from sync.uplink.lane_progress import LaneProgress
from sync.uplink.live_line import LiveLine
from sync.uplink.pace import Pace
from sync.uplink.urgent import UrgentLane

HELD_S = 30  # how long the feed holds its answer while there is nothing new; shorter than the feed's own limit of 60 s
QUOTA_WAIT_S = 60.0  # the pause where the server did not say when to ask again
BUSY_WAIT_S = 2.0  # the same pause for a store that does not answer now; our server says when to ask again, but a balancer may leave it out
SMALL_LEN = 8 * 1024  # the end of a backlog, or what was just written: the beginning of a call has 4 KB with its wraps
KEPT_UNSIGNED = {
    "fork",
    "superseded",
}  # in these states the server keeps everything, and countersigns nothing until people decide


class OutOfStep(Exception):
    """The server's head has changed since this session began from it: ask for it again."""


@dataclass(frozen=True, slots=True)
class _Flight:
    """A deposit on its way. `length`: its bytes and those of the deposits ahead of it."""

    batch: Batch
    answer: asyncio.Task[Deposited | Refusal]
    length: int
    began_s: float


class Backlog:
    """The main lane in one session. The urgent lane reads `progress`."""

    def __init__(
        self,
        feed: FeedClient,
        line: DistrictLine,
        live: LiveLine,
        handing: HandingIn,
        urgent: UrgentLane,
        progress: LaneProgress,
        pace: Pace,
    ) -> None:
        self._feed = feed
        self._line = line
        self._live = live
        self._handing = handing
        self._urgent = urgent
        self._progress = progress
        self._pace = pace
        self.newest: Countersigned | None = None
        self._receipt: Signed | None = None
        self._has_receipt = asyncio.Event()
        self._flights: deque[_Flight] = deque()
        self._at_once = DEPOSITS_AT_ONCE
        self._too_large = Backoff(random.random)
        self._was_refused = False

    async def run(self) -> None:
        """Deposit what is there, then what comes. Raises Unreachable, OutOfStep, LineLost."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._hand_in())
            await self._deposit_all(group)

    async def _deposit_all(self, group: asyncio.TaskGroup) -> None:
        items = await self._read(self._progress.sent, 0)
        while True:
            batch = cut(items, self._pace.length_max)
            if batch is not None and self._has_room_for(batch):
                await self._urgent.idle.wait()
                self._start(batch, group)
                items = await self._read(batch.last, 0)
            elif self._flights:
                if not await self._land():
                    items = await self._read(self._progress.sent, 0)
            else:
                items = await self._read(self._progress.sent, HELD_S)

    async def _read(self, after: int, wait_s: int) -> SealedItems:
        return await self._feed.follow(after, limit=ENTRIES_MAX, wait_s=wait_s, outward=True)

    # ---- on their way

    def _has_room_for(self, batch: Batch) -> bool:
        """Whether this batch may go now. A batch that says that entries before it were lost goes alone, so that it overtakes nothing."""
        if not self._flights:
            return True
        if batch.length <= SMALL_LEN:
            return False  # wait, so that what is written meanwhile goes with it
        if len(self._flights) >= self._at_once or batch.first != self._progress.sending + 1:
            return False
        return sum(each.batch.length for each in self._flights) + batch.length <= self._pace.length_max

    def _start(self, batch: Batch, group: asyncio.TaskGroup) -> None:
        lost_before = batch.first > self._last_before() + 1
        ahead = sum(each.batch.length for each in self._flights)
        self._progress.sending = batch.last
        small = not lost_before and not self._flights and batch.length <= SMALL_LEN
        answer = group.create_task(self._send_small(batch) if small else self._send(batch, lost_before=lost_before))
        self._flights.append(_Flight(batch, answer, ahead + batch.length, asyncio.get_running_loop().time()))

    def _last_before(self) -> int:
        return self._flights[-1].batch.last if self._flights else self._progress.there

    async def _send_small(self, batch: Batch) -> Deposited | Refusal:
        """Send what was just written, by the live line where it is open."""
        answer = await self._live.deposit(batch.deposit)
        return answer if answer is not None else await self._send(batch, lost_before=False)

    async def _send(self, batch: Batch, *, lost_before: bool) -> Deposited | Refusal:
        return await self._line.deposit(batch.deposit, lost_before=lost_before)

    async def _land(self) -> bool:
        """Take the answer to the oldest deposit. False: this deposit and those behind it must go again."""
        flight = self._flights.popleft()
        answer = await flight.answer
        if isinstance(answer, Deposited):
            self._pace.took(asyncio.get_running_loop().time() - flight.began_s, flight.length)
            await self._took(flight.batch, answer)
            return True
        if answer.refused.code == "out-of-order" and flight.length > flight.batch.length:
            self._at_once = 1  # there are several servers, or a line that delivers out of order
        elif await self._refused(flight.batch, answer):
            return True
        await asyncio.gather(*(each.answer for each in self._flights))
        self._flights.clear()
        return False

    async def _hand_in(self) -> None:
        """Hand in the newest receipt. A receipt that is lost when the session ends is fetched again when the next one begins."""
        while True:
            await self._has_receipt.wait()
            self._has_receipt.clear()
            receipt, self._receipt = self._receipt, None
            if receipt is not None:
                await self._handing.give(receipts=(receipt,))

    async def _took(self, batch: Batch, answer: Deposited) -> None:
        receipt = countersigns(answer.receipt, batch.last_entry)
        if receipt is None:
            raise Unreachable(
                "The district answered without a signed receipt for what was sent: that counts as nothing."
            )
        self.newest = receipt
        self._too_large.worked()
        self._progress.sent = self._progress.there = batch.last
        self._handing.has_sent(batch.last)
        if self._was_refused:
            self._was_refused = False
            self._handing.is_there("ok")
        self._receipt = answer.receipt
        self._has_receipt.set()

    async def _refused(self, batch: Batch, refusal: Refusal) -> bool:
        code, says = refusal.refused.code, refusal.refused.says
        self._was_refused = True
        if code in KEPT_UNSIGNED:
            self._progress.sent = self._progress.there = batch.last
            self._handing.has_sent(batch.last)
            self._handing.is_there(code, says)
            return True
        if code == "too-large" and batch.first < batch.last:
            self._pace.smaller()
            self._handing.is_there("ok", f"The district finds what this box sends too large: {says}")
            await asyncio.sleep(
                self._too_large.next_s()
            )  # so that a server that always says so is not asked without pause
            return False
        if code in {"quota", "busy", "too-slow"}:
            self._pace.smaller()
            self._handing.is_there("ok", f"The district asks for patience: {says}")
            if (
                code == "quota" and batch.length <= SMALL_LEN
            ):  # just written, perhaps a call: the urgent lane has room for it
                await self._urgent.hold(batch.deposit)
            await asyncio.sleep(refusal.retry_after_s or (QUOTA_WAIT_S if code == "quota" else BUSY_WAIT_S))
            return False
        if code == "out-of-order":
            raise OutOfStep(says)
        raise Unreachable(f"The district refuses what this box sends ({code}): {says}")

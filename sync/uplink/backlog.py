"""The main lane: contiguous entries in order, each deposit answered with a countersigned receipt before the next one goes.

One deposit is on its way at a time; meanwhile the next is read, and the receipt of the one before is handed in. Two on their way
would overtake each other, because each HTTP request may take another connection, and the server only takes what follows on its
head. A deposit is large enough that waiting for its answer costs little. Nothing is remembered between sessions: the server's
head says where to go on.
"""

import asyncio
import logging

from appliance.api.client import FeedClient
from appliance.api.messages import SealedItems
from appliance.envelope.deposit import ENTRIES_MAX, Deposited, Signed
from appliance.envelope.statements import Countersigned
from sync.transport.batch import Batch, cut
from sync.transport.checking import countersigns
from sync.transport.line import DistrictLine, Refusal, Unreachable
from sync.uplink.handing_in import HandingIn
from sync.uplink.pace import Pace
from sync.uplink.place import Place
from sync.uplink.urgent import UrgentLane

HELD_S = 30  # the feed's answer is held while there is nothing new; shorter than the feed's own limit of 60 s
QUOTA_WAIT_S = 60.0  # where the server did not say when
KEPT_UNSIGNED = {"fork", "superseded"}  # the server kept everything, and countersigns nothing until people decided

log = logging.getLogger("handbell.uplink")


class OutOfStep(Exception):
    """The server's head is another than this session began from: ask it again."""


class Backlog:
    """One session of the main lane. `place` is read by the urgent lane."""

    def __init__(
        self, feed: FeedClient, line: DistrictLine, handing: HandingIn, urgent: UrgentLane, place: Place, pace: Pace
    ) -> None:
        self._feed = feed
        self._line = line
        self._handing = handing
        self._urgent = urgent
        self._place = place
        self._pace = pace
        self.newest: Countersigned | None = None
        self._receipt: Signed | None = None
        self._was_refused = False

    async def run(self) -> None:
        """Deposit whatever is there, then whatever comes. Raises Unreachable, OutOfStep, LineLost."""
        items = await self._read(self._place.sent, 0)
        while True:
            batch = cut(items, self._pace.length_max)
            if batch is None:
                await self._hand_in()
                items = await self._read(self._place.sent, HELD_S)
                continue
            await self._urgent.idle.wait()
            self._place.sending = batch.last
            async with asyncio.TaskGroup() as group:
                ahead = group.create_task(self._read(batch.last, 0))
                sent = group.create_task(self._send(batch))
                group.create_task(self._hand_in())
            items = ahead.result() if sent.result() else await self._read(self._place.sent, 0)

    async def _read(self, after: int, wait_s: int) -> SealedItems:
        return await self._feed.follow(after, limit=ENTRIES_MAX, wait_s=wait_s, outward=True)

    async def _hand_in(self) -> None:
        """Give the receipt that came last. One that is lost with the session is fetched again when the next one begins."""
        receipt, self._receipt = self._receipt, None
        if receipt is not None:
            await self._handing.give(receipts=(receipt,))

    async def _send(self, batch: Batch) -> bool:
        """Whether the server took it."""
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        lost_before = batch.first > self._place.sent + 1
        answer = await self._line.deposit(batch.deposit, lost_before=lost_before)
        if isinstance(answer, Refusal):
            return await self._refused(batch, answer)
        self._pace.took(loop.time() - began_s, batch.length)
        await self._took(batch, answer)
        return True

    async def _took(self, batch: Batch, answer: Deposited) -> None:
        receipt = countersigns(answer.receipt, batch.last_entry)
        if receipt is None:
            raise Unreachable(
                "The district answered without a signed receipt for what was sent: that counts as nothing."
            )
        self.newest = receipt
        self._place.sent = batch.last
        self._handing.has_sent(batch.last)
        if self._was_refused:
            self._was_refused = False
            self._handing.is_there("ok")
        self._receipt = answer.receipt

    async def _refused(self, batch: Batch, refusal: Refusal) -> bool:
        code, says = refusal.refused.code, refusal.refused.says
        self._was_refused = True
        if code in KEPT_UNSIGNED:
            self._place.sent = batch.last
            self._handing.has_sent(batch.last)
            self._handing.is_there(code, says)
            return True
        if code == "too-large" and batch.first < batch.last:
            self._pace.smaller()
            return False
        if code in {"quota", "busy", "too-slow"}:
            self._pace.smaller()
            self._handing.is_there("ok", f"The district asks for patience: {says}")
            await asyncio.sleep(refusal.retry_after_s or QUOTA_WAIT_S)
            return False
        if code == "out-of-order":
            raise OutOfStep(says)
        raise Unreachable(f"The district refuses what this box sends ({code}): {says}")

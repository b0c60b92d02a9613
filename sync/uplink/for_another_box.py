"""What another box would need: who speaks for it, the recovery bundle, and what the box before this one had. Opens nothing.

Brought to the district beside everything else, and whatever becomes of it ends nothing of that. Killed, it begins again with the next
session.
"""

import asyncio
import logging
from pathlib import Path

from appliance.api.feed.client import FeedClient
from appliance.api.feed.messages import HandIn
from appliance.envelope.deposit import Deposited, Signed
from appliance.envelope.format import FormatError, split
from appliance.envelope.statements import Countersigned, Succession
from sync.protocol import RETRY_LATER, BundleBrought
from sync.transport.batch import Batch, cut
from sync.transport.enrolment import NotGiven, follows
from sync.transport.identity import Identity
from sync.transport.line import DistrictLine, Refusal, Unreachable
from sync.uplink.backlog import KEPT_UNSIGNED, OutOfStep
from sync.uplink.bringing_back import bring

ASK_EVERY_S = 600.0  # the first recovery bundle, and with it the key, may be made at any time
AGAIN_S = 30.0  # after the district was busy, or gave no answer
AT_ONCE = 100  # entries: 80 KB, under a second on 1 Mbit/s
BETWEEN_S = 0.1  # nobody waits for these

log = logging.getLogger("handbell.uplink")


class ForAnotherBox:
    """Lives as long as the process: what was told once is not told again."""

    def __init__(self) -> None:
        self._named = b""
        self._brought = b""
        self._serial = 0

    async def run(self, feed_at: Path, line: DistrictLine, known: Identity) -> None:
        """Until the district takes this box as one that follows on another, which it did not before. Raises LineLost, OutOfStep."""
        async with FeedClient.connect(feed_at) as feed:
            while True:
                try:
                    again_s = await self._tell(feed, line, known)
                except Unreachable as away:
                    log.warning("who follows on whom is not told yet: %s", away)
                    again_s = AGAIN_S
                await asyncio.sleep(again_s)

    async def _tell(self, feed: FeedClient, line: DistrictLine, known: Identity) -> float:
        """In how many seconds to look again."""
        told, again_s = await feed.succession(), ASK_EVERY_S
        if told.key is not None and told.key.statement != self._named:
            again_s = min(again_s, await self._name(line, told.key))
        if told.proof is not None and told.proof.statement != self._brought:
            again_s = min(again_s, await self._bring_former(feed, line, told.proof, known))
        return min(again_s, await self._bring_bundle(feed, line))

    async def _bring_bundle(self, feed: FeedClient, line: DistrictLine) -> float:
        given = await feed.copy_bundle(outward=True)
        if not given.sealed or given.serial == self._serial:
            return ASK_EVERY_S
        answer = await line.keep_bundle(BundleBrought(given.serial, given.sealed))
        if isinstance(answer, Refusal):
            log.warning("the district does not keep the recovery bundle: %s", answer.refused.says)
            return max(answer.retry_after_s, AGAIN_S) if answer.refused.code in RETRY_LATER else ASK_EVERY_S
        self._serial = given.serial
        return ASK_EVERY_S

    async def _name(self, line: DistrictLine, key: Signed) -> float:
        answer = await line.name_successor(key)
        if isinstance(answer, Refusal):
            log.warning("the district does not take who speaks for the box after this one: %s", answer.refused.says)
            return max(answer.retry_after_s, AGAIN_S) if answer.refused.code in RETRY_LATER else ASK_EVERY_S
        self._named = key.statement
        return ASK_EVERY_S

    async def _bring_former(self, feed: FeedClient, line: DistrictLine, proof: Signed, known: Identity) -> float:
        """What the former box had up to the entry this one follows on, as far as the district lacks it. The last of it in any case: what
        the former box brought itself, when another one had its place already, is signed for with that.
        """
        try:
            said = Succession.unpack(proof.statement)
        except FormatError:
            log.warning("the alert daemon says of no box that this one follows on it")
            return ASK_EVERY_S
        told = await line.head_of(said.former_box)
        if isinstance(told, Refusal):
            if told.refused.code == "not-yours":
                return await _show_proof(feed, line, known)
            return _not_known(told)
        after = min(told.number, said.number - 1)
        while after < said.number:
            batch = _of_former(
                cut(await feed.follow(after, limit=min(AT_ONCE, said.number - after), outward=True)), said
            )
            if batch is None:
                log.warning("the record here has not all that the box before had: from entry %d on", after + 1)
                break
            answer = await line.deposit(batch.deposit, of=said.former_box)
            if not isinstance(answer, Deposited) and answer.refused.code not in KEPT_UNSIGNED:
                log.warning("entry %d of the box before is not taken: %s", batch.first, answer.refused.says)
                return max(answer.retry_after_s, AGAIN_S)
            after = batch.last
            await asyncio.sleep(BETWEEN_S)
        if told.number <= said.number or await _bring_beyond(feed, line, said):
            self._brought = proof.statement
        return ASK_EVERY_S


async def _bring_beyond(feed: FeedClient, line: DistrictLine, said: Succession) -> bool:
    """What the former box had deposited beyond what this one began with, to the alert daemon; whether there is no more to bring. It
    believes what a receipt of the district is about.
    """
    tail = await line.tail(said.number, 1, said.former_box)
    if isinstance(tail, Refusal):
        log.warning("the district does not give what the box before had beyond the copy: %s", tail.refused.says)
        return tail.refused.code not in RETRY_LATER
    if tail.receipt is None or not is_beyond(tail.receipt, said):
        return True  # what came later it signed for to nobody, and nobody would believe it
    await feed.hand_in(HandIn(request=0, receipts=(tail.receipt,)))
    return await bring(feed, line, said.number, said.former_box)


def is_beyond(receipt: Signed, said: Succession) -> bool:
    """Whether it is for more of the former box than this one began with."""
    try:
        signed = Countersigned.unpack(receipt.statement)
    except FormatError:
        return False
    return signed.box == said.former_box and signed.last > said.number


async def _show_proof(feed: FeedClient, line: DistrictLine, known: Identity) -> float:
    """The district knows this box by a token, and refused the proof then, or was too busy for it: it is shown until it is taken. The former
    box may have named the key only when it had its line back. Until then what that one signed of its last entry has to do, so that what it
    had comes in. Raises OutOfStep, Unreachable, LineLost.
    """
    try:
        refusal = await follows(feed, line, known)
    except NotGiven as not_given:
        log.warning("that this box follows on another cannot be shown: %s", not_given)
        return ASK_EVERY_S
    if refusal is not None:
        again_s = _not_known(refusal)
        head = (await feed.succession()).former_head if refusal.refused.code == "signature" else None
        if head is None:
            return again_s
        answer = await line.show_former_head(head)
        if isinstance(answer, Refusal):
            return max(again_s, _not_known(answer))
    raise OutOfStep("the district takes this box as the one that follows on another")


def _not_known(refusal: Refusal) -> float:
    """In how many seconds to ask again."""
    log.warning("the district does not know that this box follows on another: %s", refusal.refused.says)
    return max(refusal.retry_after_s, AGAIN_S) if refusal.refused.code in RETRY_LATER else ASK_EVERY_S


def _of_former(batch: Batch | None, said: Succession) -> Batch | None:
    """The same, where all of it is the former box's."""
    if batch is None or any(split(each).header.box != said.former_box for each in batch.deposit.entries):
        return None
    return batch

"""Brings what another box would need: the key that speaks for it, the recovery bundle, and what the box before this one had. Opens nothing.

It goes to the district beside all other sending, and its failure ends nothing else. Killed, it begins again with the next session.
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

ASK_EVERY_S = 600.0  # the box may make its first recovery bundle, and with it the key, at any time
AGAIN_S = 30.0  # the pause after the district was busy, or gave no answer
AT_ONCE = 100  # entries at a time: 80 KB, under a second on 1 Mbit/s
BETWEEN_S = 0.1  # between two deposits; nobody waits for these

log = logging.getLogger("handbell.uplink")


class ForAnotherBox:
    """Lives as long as the process, so that nothing is told twice."""

    def __init__(self) -> None:
        self._named = b""
        self._brought = b""
        self._serial = 0

    async def run(self, feed_at: Path, line: DistrictLine, known: Identity) -> None:
        """Run until the district newly takes this box as one that follows on another. Raises LineLost, OutOfStep."""
        async with FeedClient.connect(feed_at) as feed:
            while True:
                try:
                    again_s = await self._tell(feed, line, known)
                except Unreachable as away:
                    log.warning("who follows on whom is not told yet: %s", away)
                    again_s = AGAIN_S
                await asyncio.sleep(again_s)

    async def _tell(self, feed: FeedClient, line: DistrictLine, known: Identity) -> float:
        """Tell what is new. Give in how many seconds to look again."""
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
            log.warning(
                "the district does not take the key that speaks for the box after this one: %s", answer.refused.says
            )
            return max(answer.retry_after_s, AGAIN_S) if answer.refused.code in RETRY_LATER else ASK_EVERY_S
        self._named = key.statement
        return ASK_EVERY_S

    async def _bring_former(self, feed: FeedClient, line: DistrictLine, proof: Signed, known: Identity) -> float:
        """Bring the former box's entries that the district lacks, up to the entry that this box follows on. Bring the last of them in any
        case: with it the district signs for what the former box brought after it had been replaced.
        """
        try:
            said = Succession.unpack(proof.statement)
        except FormatError:
            log.warning("the alert daemon names no box that this one follows on")
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
                log.warning("the record here lacks entries of the box before, from entry %d on", after + 1)
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
    """Bring the alert daemon what the former box deposited beyond what this one began with. Give whether there is no more to bring. The
    daemon believes only what a receipt of the district covers.
    """
    tail = await line.tail(said.number, 1, said.former_box)
    if isinstance(tail, Refusal):
        log.warning("the district does not give what the box before had beyond the copy: %s", tail.refused.says)
        return tail.refused.code not in RETRY_LATER
    if tail.receipt is None or not is_beyond(tail.receipt, said):
        return True  # the district signed nothing for what came later, so nobody would believe it
    await feed.hand_in(HandIn(request=0, receipts=(tail.receipt,)))
    return await bring(feed, line, said.number, said.former_box)


def is_beyond(receipt: Signed, said: Succession) -> bool:
    """Whether the receipt covers more of the former box than this one began with."""
    try:
        signed = Countersigned.unpack(receipt.statement)
    except FormatError:
        return False
    return signed.box == said.former_box and signed.last > said.number


async def _show_proof(feed: FeedClient, line: DistrictLine, known: Identity) -> float:
    """Show the proof until the district takes it. The district knows this box by a token, but refused the proof at the time, or was too
    busy. The former box may name the key only when it has its line back. Until then its last signed head serves instead, so that its
    entries get in. Raises OutOfStep, Unreachable, LineLost.
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
    """Log the refusal. Give in how many seconds to ask again."""
    log.warning("the district does not know that this box follows on another: %s", refusal.refused.says)
    return max(refusal.retry_after_s, AGAIN_S) if refusal.refused.code in RETRY_LATER else ASK_EVERY_S


def _of_former(batch: Batch | None, said: Succession) -> Batch | None:
    """Give the batch, if all of it is the former box's; else None."""
    if batch is None or any(split(each).header.box != said.former_box for each in batch.deposit.entries):
        return None
    return batch

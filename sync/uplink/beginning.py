"""Begins a session: compares the server's head with our own record, and fetches receipts that were signed but never arrived.

Reads sealed entries by number, opens none. Says in sentences what is wrong; people decide what to do.
"""

import dataclasses
import logging
from importlib.metadata import version

from msgspec.structs import replace

from appliance.api.feed.client import FeedClient
from appliance.api.feed.messages import SealedEntry, SealedItems
from appliance.envelope.deposit import HeadTold
from appliance.envelope.format import split
from sync.transport.batch import Batch, cut
from sync.transport.checking import countersigns
from sync.transport.enrolment import REVOKED
from sync.transport.identity import Identity, NotEnrolled
from sync.transport.line import DistrictLine, Refusal, ShutOut, Unreachable, printable
from sync.uplink.handing_in import HandingIn
from sync.uplink.judging import Judged, entry_of, head_of, judge

SHUT_OUT = (
    "The district has shut this box out for good (revoked), and takes nothing of it any more. Ask the district's administrator why. "
    "Prepare another card with a new token: that is a new box."
)

log = logging.getLogger("handbell.uplink")


async def begin(feed: FeedClient, line: DistrictLine, handing: HandingIn) -> Judged:
    """Give the number to go on after, whether the histories part there, and whether the server was put back. Raises
    Unreachable, LineLost.
    """
    told, countersigned = await _told(feed, line, handing)
    judged = await judge(told, feed, line)
    log.info("the district has entries up to %d (%s)", told.number, told.state)
    handing.has_sent(told.number)
    handing.is_called(told.building_name)
    handing.is_there(told.state, _why(told, judged, countersigned))
    if judged.diverged:
        await _bring_proof(line, handing, told)
    elif countersigned < told.number and judged.first <= told.number and told.state == "ok":
        await _fetch_receipt(feed, line, handing, told.number)
    return dataclasses.replace(judged, put_back=countersigned > told.number, damaged=_damaged(told))


async def damaged(feed: FeedClient, line: DistrictLine, handing: HandingIn) -> tuple[tuple[int, int], ...]:
    """Give the first and last numbers of the entries that the server wants again, as far as its head lists them. Raises Unreachable,
    LineLost.
    """
    return _damaged((await _told(feed, line, handing))[0])


async def same_box(feed: FeedClient, known: Identity) -> None:
    """Check that we are still the box of our certificate. A box that lost its device key has another id now and may not send under the old
    one; what it has waits. Raises NotEnrolled, LineLost.
    """
    newest = await entry_of(feed, await head_of(feed))
    box = known.district.box if newest is None else split(newest).header.box.hex()
    if box != known.district.box:
        raise NotEnrolled(
            f"The district knows this box as {known.district.box}; it is {box} now: its device key was lost. All it has waits here."
            " Tell the district's administrator."
        )


async def _told(feed: FeedClient, line: DistrictLine, handing: HandingIn) -> tuple[HeadTold, int]:
    """Give the server's head, and the last entry that the alert daemon believes was countersigned."""
    countersigned = (await handing.give()).countersigned
    backlog = max(await head_of(feed) - countersigned, 0)
    return _head(await line.head(countersigned, backlog, version("handbell"))), countersigned


def _damaged(told: HeadTold) -> tuple[tuple[int, int], ...]:
    return tuple((first, last) for first, last in told.damaged if 0 < first <= last <= told.number)


def _head(answer: HeadTold | Refusal) -> HeadTold:
    """Give the head. A box whose place another has taken still brings its entries, and they are kept. Raises ShutOut, Unreachable for a box
    that may not.
    """
    if isinstance(answer, HeadTold):
        return replace(answer, state=printable(answer.state))
    if answer.refused.code == "superseded" and answer.refused.head is not None:
        return replace(answer.refused.head, state="superseded")
    if answer.refused.code == REVOKED:
        raise ShutOut(SHUT_OUT)
    raise Unreachable(f"The district takes nothing of this box ({answer.refused.code}): {answer.refused.says}")


async def _bring_proof(line: DistrictLine, handing: HandingIn, told: HeadTold) -> None:
    """Hand in the receipt for an entry that this box does not know. It proves to the alert daemon that the box was put back or that there
    are two of it.
    """
    tail = await line.tail(max(told.number - 1, 0), 1)
    if isinstance(tail, Refusal) or not tail.entries:
        return
    items = SealedItems(
        request=0, head=told.number, entries=(SealedEntry(number=told.number, entry=tail.entries[0]),), wraps=()
    )
    batch = cut(items)
    if batch is not None:
        await _deposit_again(line, handing, batch)


def _why(told: HeadTold, judged: Judged, countersigned: int) -> str:
    """Say in a sentence what is wrong; empty where all is well."""
    if judged.diverged:
        return (
            f"The district has entries {judged.after + 1} to {told.number} of this box that are not in its record: "
            "the box was put back to an earlier state, or there are two of it. Both histories are kept; tell the safety office."
        )
    if countersigned > told.number:
        return (
            f"The district once signed for {countersigned} entries and now has {told.number}: its server was put back, "
            "this is another district, or the safety office decided for another history of this box. "
            "What is missing there is sent again; tell the safety office."
        )
    return {
        "ok": "",
        "fork": "The district has two histories of this box and signs for neither until the safety office decides.",
        "superseded": "Another box has taken this one's place; the district keeps what comes and signs for nothing.",
        REVOKED: SHUT_OUT,
    }.get(told.state, f"The district says of this box: {told.state}.")


async def _fetch_receipt(feed: FeedClient, line: DistrictLine, handing: HandingIn, number: int) -> None:
    """Have the server say again that it has everything up to `number`: for the same last entry it answers the same receipt.

    This gets a receipt that was signed but never reached the alert daemon. Raises Unreachable, LineLost.
    """
    batch = cut(await feed.follow(number - 1, limit=1, outward=True))
    if batch is not None and batch.last == number:
        await _deposit_again(line, handing, batch)


async def _deposit_again(line: DistrictLine, handing: HandingIn, batch: Batch) -> None:
    answer = await line.deposit(batch.deposit)
    if isinstance(answer, Refusal):
        log.warning("no receipt for entry %d: %s", batch.last, answer.refused.says)
    elif countersigns(answer.receipt, batch.last_entry) is not None:
        await handing.give(receipts=(answer.receipt,))

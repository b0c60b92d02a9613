"""Brings back what the district has of this box and its record lost: sealed entries, handed to the alert daemon. Opens and keeps none."""

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

from appliance.api.client import FeedClient
from appliance.api.framing import HAND_IN_LEN_MAX
from sync.transport.line import DistrictLine, Refusal

PIECE_LEN_MAX = (
    512 * 1024
)  # half of what the sealed feed takes at once (HAND_IN_LEN_MAX); an entry alone is at most 1 MiB with its frame
ENTRY_LEN_MAX = HAND_IN_LEN_MAX - 1024  # with its frame; only a plan of a thousand rooms comes near it
ASKED_AT_ONCE = 500  # about half a second of a slow line
BETWEEN_S = 0.25  # two questions: a server that answers one entry at a time is not asked without pause

log = logging.getLogger("handbell.uplink")


async def bring_back(feed_at: Path, line: DistrictLine, common: int) -> None:
    """Everything the district has after `common`, up to what the alert daemon wants, beside what is sent, on a feed line of its own.

    Killed, it begins again with the next session. Raises Unreachable, LineLost.
    """
    async with FeedClient.connect(feed_at) as feed:
        await _bring(feed, line, common)


async def _bring(feed: FeedClient, line: DistrictLine, common: int) -> None:
    told = await feed.bring_back(())
    after = max(told.after, common)
    while told.wanted:
        tail = await line.tail(after, ASKED_AT_ONCE)
        if isinstance(tail, Refusal) or not tail.entries:
            return
        if len(tail.entries) > ASKED_AT_ONCE or max(map(len, tail.entries)) > ENTRY_LEN_MAX:
            log.warning("not brought back: the district answered with what no box wrote, or more than was asked for")
            return  # the alert daemon would close the line, and blame this process
        for piece in pieces(tail.entries):
            told = await feed.bring_back(piece)
            if not told.wanted:
                break
        after += len(tail.entries)
        await asyncio.sleep(BETWEEN_S)
    if told.says:
        log.warning("not brought back: %s", told.says)


def pieces(entries: tuple[bytes, ...]) -> Iterator[tuple[bytes, ...]]:
    """In order, as many at once as fit, and one however long it is."""
    begin, length = 0, 0
    for at, entry in enumerate(entries):
        if length + len(entry) > PIECE_LEN_MAX and at > begin:
            yield entries[begin:at]
            begin, length = at, 0
        length += len(entry)
    yield entries[begin:]

"""Brings back entries that the district has of this box and its own record lost. They stay sealed, and go to the alert daemon. Opens and
keeps none.
"""

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

from appliance.api.feed.client import FeedClient
from appliance.api.feed.frames import HAND_IN_LEN_MAX
from sync.protocol import RETRY_LATER
from sync.transport.line import DistrictLine, Refusal, Unreachable

PIECE_LEN_MAX = (
    512 * 1024
)  # half of what the sealed feed takes at once (HAND_IN_LEN_MAX); a single entry has at most 1 MiB with its frame
ENTRY_LEN_MAX = HAND_IN_LEN_MAX - 1024  # an entry with its frame; only a plan of a thousand rooms comes near this
ASKED_AT_ONCE = 500  # about half a second of a slow line; half as many after each question without an answer
BETWEEN_S = 0.25  # between two questions: so a server that answers with one entry at a time is not asked without pause
AGAIN_S = 30.0  # the pause after the district was busy, or gave no answer

log = logging.getLogger("handbell.uplink")


async def bring_back(feed_at: Path, line: DistrictLine, common: int) -> None:
    """Bring everything that the district has after `common`, up to what the alert daemon wants. It runs beside the sending, on a feed line
    of its own.

    Killed, it begins again with the next session. Its failure ends nothing else. Raises LineLost.
    """
    async with FeedClient.connect(feed_at) as feed:
        await bring(feed, line, common)


async def bring(feed: FeedClient, line: DistrictLine, common: int, of: bytes = b"") -> bool:
    """Do the same on this feed line, where wanted `of` a box before this one. Give whether the alert daemon took all that it wants. Raises
    LineLost.
    """
    told = await feed.bring_back((), of)
    after, tails = max(told.after, common), _Tails(line, of)
    while told.wanted:
        entries = await tails.after(after)
        if not entries:
            return False
        for piece in pieces(entries):
            told = await feed.bring_back(piece, of)
            if not told.wanted:
                break
        after += len(entries)
        await asyncio.sleep(BETWEEN_S)
    if told.says:
        log.warning("not brought back: %s", told.says)
    return not told.says


class _Tails:
    """Asks for entries until there is an answer, and for fewer at once after each failure. It ignores a broken line: the other users of the
    line notice that.
    """

    def __init__(self, line: DistrictLine, of: bytes) -> None:
        self._line = line
        self._of = of
        self._at_once = ASKED_AT_ONCE

    async def after(self, number: int) -> tuple[bytes, ...]:
        """Give the next entries that the district has; none where there are no more, or the district gives none."""
        while True:
            again_s = AGAIN_S
            try:
                tail = await self._line.tail(number, self._at_once, self._of)
            except Unreachable as away:
                log.warning("not brought back yet: %s", away)
                self._at_once = max(self._at_once // 2, 1)
            else:
                if not isinstance(tail, Refusal):
                    return self._as_asked(tail.entries)
                if tail.refused.code not in RETRY_LATER:
                    return ()
                again_s = max(tail.retry_after_s, AGAIN_S)
            await asyncio.sleep(again_s)

    def _as_asked(self, entries: tuple[bytes, ...]) -> tuple[bytes, ...]:
        if len(entries) <= self._at_once and max(map(len, entries), default=0) <= ENTRY_LEN_MAX:
            return entries
        log.warning(
            "not brought back: the district answered with something that no box writes, or with more than was asked for"
        )
        return ()  # handing them on would make the alert daemon close the line and blame this process


def pieces(entries: tuple[bytes, ...]) -> Iterator[tuple[bytes, ...]]:
    """Cut the entries, in order, into pieces that fit. An entry that is too long makes a piece of its own."""
    begin, length = 0, 0
    for at, entry in enumerate(entries):
        if length + len(entry) > PIECE_LEN_MAX and at > begin:
            yield entries[begin:at]
            begin, length = at, 0
        length += len(entry)
    yield entries[begin:]

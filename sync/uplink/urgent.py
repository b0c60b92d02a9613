"""The urgent lane: while a backlog is being sent, sends the newest entries ahead of it, each stream with its key entry.

The uplink cannot know which calls are open: it sees numbers, streams and lengths. So it does what needs no such knowledge. After a line
came back, the newest entries of the backlog go first, the very newest before the others; and whatever is written from then on goes at once.
Without a backlog the main lane is fast enough, and nothing goes here. Entries sent here go by the main lane as well.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable

from appliance.api.feed.client import FeedClient
from appliance.api.feed.messages import SealedEntry, SealedItems, SealedWrap
from appliance.envelope.deposit import Deposit, Urgent
from appliance.envelope.format import split
from sync.transport.batch import travelling
from sync.transport.checking import holds
from sync.transport.line import DistrictLine, Refusal, Unreachable
from sync.uplink.handing_in import HandingIn
from sync.uplink.lane_progress import LaneProgress

# how many entries of the backlog go ahead when the line comes back: a call has about a dozen, so these are the last twenty calls
NEWEST = 256
LIVE_AT_ONCE = 64  # with as many key entries this is still half of what the alert daemon takes at once (HAND_IN_MAX)
AT_ONCE = 32  # entries in one request: 30 KB, under a second on 256 kbit/s
AT_FIRST = 4  # in the first request: even a line that breaks every other second takes so many; each further request has twice as many
LOOK_BACK = 5_000  # how many entries to read back for a key entry: ten answers of the feed; an older key entry comes with the backlog
ALONE = 24  # entries, as two calls have: once the newest of them are there, the main lane begins beside this lane
ALONE_S = 0.25  # if a request takes longer, this line is slow, and the main lane begins at once
READ_AT_ONCE = 500
STREAMS_MAX = 256  # key entries kept in memory, with their wraps about 5 KB each
HELD_S = 30  # how long the feed holds its answer, as on the main lane
HEAD_START_S = 0.02  # a short wait, so that the main lane, which hears of a new entry at the same moment, can take it when it is free


class KeyEntries:
    """The newest key entry of each stream seen, with its wraps. When full, it drops the stream that was not seen for the longest time."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, tuple[SealedEntry, tuple[SealedWrap, ...]]] = OrderedDict()

    def note(self, items: SealedItems) -> None:
        """Keep the key entries among these. A key entry without a wrap that travels opens nothing for anybody, and is not kept."""
        entries = {entry.number: entry for entry in items.entries}
        for wrap in items.wraps:
            if (entry := entries.get(wrap.number)) is None:
                continue
            known, wraps = self._known.get(wrap.stream, (entry, ()))
            if known.number <= entry.number:
                self._known[wrap.stream] = entry, (*(wraps if known.number == entry.number else ()), wrap)
                self._known.move_to_end(wrap.stream)
        while len(self._known) > STREAMS_MAX:
            self._known.popitem(last=False)

    def of(self, stream: bytes) -> tuple[SealedEntry, tuple[SealedWrap, ...]] | None:
        """Give the key entry of a stream, if it was seen."""
        return self._known.get(stream)


class UrgentLane:
    """The urgent lane in one session. While `idle` is unset the main lane begins nothing: something newer is on its way here."""

    def __init__(self, feed: FeedClient, line: DistrictLine, handing: HandingIn) -> None:
        self._feed = feed
        self._line = line
        self._handing = handing
        self._keys = KeyEntries()
        self._keys_sent: set[int] = set()
        self._head = 0  # the newest entry when this session began
        self._first = (
            1  # the first entry that this box wrote itself: the district refuses another box's entries as this one's
        )
        self._seen_from = 1  # the key entries from here on were noted
        self.idle = asyncio.Event()

    async def run(self, progress: LaneProgress) -> None:
        """Send the newest of a backlog, then what is written from now on. Raises Unreachable, LineLost."""
        self._first = progress.first
        after = await self._newest_first(progress)
        while True:
            self.idle.set()
            items = await self._read(after, HELD_S, LIVE_AT_ONCE)
            if not items.entries:
                continue
            after = items.entries[-1].number
            self._keys.note(items)
            await asyncio.sleep(HEAD_START_S)
            self.idle.clear()
            await self._send([entry for entry in items.entries if entry.number > progress.sending], items.wraps)

    async def hold(self, refused: Deposit) -> None:
        """Send what the main lane began and may not bring now. Raises Unreachable, LineLost."""
        await self._hold(Urgent(refused.entries, refused.wraps))

    async def _newest_first(self, progress: LaneProgress) -> int:
        head = self._head = (await self._read(progress.sent, 0, 1)).head
        self._seen_from = head + 1
        if head - progress.sent <= AT_ONCE:
            return head  # one small deposit brings all of it
        upper, at_once = head, AT_FIRST
        newest = head
        while upper > (lowest := max(progress.sending, head - NEWEST)):
            newest = await self._just_written(newest)
            after = max(upper - at_once, lowest)
            items = await self._read(after, 0, upper - after)
            began_s = asyncio.get_running_loop().time()
            await self._send(items.entries, items.wraps)
            upper, at_once = after, min(2 * at_once, AT_ONCE)
            if head - upper >= ALONE or asyncio.get_running_loop().time() - began_s > ALONE_S:
                self.idle.set()  # else a slow line that also breaks every other second would bring these few again and again
        return newest

    async def _just_written(self, newest: int) -> int:
        """Send what was written since, ahead of anything older: somebody may be calling now. Give the number to go on after."""
        items = await self._read(newest, 0, LIVE_AT_ONCE)
        if not items.entries:
            return newest
        self._keys.note(items)
        await self._send(items.entries, items.wraps)
        return items.entries[-1].number

    async def _read(self, after: int, wait_s: int, limit: int = READ_AT_ONCE) -> SealedItems:
        return await self._feed.follow(after, limit=limit, wait_s=wait_s, outward=True)

    async def _send(self, entries: Iterable[SealedEntry], wraps: Iterable[SealedWrap]) -> None:
        chosen = {entry.number: entry for entry in entries}
        going = {(wrap.number, wrap.recipient): wrap for wrap in wraps if wrap.number in chosen}
        if not chosen:
            return
        for stream in {split(entry.entry).header.stream for entry in chosen.values()}:
            key = await self._key_entry(stream)
            if key is not None and key[0].number not in self._keys_sent:
                chosen.setdefault(key[0].number, key[0])
                going.update({(wrap.number, wrap.recipient): wrap for wrap in key[1]})
        ascending = [chosen[number] for number in sorted(chosen)]
        urgent = Urgent(tuple(each.entry for each in ascending), tuple(travelling(wrap) for wrap in going.values()))
        await self._hold(urgent)
        self._keys_sent |= {wrap.number for wrap in going.values()}

    async def _hold(self, urgent: Urgent) -> None:
        answer = await self._line.urgent(urgent)
        if isinstance(answer, Refusal):
            return  # the main lane is refused too, and says why
        pairs = list(zip(answer.receipts, urgent.entries, strict=False))
        if len(pairs) != len(urgent.entries) or not all(holds(receipt, entry) for receipt, entry in pairs):
            raise Unreachable(
                "The district answered without signed receipts for what was sent: that counts as nothing."
            )
        await self._handing.give(holdings=answer.receipts)

    async def _key_entry(self, stream: bytes) -> tuple[SealedEntry, tuple[SealedWrap, ...]] | None:
        """Give the key entry of a stream. Where it was not seen, read further back in the feed: in one session at most
        LOOK_BACK entries.
        """
        lowest = max(self._head - LOOK_BACK, self._first - 1)
        while (known := self._keys.of(stream)) is None and self._seen_from > lowest + 1:
            after = max(self._seen_from - 1 - READ_AT_ONCE, 0)
            self._keys.note(await self._read(after, 0, self._seen_from - 1 - after))
            self._seen_from = after + 1
        return known

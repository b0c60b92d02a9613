"""Keeps what is owed by all records at hand: what is open, or waits for a question. One for the daemon. Knows no desk and no reader.

It is worked out beside calls, newest record first, after a start and whenever other rules count; and after that only for records that
were written to. Nothing of it is written down: it is derived anew from the record at each start. `_Kept` says how long it holds.
"""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from appliance.duties.calendar import Calendar
from appliance.duties.rules import Rule
from appliance.engine.engine import Engine
from appliance.engine.old_weeks import Calm
from appliance.engine.queries import Queries
from appliance.engine.records import Records
from appliance.listed.keeper import ListedKeeper
from appliance.logbook.errors import LogbookError
from appliance.logbook.store import Logbook
from appliance.owed.hurt import HurtStaff, hurt_in
from appliance.owed.of_record import OfRecord, look
from appliance.plan.ids import IncidentId
from appliance.plan.index import PlanIndex
from appliance.record.record import Record

if TYPE_CHECKING:
    from appliance.duties.adopted.listed import Listed  # what reads rules takes longer to load than a start may wait

PAGE = 50  # incidents whose streams are looked up at once: one hop to the disk's thread
BREATH_S = 0.02  # between two records in the background, at least
RESTS = 30
"""After each record the background rests so many times as long as that record took: it takes a thirtieth of a core, so that
a box at rest stays at rest. The records of a year, some 2,000, are looked at within three minutes, and 100,000 within three hours.
"""
TOOK_S_MAX = 0.05  # counted for one record: a longer time was mostly the work of others
FIRST_S = 10.0  # after a start: by then the presses of before have come through
EVERY_S = 30.0  # so what was written to since is looked at in time, and a list finds little left to do
AGAIN_S = 5.0  # after a read that failed: a disk that is away is tried as seldom here as it is for new entries
ASKED_WITHIN_S = 1.0  # a list goes on with what has not been looked at for so long; a console waits 5 s for its answer
AT_HAND_MAX = 32  # records that owe nothing any more and that desks look at now; others are derived when somebody asks
_TOP = 1 << 62  # above every possible entry, and within what SQLite counts

log = logging.getLogger("handbell.owed")


class Owed:
    """Gives what is owed, of one record or of all. Raises LogbookError while the disk is away."""

    def __init__(
        self,
        engine: Engine,
        records: Records,
        logbook: Logbook,
        queries: Queries,
        *,
        breath_s: float = BREATH_S,
    ) -> None:
        self.listed = ListedKeeper(engine)
        """Gives the rules and the calendar by which it is owed."""
        self._engine = engine
        self._records = records
        self._logbook = logbook
        self._queries = queries
        self._calm = Calm(engine, breath_s)
        self._one_at_a_time = asyncio.Lock()
        self._waiting: dict[bytes, _Kept] = {}
        """Stream → what its record owes, where something of it is open or waits for a question."""
        self._streams: dict[IncidentId, bytes] = {}
        """Incident → its stream, for the same records."""
        self._hurt: dict[bytes, HurtStaff] = {}
        """Stream → who was hurt, where its record names anybody."""
        self._stale: dict[bytes, None] = {}
        """Streams of records that were written to since they were looked at."""
        self._before = _TOP
        """Incidents that began below this entry have not been looked at; 0 when all were."""
        self._noticed: int | None = None
        """The newest entry that was noticed."""
        self._rules: Sequence[Rule] = ()
        self._calendar: Calendar | None = None
        self._index: PlanIndex | None = None
        self._was_whole = True
        """Whether no entries were still being brought back when that was noticed."""
        self._at_hand: OrderedDict[IncidentId, _Kept] = OrderedDict()

    async def of(self, record: Record) -> OfRecord | None:
        """Give everything that a record owes, also what is closed or withdrawn; None for a tap-out."""
        kept = await self._derived(record, await self.listed.known())
        if kept is None:
            return None
        self._at_hand[record.incident] = kept
        self._at_hand.move_to_end(record.incident)
        while len(self._at_hand) > AT_HAND_MAX:
            self._at_hand.popitem(last=False)
        return kept.of

    async def open_of(self, record: Record) -> tuple[str, ...] | None:
        """Give the sentence of everything that a record still owes: what is open, or waits for a question whose answer may open it. Give
        None where something that was adopted cannot be read by this release: it may owe more than what counts meanwhile.
        """
        if (await self.listed.known()).unread:
            return None
        found = await self.of(record)
        return tuple(each.duty.says for each in found.owing if each.waits_for_somebody) if found is not None else ()

    async def all(self) -> tuple[list[OfRecord], int]:
        """Give the records in which something is open or waits, and how many incidents were not looked at yet. This takes ASKED_WITHIN_S at
        most.
        """
        until_s = time.monotonic() + ASKED_WITHIN_S
        more = True
        while more and time.monotonic() < until_s:
            more = await self._goes_on()
        left = len(self._stale) + (await self._logbook.reader.count_of_incidents(self._before) if self._before else 0)
        return [each.of for stream, each in self._waiting.items() if stream not in self._stale], left

    def hurt_lately(self, now_ms: int | None) -> tuple[HurtStaff, ...] | None:
        """Give who was hurt within `HURT_DAYS`, by record. `now_ms` None: the clock is not trusted, so all records count. Gives None while
        records were not looked at yet: then nobody knows.
        """
        if self._before or self._stale:
            return None
        return tuple(each for each in self._hurt.values() if each.lately(now_ms))

    async def run(self) -> None:
        """Look at everything in the background, while nobody calls. Waits while the disk is away."""
        await asyncio.sleep(FIRST_S)
        while True:
            try:
                await self._calm.wait()
                began_s = time.thread_time()
                more = await self._goes_on()
                took_s = min(time.thread_time() - began_s, TOOK_S_MAX)
            except LogbookError as error:
                log.warning("what is owed is put off: %s", error)
                await asyncio.sleep(AGAIN_S)
                continue
            await asyncio.sleep(RESTS * took_s if more else EVERY_S)

    # ---- looking

    async def _goes_on(self) -> bool:
        """Look at one record more. Return whether there may be others."""
        async with self._one_at_a_time:
            listed = await self.listed.known()
            self._notice_changes(listed)
            await self._notice_entries()
            if not self._stale and self._before:
                found = await self._logbook.reader.streams_of_incidents(self._before, PAGE)
                self._stale |= dict.fromkeys(stream for _, stream in found)
                self._before = found[-1][0] if len(found) == PAGE else 0
            if not self._stale:
                return False
            stream = next(iter(self._stale))
            await self._look(stream, listed)
            self._stale.pop(stream)
            return True

    def _notice_changes(self, listed: "Listed") -> None:
        """Begin anew where other rules or another plan count, and once all entries of a damaged record were brought back: these have old
        numbers. Another calendar opens no duty, so only what is owed is looked at again.
        """
        index, whole = self._engine.board.index, self._logbook.whole.is_set()
        brought_back = whole and not self._was_whole
        if brought_back:
            self._at_hand.clear()
        if brought_back or self._index is not index or self._rules != listed.rules.rules:
            self._waiting.clear()
            self._hurt.clear()
            self._streams.clear()
            self._stale.clear()
            self._before = _TOP
        elif self._calendar is not listed.calendar:
            self._stale |= dict.fromkeys(self._waiting)
        self._index, self._rules, self._calendar, self._was_whole = index, listed.rules.rules, listed.calendar, whole

    async def _notice_entries(self) -> None:
        """Notice which records were written to, or lost something, since the last time. Those below `_before` come by themselves."""
        head = self._logbook.kept[0]
        if self._noticed is None or self._noticed == head:
            self._noticed = head
            return
        streams = await self._logbook.reader.streams_written_to(self._noticed)
        self._stale |= dict.fromkeys(streams)
        self._noticed = head

    async def _look(self, stream: bytes, listed: "Listed") -> None:
        incident = await self._queries.incident_of(stream)
        record = await self._records.read_apart(incident) if incident is not None else None
        kept = await self._derived(record, listed) if record is not None else None
        hurt = hurt_in(record) if record is not None else None
        self._hurt.pop(stream, None)
        if hurt is not None and hurt.anybody:
            self._hurt[stream] = hurt
        if kept is not None and kept.of.waits_for_somebody:
            self._waiting[stream] = kept
            self._streams[kept.of.incident] = stream
        elif (before := self._waiting.pop(stream, None)) is not None:
            del self._streams[before.of.incident]

    async def _derived(self, record: Record, listed: "Listed") -> "_Kept | None":
        """Give what a record owes, as it was derived before if that still holds, or else derived now; None for a tap-out."""
        index = self._engine.board.index
        for kept in (self._waiting.get(self._streams.get(record.incident, b"")), self._at_hand.get(record.incident)):
            if kept is not None and kept.holds(record, listed, index):
                return kept
        found = await look(record, listed, index)
        return _Kept(listed, index, found) if found is not None else None


class _Kept(msgspec.Struct, frozen=True, eq=False):
    """What a record owes by these rules and this calendar, and in this plan."""

    listed: "Listed"
    index: PlanIndex
    of: OfRecord

    def holds(self, record: Record, listed: "Listed", index: PlanIndex) -> bool:
        """Whether this record still owes just that. It does until something is written into it or destroyed of it, other rules or another
        calendar are adopted, a closing is declared or withdrawn, or another plan counts. A new day changes no duty. That somebody read the
        record changes none either, and it happens more often than all the rest.
        """
        return self.listed is listed and self.index is index and self.of.changed == record.changed

"""Finds and folds records of incidents, keeps them at hand, and lets one writer at a time write to them. Knows no desk and no role. What
was written is read back from the record itself, entry by entry, so that what is shown is what is on disk.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence

import msgspec

from appliance.core.calls.commands import BeginRecord
from appliance.core.calls.events import RecordOpened
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.engine.engine import Engine
from appliance.engine.outcome import Outcome, Refused
from appliance.engine.queries import Queries
from appliance.logbook.store import Logbook
from appliance.plan.ids import DeskId, IncidentId
from appliance.record.decide import No
from appliance.record.events import RecordEntry
from appliance.record.record import Record, fold

AT_HAND_MAX = 256  # records kept folded, some 20 KiB each: as many as a school works on in a month

FORGOTTEN_IN_A_ROW_MAX = 500
"""Incidents that are skipped to find one that can be read: a millisecond of the disk's thread, and half a year of a school's incidents.
More than that are unreadable only at the old end, where everything is forgotten.
"""

# entries searched for an earlier sending of the same command: whoever got no answer asks again within seconds
SENT_AGAIN_WITHIN = 200
# A worn card may take a second a commit. A console waits 5 s, and that includes what it asked behind this.
BEGUN_WITHIN_S = 3.0

MAY_BE_BEGUN = (
    "The box's disk does not answer, so this record may still be begun once it does. Note it on paper, and look for it"
    " in the list of records before you begin another."
)

type Decide = Callable[[Record], Sequence[RecordEntry] | No]
"""Decides what follows for a record as it stands now; called while nobody else writes to the record."""


class Begun(msgspec.Struct, frozen=True):
    """A record nobody pressed for. `before`: the same attempt began it already."""

    incident: IncidentId
    before: bool


class Records:
    """Opens and writes records. One for the daemon. Every method raises LogbookError while the disk is away."""

    def __init__(self, engine: Engine, logbook: Logbook, queries: Queries) -> None:
        self._engine = engine
        self._logbook = logbook
        self._queries = queries
        self._at_hand: OrderedDict[IncidentId, Record] = OrderedDict()
        self._one_writer = asyncio.Lock()
        self._one_beginner = asyncio.Lock()
        self._last: asyncio.Future[Outcome] | None = None
        """What was written last, on disk or not: a line that ends while it waits leaves it on its way, and the lock free."""

    async def open(self, incident: IncidentId) -> Record | None:
        """Give the record as it is on disk now, None where there is no such incident. Callers only read it."""
        record = self._at_hand.get(incident)
        if record is None:
            told = await self._queries.told_of(incident)
            if not told:
                return None
            record = self._at_hand[incident] = fold(incident, told)
            if len(self._at_hand) > AT_HAND_MAX:
                self._at_hand.popitem(last=False)
        else:
            self._at_hand.move_to_end(incident)
            for number, at, event in await self._queries.told_of(incident, after=record.newest):
                # another caller that opened the record at the same time may have taken the entry already
                if number > record.newest:
                    record.take(number, at, event)
        return record

    async def write(self, incident: IncidentId, decide: Decide) -> Record | No:
        """Decide over the record as it stands, keep what follows, and give the record with it on disk."""
        async with self._one_writer:
            await self._last_is_kept()
            record = await self.open(incident)
            if record is None:
                return No("There is no such record.")
            decided = decide(record)
            if isinstance(decided, No):
                return decided
            if not decided:
                return record
            return await self._kept(record, decided)

    async def begin(self, command: BeginRecord, by: Actor) -> Begun | No:
        """Begin the record of an incident nobody pressed for; or give the one that this attempt at this desk began already.

        While the disk is away, this is refused, or answered that nobody knows yet.
        """
        if self._engine.recorder.failing is not None:
            return No(Rejection.NOT_RECORDING.says)
        try:
            async with asyncio.timeout(BEGUN_WITHIN_S), self._one_beginner:
                return await self._begun(command, by)
        except TimeoutError:
            return No(MAY_BE_BEGUN)

    async def _begun(self, command: BeginRecord, by: Actor) -> Begun | No:
        before = await self._begun_before(command.attempt, by.desk) if command.attempt else None
        if before is not None:
            return Begun(before, before=True)
        outcome = await self._engine.submit(command, by).kept
        if isinstance(outcome, Refused):
            return No(outcome.rejection.says)
        return next(Begun(event.incident, before=False) for event in outcome.events if isinstance(event, RecordOpened))

    async def _begun_before(self, attempt: str, desk: DeskId) -> IncidentId | None:
        # an earlier try, whose line was cut, may still be on its way to the disk
        await self._engine.recorder.caught_up()
        _, told = await self._queries.feed(0, SENT_AGAIN_WITHIN, newest_first=True)
        opened = (event for _, _, event in told if isinstance(event, RecordOpened))
        return next((each.incident for each in opened if (each.attempt, each.by.desk) == (attempt, desk)), None)

    async def read_apart(self, incident: IncidentId) -> Record | None:
        """Give the record as `open` does, without keeping it at hand: a reader of all records must not push out the records in use."""
        told = await self._queries.told_of(incident)
        return fold(incident, told) if told else None

    async def alone[T](self, incident: IncidentId, work: Callable[[Record], Awaitable[T]]) -> T | None:
        """Do something to a record while nobody writes to it, and keep nothing of it at hand; None where there is no such record."""
        async with self._one_writer:
            await self._last_is_kept()
            record = await self.open(incident)
            try:
                return await work(record) if record is not None else None
            finally:
                self._at_hand.pop(incident, None)

    async def latest(self, *, unfinished: bool, before: int, limit: int) -> tuple[list[Record], int | None]:
        """Give records of incidents that are over, newest first, and the first entry below which to go on; None at the end."""
        found = await self._logbook.reader.streams_of_records(unfinished=unfinished, before=before, limit=limit)
        records: list[Record] = []
        for _, stream in found:
            incident = await self._queries.incident_of(stream)
            record = await self.open(incident) if incident is not None else None
            if record is not None:
                records.append(record)
        return records, found[-1][0] if len(found) == limit else None

    async def numbered(self, number: int) -> IncidentId | None:
        """Give the incident that is over and has this number; None where there is none that can be read.

        Numbers rise with entries, so a binary search finds it: some twenty looks among a hundred thousand incidents.
        """
        low, high = 0, self._logbook.kept[0]
        while low < high:
            middle = (low + high + 1) // 2
            found = await self._logbook.reader.stream_in_keeping_before(middle, FORGOTTEN_IN_A_ROW_MAX)
            called = await self._queries.called(found[1]) if found is not None and found[0] > low else None
            if found is None or called is None or called[0] < number:
                low = middle
            elif called[0] == number:
                return called[1]
            else:
                high = found[0] - 1
        return None

    async def _last_is_kept(self) -> None:
        """Wait until the last write is on disk: a decision over a record must not miss an entry that is still on its way."""
        if self._last is not None:
            await asyncio.shield(self._last)

    async def _kept(self, record: Record, events: Sequence[RecordEntry]) -> Record | No:
        if not await self._logbook.take_up(record.incident):
            return No("There is no such record.")
        self._last = self._engine.keep(events).kept
        outcome = await asyncio.shield(self._last)
        if isinstance(outcome, Refused):
            return No(outcome.rejection.says)
        again = await self.open(record.incident)
        assert again is not None, "what was written to is there"
        return again

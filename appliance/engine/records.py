"""Records of incidents while they are read and written: found, folded, kept at hand, one writer at a time. Knows no desk, no role.

What was written comes back from the record itself, entry by entry, so that what is shown is what is on disk.
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

AT_HAND_MAX = 256  # records kept folded, some 20 KiB each: those a school works on in a month

FORGOTTEN_IN_A_ROW_MAX = 500
"""Incidents looked past for one that can be read: a millisecond of the disk's thread, and half a year of a school's. Only where
everything is forgotten, at the old end, are there more."""

SENT_AGAIN_WITHIN = 200  # entries looked back for what was sent before: who got no answer asks again within seconds
BEGUN_WITHIN_S = 3.0  # a worn card may take a second a commit; a console waits 5 s, also for what it asked behind this

MAY_BE_BEGUN = (
    "The box's disk does not answer, so this record may still be begun once it does. Note it on paper, and look for it"
    " in the list of records before you begin another."
)

type Decide = Callable[[Record], Sequence[RecordEntry] | No]
"""What follows for a record as it stands now; called with nobody else writing to it."""


class Begun(msgspec.Struct, frozen=True):
    """A record nobody pressed for. `before`: it was begun by the same attempt already."""

    incident: IncidentId
    before: bool


class Records:
    """One for the daemon. Every method raises LogbookError while the disk is away."""

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
        """The record as it is on disk now, None where there is no such incident. Callers only read it."""
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
                if number > record.newest:  # whoever opened it at the same time may have taken it
                    record.take(number, at, event)
        return record

    async def write(self, incident: IncidentId, decide: Decide) -> Record | No:
        """Decide over the record as it stands, and keep what follows; the record then, with it on disk."""
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
        """Begin the record of an incident nobody pressed for; or the one this attempt began at this desk already.

        While the disk is away it is refused, or answered that nobody knows yet.
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
        await self._engine.recorder.caught_up()  # what a cut line left may be on its way to the disk
        _, told = await self._queries.feed(0, SENT_AGAIN_WITHIN, newest_first=True)
        opened = (event for _, _, event in told if isinstance(event, RecordOpened))
        return next((each.incident for each in opened if (each.attempt, each.by.desk) == (attempt, desk)), None)

    async def read_apart(self, incident: IncidentId) -> Record | None:
        """The record as `open` gives it, not kept at hand: whoever looks through all of them must not push out those in use."""
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
        """Records of incidents that are over, newest first, and below which first entry to go on; None at the end."""
        found = await self._logbook.reader.streams_of_records(unfinished=unfinished, before=before, limit=limit)
        records: list[Record] = []
        for _, stream in found:
            incident = await self._queries.incident_of(stream)
            record = await self.open(incident) if incident is not None else None
            if record is not None:
                records.append(record)
        return records, found[-1][0] if len(found) == limit else None

    async def numbered(self, number: int) -> IncidentId | None:
        """The incident that is over and that people call by this number; None where there is none that can be read.

        Numbers rise with entries, so it is looked for by halves: some twenty looks among a hundred thousand incidents.
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
        """Nobody decides over a record that lacks what is still on its way to the disk."""
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

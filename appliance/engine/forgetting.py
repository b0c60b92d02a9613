"""Carries out forgetting on *opened*: announces each day which records the building will forget because the safety office has them, and
destroys the keys of those that stood on the morning check for long enough. `appliance.record.forgetting` decides; the old reading keys go
with the next round of `retention.py`, as for everything that is destroyed.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date

import msgspec

from appliance.core.district.commands import NoteForgetting
from appliance.core.district.events import Announced
from appliance.engine.engine import Engine
from appliance.engine.outcome import Refused
from appliance.engine.queries import Queries
from appliance.engine.records import Records
from appliance.engine.retention import UNREADABLE, RetentionKeeper, number_of
from appliance.plan.ids import IncidentId
from appliance.record.derived import derived
from appliance.record.events import KeysDestroyed
from appliance.record.forgetting import Known, Ready, announce, goes_on, keeps, not_wanted, rule
from appliance.record.record import Record
from appliance.record.retention import ALL, Due, day_of

type DutiesOpen = Callable[[Record], Awaitable[tuple[str, ...] | None]]
"""Gives the duties of a record that are not closed, a sentence each; None where nobody can tell."""

NOTHING_LEFT = ("Nothing of it is left here.",)

log = logging.getLogger("handbell.keeping")


class Going(msgspec.Struct, frozen=True):
    """A record that will be forgotten here, by the number that people say, and the day on which it goes."""

    number: int
    on: date


class ForgettingKeeper:
    """Announces and forgets; one for the daemon. Every method raises LogbookError while the disk is away."""

    def __init__(
        self,
        engine: Engine,
        records: Records,
        queries: Queries,
        retention: RetentionKeeper,
        duties_open: DutiesOpen,
    ) -> None:
        self._engine = engine
        self._records = records
        self._queries = queries
        self._retention = retention
        self._duties_open = duties_open

    def why_not(self) -> str:
        """Say why nothing is forgotten now, and what to do; empty if it may be."""
        return not_wanted(self._engine.board.index.plan.kept) or self._retention.why_not()

    def announced(self) -> tuple[Announced, ...]:
        """Give what stands on the morning check, the oldest first."""
        return self._engine.board.district.announced

    async def daily_round(self) -> None:
        """Forget and announce, then destroy what is due by the schedule, and let the reading keys go that nothing needs any more. Raises
        VaultError as well.
        """
        await self.look()
        await self._retention.destroy_due()

    async def look(self) -> list[KeysDestroyed]:
        """Forget what stood for long enough and is still kept by nothing, then announce what stands today. Give the certificates. Raises
        VaultError where a week cannot be marked. Where the plan does not want it, nothing is announced any more. Where nobody can know what
        day it is, nothing changes.
        """
        async with self._retention.one_at_a_time:
            if not_wanted(self._engine.board.index.plan.kept):
                await self._announce([])
                return []
            if self._retention.why_not():
                return []
            certificates: list[KeysDestroyed] = []
            ready: list[Ready] = []
            async for each in self._ready():
                gone = await self._forget(each) if self._is_time(each) else None
                if gone is not None:
                    certificates.append(gone)
                else:
                    ready.append(each)
            await self._announce(ready)
            return certificates

    async def keeps(self, incident: IncidentId) -> tuple[str, ...]:
        """Give everything that still keeps this record here, a sentence each; nothing if it stands on the morning check, or will. Does not
        say what the plan wants: `why_not` does.
        """
        record = await self._records.open(incident)
        judged = NOTHING_LEFT if record is None else await self._judge(record)
        return () if isinstance(judged, Ready) else judged

    async def going(self) -> list[Going]:
        """Give the records that stand on the morning check, what goes first standing first."""
        found: list[Going] = []
        for each in self.announced():
            record = await self._records.read_apart(each.incident)
            if record is not None and record.live:
                found.append(Going(number_of(record), self.day_of(each)))
        return sorted(found, key=lambda going: (going.on, going.number))

    def day_of(self, announced: Announced) -> date:
        """Give the day on which an announced record goes."""
        return goes_on(announced, self._today())

    # ---- what nothing keeps

    async def _ready(self) -> AsyncIterator[Ready]:
        """Give the records that nothing keeps. Only those are read of which the safety office opened something."""
        async for stream in self._retention.streams():
            opened = stream in self._engine.board.district.opened
            incident = await self._queries.incident_of(stream) if opened else None
            record = await self._records.read_apart(incident) if incident is not None else None
            judged = await self._judge(record) if record is not None else NOTHING_LEFT
            if isinstance(judged, Ready):
                yield judged

    async def _judge(self, record: Record) -> Ready | tuple[str, ...]:
        kept = await self._retention.keys.kept(record.incident)
        if kept is None:
            return (UNREADABLE.says,)
        if not kept.classes:
            return NOTHING_LEFT
        board = self._engine.board
        known = Known(
            opened=board.district.opened.get(kept.stream, 0),
            last=kept.last,
            duties_open=await self._duties_open(record),
        )
        return keeps(record, derived(record, board.index), known) or Ready(record.incident, kept.last)

    # ---- one record

    def _is_time(self, ready: Ready) -> bool:
        """Return whether it stood on the morning check for long enough, with the same last entry."""
        stood = (each for each in self.announced() if (each.incident, each.last) == (ready.incident, ready.last))
        return any(self.day_of(each) <= self._today() for each in stood)

    async def _forget(self, ready: Ready) -> KeysDestroyed | None:
        await self._retention.calm.wait()
        return await self._records.alone(ready.incident, self._destroy)

    async def _destroy(self, record: Record) -> KeysDestroyed | None:
        """Destroy all keys of the record. Judge it again first: somebody may have written into it, or put a hold on it, since it was found.
        Nobody may write into any record meanwhile, so nothing is done while a call is open; it goes tomorrow.
        """
        judged = await self._judge(record)
        if not isinstance(judged, Ready) or not self._is_time(judged) or self.why_not() or self._engine.board.incidents:
            return None
        return await self._retention.keys.destroy(record.incident, Due(ALL, rule(judged.last), self._today()))

    async def _announce(self, ready: list[Ready]) -> None:
        announced = announce(self.announced(), ready, self._engine.clock.now().wall_ms)
        if announced.listed == self.announced():
            return
        outcome = await self._engine.submit(NoteForgetting(announced=announced)).kept
        if isinstance(outcome, Refused):
            log.warning("what will be forgotten could not be announced: %s", outcome.rejection.says)

    def _today(self) -> date:
        return day_of(self._engine.clock.now().wall_ms)

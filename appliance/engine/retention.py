"""Carries out the retention of records: finds what is due, destroys its keys, and lets old reading keys of the building go.
`appliance.record.retention` decides when something may go. Every step is small, waits while a call is open, and can be interrupted
anywhere: the condemned weeks show what was begun.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import msgspec

from appliance.core.calls.events import FirstCall, RecordOpened
from appliance.core.ground.moment import Moment
from appliance.engine.data_keys import DataKeys
from appliance.engine.engine import Engine
from appliance.engine.old_weeks import BREATH_S, Calm, OldWeeks
from appliance.engine.queries import Queries
from appliance.engine.records import Records
from appliance.logbook.store import Logbook
from appliance.plan.ids import IncidentId
from appliance.record.derived import derived
from appliance.record.events import KeysDestroyed
from appliance.record.record import Record
from appliance.record.retention import Verdict, day_of, judge, left, soonest
from appliance.vault.reading_keys import week_of
from appliance.vault.vault import Vault

LOOKED_AT_ONCE = 20  # incidents whose age is looked up between two pauses
LATELY_MS = 12 * 7 * 86_400_000  # twelve weeks: a box that was off for a summer waits a week longer than other boxes
UNREADABLE = Verdict(
    (), "Kept: something of it cannot be read here, and that may be a hold. Restore the reading key or the logbook."
)


class Judged(msgspec.Struct, frozen=True):
    """One record of which something may go."""

    incident: IncidentId
    number: int
    """The number by which people call the record."""
    verdict: Verdict


class RetentionKeeper:
    """Finds and destroys what is due; one for the daemon. Every method raises LogbookError while the disk is away, VaultError where a key
    cannot be written.
    """

    def __init__(
        self,
        engine: Engine,
        records: Records,
        logbook: Logbook,
        queries: Queries,
        vault: Vault,
        *,
        breath_s: float = BREATH_S,
    ) -> None:
        self._engine = engine
        self._records = records
        self._logbook = logbook
        self._queries = queries
        self._vault = vault
        self.calm = Calm(engine, breath_s)
        self.keys = DataKeys(engine, logbook, vault)
        self.one_at_a_time = asyncio.Lock()
        """Whoever destroys data keys holds it."""
        self._old_weeks = OldWeeks(engine, logbook, vault, self.calm)

    def why_not(self) -> str:
        """Say why nothing may be destroyed now, and what to do; empty if it may."""
        if not self._engine.board.index.plan.kept.approved:
            return (
                "Nothing is destroyed: nobody approved the schedule. "
                "Write under `retention` in the plan who did, and when, and adopt it."
            )
        if self._engine.clock.now().week_minute is None:
            return "Nothing is destroyed: the box does not know what day it is. Look at its clock."
        if not self._lived_through_the_weeks():
            return (
                "Nothing is destroyed: the box knows no week shortly before this one, so its clock may have jumped. "
                "Look at its date. If that is right, this passes by itself next week."
            )
        if not self._logbook.whole.is_set():
            return "Nothing is destroyed: a damaged record is being put together again. Try again in some minutes."
        if self._engine.heard.spares_power:
            return "Nothing is destroyed now: on low battery. Try again when power is back."
        if not self._engine.recording:
            return "Nothing is destroyed: the disk is not writing. Look at the board, and try again when it does."
        return ""

    async def due(self) -> list[Judged]:
        """Give every record of which something may go today, oldest first."""
        return [judged async for judged in self._looked_through() if judged.verdict.due]

    async def destroy_due(self) -> list[KeysDestroyed]:
        """Destroy everything that is due, then the reading keys that can go. Give the certificates. Nothing is destroyed where `why_not`
        gives a reason.
        """
        async with self.one_at_a_time:
            certificates: list[KeysDestroyed] = []
            if not self.why_not():
                for judged in await self.due():
                    await self.calm.wait()
                    certificates += await self._records.alone(judged.incident, self._destroy) or []
            await self._old_weeks.let_go()
            return certificates

    # ---- what is due

    async def _looked_through(self) -> AsyncIterator[Judged]:
        async for stream in self.streams():
            begun = await self._queries.beginning_of(stream)
            record = await self._records.read_apart(begun[1]) if begun and self._old_enough(begun[0]) else None
            if record is not None:
                yield Judged(record.incident, number_of(record), await self._judge(record))

    async def streams(self) -> AsyncIterator[bytes]:
        """Give the streams of incidents that are over and of which a key is kept, oldest first. Gives way, and waits while a call is
        open.
        """
        after = 0
        while found := await self._logbook.reader.streams_in_keeping(after, LOOKED_AT_ONCE):
            await self.calm.wait()
            after = found[-1][0]
            for _, stream, any_key in found:
                if any_key:
                    yield stream

    def _old_enough(self, began: Moment) -> bool:
        """Return whether this record is worth reading: no rule lets anything younger go."""
        kept = self._engine.board.index.plan.kept
        return began.week_minute is None or day_of(began.wall_ms) <= soonest(kept, self._today())

    async def _judge(self, record: Record) -> Verdict:
        index = self._engine.board.index
        verdict = judge(record, derived(record, index), index.plan.kept, self._today())
        if not verdict.due:
            return verdict
        kept = await self.keys.kept(record.incident)
        return UNREADABLE if kept is None else left(verdict, kept.classes)

    def _lived_through_the_weeks(self) -> bool:
        """Return whether there is a reading key of the last weeks before this one: a clock that jumps ahead must not make records old."""
        now_ms = self._engine.clock.now().wall_ms
        lately, this_week = week_of(now_ms - LATELY_MS), week_of(now_ms)
        return any(lately <= week < this_week for week in self._vault.reading_keys.weeks())

    def _today(self) -> date:
        return day_of(self._engine.clock.now().wall_ms)

    # ---- one record

    async def _destroy(self, record: Record) -> list[KeysDestroyed]:
        """Destroy what is due of one record. Judge it again first: somebody may have put a hold on it since it was found."""
        if self.why_not():
            return []
        certificates: list[KeysDestroyed] = []
        for due in (await self._judge(record)).due:
            if self._engine.board.incidents:
                break  # nobody may write into any record meanwhile; the rest is done tomorrow
            certificate = await self.keys.destroy(record.incident, due)
            certificates += [certificate] if certificate is not None else []
        return certificates


def number_of(record: Record) -> int:
    """Give the number by which people call a record; 0 if its beginning cannot be read."""
    begun = (event for _, _, event in record.live if isinstance(event, FirstCall | RecordOpened))
    return next((event.number for event in begun), 0)

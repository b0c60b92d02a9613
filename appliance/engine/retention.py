"""Carries out the retention of records: finds what is due, destroys its keys, and lets old reading keys of the building go.
`appliance.record.retention` decides when something may go. Every step is small, waits while a call is open, and can be interrupted
anywhere: the condemned weeks show what was begun.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import date

import msgspec

from appliance.core.calls.events import FirstCall, RecordOpened
from appliance.core.ground.moment import Moment
from appliance.engine.engine import Engine
from appliance.engine.old_weeks import BREATH_S, Calm, OldWeeks
from appliance.engine.queries import Queries
from appliance.engine.records import Records
from appliance.logbook import forgetting
from appliance.logbook.store import Logbook
from appliance.plan.ids import IncidentId
from appliance.record.derived import derived
from appliance.record.events import KeysDestroyed
from appliance.record.record import Record
from appliance.record.retention import Due, Verdict, day_of, judge, left, soonest
from appliance.record.words import Klass
from appliance.vault.reading_keys import week_of
from appliance.vault.vault import Vault

LOOKED_AT_ONCE = 20  # incidents whose age is looked up between two pauses
LATELY_MS = 12 * 7 * 86_400_000  # twelve weeks: a box that was off for a summer waits a week longer than other boxes
ENTRIES_MAX = 10_000  # entries of one record, as `Queries.told_of` reads them; the end of a longer record is not known
UNREADABLE = Verdict(
    (), "Kept: something of it cannot be read here, and that may be a hold. Restore the reading key or the logbook."
)

log = logging.getLogger("handbell.keeping")

type Key = tuple[bytes, int]
"""Stream and number of a data key."""


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
        self._calm = Calm(engine, breath_s)
        self._old_weeks = OldWeeks(engine, logbook, vault, self._calm)
        self._one_at_a_time = asyncio.Lock()

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
        async with self._one_at_a_time:
            certificates: list[KeysDestroyed] = []
            if not self.why_not():
                for judged in await self.due():
                    await self._calm.wait()
                    certificates += await self._records.alone(judged.incident, self._destroy) or []
            await self._old_weeks.let_go()
            return certificates

    # ---- what is due

    async def _looked_through(self) -> AsyncIterator[Judged]:
        after = 0
        while found := await self._logbook.reader.streams_in_keeping(after, LOOKED_AT_ONCE):
            await self._calm.wait()
            after = found[-1][0]
            for _, stream, any_key in found:
                begun = await self._queries.beginning_of(stream) if any_key else None
                record = await self._records.read_apart(begun[1]) if begun and self._old_enough(begun[0]) else None
                if record is not None:
                    yield Judged(record.incident, _number(record), await self._judge(record))

    def _old_enough(self, began: Moment) -> bool:
        """Return whether this record is worth reading: no rule lets anything younger go."""
        kept = self._engine.board.index.plan.kept
        return began.week_minute is None or day_of(began.wall_ms) <= soonest(kept, self._today())

    async def _judge(self, record: Record) -> Verdict:
        index = self._engine.board.index
        verdict = judge(record, derived(record, index), index.plan.kept, self._today())
        if not verdict.due:
            return verdict
        kept = await self._classes_kept(record.incident)
        return UNREADABLE if kept is None else left(verdict, kept)

    async def _classes_kept(self, incident: IncidentId) -> set[Klass] | None:
        """Give the classes for which there still are keys. Give None unless every kept entry was read: an unread entry may be a hold, or
        the newest account.
        """
        stream = await self._logbook.reader.stream_of_incident(incident)
        if stream is None:
            return None
        rows = await self._logbook.reader.of_stream(stream, limit=ENTRIES_MAX, every=False)
        wraps = await self._logbook.work(lambda db: forgetting.wraps_of_stream(db, stream))
        classes = [*(await self._classes({(wrap.stream, wrap.key_no) for wrap in wraps})).values()]
        faults = [each.fault for each in await self._logbook.opener.open(rows) if each.fault is not None]
        kept = {klass for klass in classes if klass is not None}
        return kept if not faults and None not in classes and len(rows) < ENTRIES_MAX else None

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
        stream = await self._logbook.reader.stream_of_incident(record.incident)
        assert stream is not None, "a record that was read has a stream"
        certificates: list[KeysDestroyed] = []
        for due in (await self._judge(record)).due:
            if self._engine.board.incidents:
                break  # nobody may write into any record meanwhile; the rest is done tomorrow
            certificate = await self._destroy_classes(record.incident, stream, due)
            certificates += [certificate] if certificate is not None else []
        return certificates

    async def _destroy_classes(self, incident: IncidentId, stream: bytes, due: Due) -> KeysDestroyed | None:
        """Destroy the keys of these classes. First condemn the weeks of their wraps, so that after a power cut every such week is still
        known.
        """
        wraps = await self._logbook.work(lambda db: forgetting.wraps_of_stream(db, stream))
        classes = await self._classes({(wrap.stream, wrap.key_no) for wrap in wraps})
        keys = [key for key, klass in classes.items() if klass in due.classes]
        going = [wrap for wrap in wraps if (wrap.stream, wrap.key_no) in keys]
        if not keys:
            return None
        weeks = {self._vault.reading_keys.week_for(wrap.recipient) for wrap in going}
        for week in sorted(week for week in weeks if week is not None):
            await asyncio.to_thread(self._vault.reading_keys.condemn, week)
        gone = {classes[key] for key in keys}
        certificate = KeysDestroyed(
            incident=incident,
            classes=tuple(klass for klass in due.classes if klass in gone),
            keys=len(keys),
            wraps=len(going),
            rule=due.rule,
        )
        try:
            await self._engine.destroy(certificate, keys)
        finally:  # Also when nobody waits any more: a key that was not destroyed is found again by its wraps.
            self._logbook.opener.forget(keys)
        log.warning("destroyed by rule (%s): %d keys of record %s", due.rule, len(keys), incident)
        return certificate

    async def _classes(self, keys: set[Key]) -> dict[Key, Klass | None]:
        """Give the class that each key seals, which only the opened key tells; None for a key that cannot be opened here."""
        opened = {key: await self._logbook.opener.key_of(*key) for key in sorted(keys)}
        return {key: Klass(each.klass) if each is not None else None for key, each in opened.items()}


def _number(record: Record) -> int:
    begun = (event for _, _, event in record.live if isinstance(event, FirstCall | RecordOpened))
    return next((event.number for event in begun), 0)

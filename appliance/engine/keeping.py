"""Carries out the retention of records: finds what is due, destroys its keys, and lets the building's old reading keys go.

When something may go is `appliance.record.retention`'s to say. Every step is small, waits while a call is open, and can be cut
off anywhere: what is begun is found again by the weeks that are condemned.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date

from appliance.core.events import CallRaised, RecordOpened
from appliance.core.moment import Moment
from appliance.engine.engine import Engine
from appliance.engine.queries import Queries
from appliance.engine.records import Records
from appliance.envelope.seal import DataKey
from appliance.logbook import forgetting
from appliance.logbook.errors import NotKept
from appliance.logbook.forgetting import WrapRow
from appliance.logbook.recovery import LOGBOOK_NAME
from appliance.logbook.store import Logbook
from appliance.plan.ids import IncidentId
from appliance.record.derived import derived
from appliance.record.events import KeysDestroyed
from appliance.record.record import Record
from appliance.record.retention import ALL, Due, Verdict, day_of, judge, soonest
from appliance.record.words import Klass
from appliance.vault.reading import week_of
from appliance.vault.vault import Vault

LOOKED_AT_ONCE = 20  # incidents of which the age is looked up between two breaths
BREATH_S = (
    0.05  # between two pieces: a tenth of the disk's time at most, and ten thousand records in a quarter of an hour
)

log = logging.getLogger("handbell.keeping")

type Key = tuple[bytes, int]
"""Stream and number of a data key."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One record of which something may go."""

    incident: IncidentId
    number: int
    """What people call it by."""
    verdict: Verdict


class Keeping:
    """One for the daemon. Every method raises LogbookError while the disk is away, VaultError where a key cannot be written."""

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
        self._breath_s = breath_s
        self._one_at_a_time = asyncio.Lock()

    def why_not(self) -> str:
        """Why nothing may be destroyed now, and what to do; empty when it may."""
        if not self._engine.board.index.plan.kept.approved:
            return (
                "Nothing is destroyed: nobody approved the schedule. "
                "Write under `retention` in the plan who did, and when, and adopt it."
            )
        if self._engine.clock.now().week_minute is None:
            return "Nothing is destroyed: the box does not know what day it is. Look at its clock."
        if not self._engine.recording:
            return "Nothing is destroyed: the disk is not writing. Look at the board, and try again when it does."
        return ""

    async def due(self) -> list[Judged]:
        """Every record of which something may go today, oldest first."""
        return [judged async for judged in self._looked_through() if judged.verdict.due]

    async def destroy_due(self) -> list[KeysDestroyed]:
        """Destroy everything that is due, then the reading keys that can go; the certificates. Nothing where `why_not` says so."""
        async with self._one_at_a_time:
            certificates: list[KeysDestroyed] = []
            if not self.why_not():
                for judged in await self.due():
                    certificates += await self._records.alone(judged.incident, self._destroy) or []
            await self._finish()
            return certificates

    async def finish(self) -> None:
        """Go on where a run before was cut off: what was destroyed is wiped from the log, and condemned weeks go when they can."""
        async with self._one_at_a_time:
            await self._finish()

    # ---- what is due

    async def _looked_through(self) -> AsyncIterator[Judged]:
        after = 0
        while found := await self._logbook.streams_in_keeping(after, LOOKED_AT_ONCE):
            await self._calm()
            after = found[-1][0]
            for _, stream, any_key in found:
                begun = await self._queries.beginning_of(stream) if any_key else None
                record = await self._records.read_apart(begun[1]) if begun and self._old_enough(begun[0]) else None
                if record is not None:
                    yield Judged(record.incident, _number(record), self._judge(record))

    def _old_enough(self, began: Moment) -> bool:
        """Whether it is worth looking at: nothing younger is due by any rule."""
        kept = self._engine.board.index.plan.kept
        return began.week_minute is None or day_of(began.wall_ms) <= soonest(kept, self._today())

    def _judge(self, record: Record) -> Verdict:
        index = self._engine.board.index
        return judge(record, derived(record, index), index.plan.kept, self._today())

    def _today(self) -> date:
        return day_of(self._engine.clock.now().wall_ms)

    # ---- one record

    async def _destroy(self, record: Record) -> list[KeysDestroyed]:
        """What is due of it now: somebody may have held it since it was found."""
        if self.why_not():
            return []
        stream = await self._logbook.stream_of_incident(record.incident)
        assert stream is not None, "a record that was read has a stream"
        certificates: list[KeysDestroyed] = []
        for due in self._judge(record).due:
            await self._calm()
            certificate = await self._destroy_classes(record.incident, stream, due)
            certificates += [certificate] if certificate is not None else []
        return certificates

    async def _destroy_classes(self, incident: IncidentId, stream: bytes, due: Due) -> KeysDestroyed | None:
        """First the weeks its wraps are for are condemned, so that no power cut leaves one of them standing unseen."""
        wraps = await self._logbook.work(lambda db: forgetting.wraps_of_stream(db, stream))
        classes = await self._classes({(wrap.stream, wrap.key_no) for wrap in wraps})
        keys = [key for key, klass in classes.items() if klass in due.classes or (klass is None and due.classes == ALL)]
        going = [wrap for wrap in wraps if (wrap.stream, wrap.key_no) in keys]
        if not keys:
            return None
        weeks = {self._vault.reading.week_for(wrap.recipient) for wrap in going}
        for week in sorted(week for week in weeks if week is not None):
            await asyncio.to_thread(self._vault.reading.condemn, week)
        gone = {classes[key] for key in keys}
        certificate = KeysDestroyed(
            incident=incident,
            classes=tuple(klass for klass in due.classes if klass in gone or None in gone),
            keys=len(keys),
            wraps=len(going),
            rule=due.rule,
        )
        await self._engine.destroy(certificate, keys)
        self._logbook.opener.forget(keys)
        log.warning("destroyed by rule (%s): %d keys of record %s", due.rule, len(keys), incident)
        return certificate

    async def _classes(self, keys: set[Key]) -> dict[Key, Klass | None]:
        """The class each key seals, which only the key itself tells; None for one that cannot be opened here."""
        opened = {key: await self._logbook.opener.key_of(*key) for key in sorted(keys)}
        return {key: Klass(each.klass) if each is not None else None for key, each in opened.items()}

    # ---- what is left of it

    async def _finish(self) -> None:
        if not self._vault.reading.condemned():
            return
        await self._engine.recorder.caught_up()
        await self._wipe_log()
        going = self._may_go()
        if going and await self._carry_forward_from(going):
            for week in going:
                await asyncio.to_thread(self._vault.reading.destroy, week)
                log.warning("the reading key of %s is destroyed: what was kept is under a newer one", week)

    async def _wipe_log(self) -> None:
        await self._calm()
        await self._logbook.work(forgetting.begin_log_anew)
        begin: int | None = 0
        while begin is not None:
            await self._calm()
            begin = await self._logbook.work(lambda db, begin=begin: forgetting.wipe_log(db, begin))  # type: ignore[misc]

    def _may_go(self) -> list[str]:
        """Condemned weeks that are over, whose key can be read, and whose key no logbook set aside still needs."""
        reading = self._vault.reading
        current = reading.current(self._engine.clock.now().wall_ms).public.fingerprint
        if self._logbook.pool.recipients[0].fingerprint != current:
            return []  # new keys are still wrapped for the week before
        this_week = reading.week_for(current) or ""
        over = [week for week in reading.condemned() if week < this_week and week not in reading.damaged]
        may_go = [week for week in over if week > self._set_aside_in()]
        if may_go != over:
            log.warning("%d reading keys stay: a logbook set aside may need them", len(over) - len(may_go))
        return may_go

    def _set_aside_in(self) -> str:
        """The newest week in which a logbook was set aside that is still there, or empty: its records are carried forward nowhere."""
        found = self._logbook.folder.glob(f"set-aside/*/{LOGBOOK_NAME}")
        return max((week_of(part.stat().st_mtime_ns // 1_000_000) for part in found), default="")

    async def _carry_forward_from(self, weeks: list[str]) -> bool:
        """Wrap every kept key under these weeks for today's readers, and delete its old wraps; False where one cannot be opened."""
        reading = self._vault.reading
        old = {fingerprint for week in weeks if (fingerprint := reading.fingerprint(week)) is not None}
        after, whole = 0, True
        while rows := await self._logbook.work(lambda db, after=after: forgetting.wraps_after(db, after)):  # type: ignore[misc]
            await self._calm()
            after = rows[-1].rowid
            found = [row for row in rows if row.recipient in old]
            whole = await self._renewed(found, old) and whole if found else whole
        return whole

    async def _renewed(self, found: list[WrapRow], old: set[bytes]) -> bool:
        opener = self._logbook.opener
        keys = sorted({(row.stream, row.key_no) for row in found})
        lacking = [key for key in keys if not await opener.opens_without(*key, old)]
        opened: list[DataKey] = [key for each in lacking if (key := await opener.key_of(*each)) is not None]
        writing = self._engine.carry_forward(opened)
        if writing is not None:
            await writing
        lost = {key for key in lacking if not await opener.opens_without(*key, old)}
        safe = [row for row in found if (row.stream, row.key_no) not in lost]
        await self._logbook.work(lambda db: forgetting.drop(db, safe))
        if lost:
            log.error("%d keys cannot be carried forward, so the reading key they are under stays", len(lost))
        return not lost

    async def _calm(self) -> None:
        """Give way; while a call is open, or the disk is away, until that is over."""
        await asyncio.sleep(self._breath_s)
        version = self._engine.version
        while self._engine.board.incidents:
            version = await self._engine.changed_since(version)
        if self._engine.recorder.failing is not None:
            raise NotKept(self._engine.recorder.failing)


def _number(record: Record) -> int:
    begun = (event for _, _, event in record.live if isinstance(event, CallRaised | RecordOpened))
    return next((event.number for event in begun), 0)

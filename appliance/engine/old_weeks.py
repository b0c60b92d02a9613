"""Lets the building's old reading keys go: wipes the log, carries forward what is kept, then destroys the key. Knows no record and no
rule. The vault marks condemned weeks beside the keys: after an interruption the marks are enough to go on, since everything here can be
done again.
"""

import asyncio
import logging

from appliance.engine.engine import Engine
from appliance.envelope.seal import DataKey
from appliance.logbook import forgetting
from appliance.logbook.errors import NotKept
from appliance.logbook.forgetting import WrapRow
from appliance.logbook.recovery import LOGBOOK_NAME, set_aside_in
from appliance.logbook.store import Logbook
from appliance.vault.reading_keys import week_of
from appliance.vault.vault import Vault

BREATH_S = (
    # between two pieces: takes a tenth of the disk's time at most, and handles ten thousand records in a quarter of an hour
    0.05
)

log = logging.getLogger("handbell.keeping")


class Calm:
    """Says when work that can wait may go on."""

    def __init__(self, engine: Engine, breath_s: float) -> None:
        self._engine = engine
        self._breath_s = breath_s

    async def wait(self) -> None:
        """Give way. If a call is open or power is spared, wait until that is over. Raises NotKept while the disk is away."""
        await asyncio.sleep(self._breath_s)
        version = self._engine.version
        while self._engine.board.incidents or self._engine.heard.spares_power:
            version = await self._engine.changed_since(version)
        if self._engine.recorder.failing is not None:
            raise NotKept(self._engine.recorder.failing)


class OldWeeks:
    """Lets old weeks go. One for the daemon."""

    def __init__(self, engine: Engine, logbook: Logbook, vault: Vault, calm: Calm) -> None:
        self._engine = engine
        self._logbook = logbook
        self._vault = vault
        self._calm = calm

    async def let_go(self) -> None:
        """Do all that can be done about the condemned weeks for now. Raises LogbookError, VaultError."""
        if not self._vault.reading_keys.condemned():
            return
        await self._engine.recorder.caught_up()
        await self._wipe_log()
        going = self._may_go()
        if going and await self._carry_forward_from(going):
            for week in going:
                await asyncio.to_thread(self._vault.reading_keys.destroy, week)
                log.warning("the reading key of %s is destroyed: what was kept is under a newer one", week)

    async def _wipe_log(self) -> None:
        await self._calm.wait()
        await self._logbook.work(forgetting.begin_log_anew)
        begin: int | None = 0
        while begin is not None:
            await self._calm.wait()
            begin = await self._logbook.work(lambda db, begin=begin: forgetting.wipe_log(db, begin))  # type: ignore[misc]

    def _may_go(self) -> list[str]:
        """Give the condemned weeks whose key may go: the week is over, its key can be read, and no logbook set aside still needs it."""
        reading = self._vault.reading_keys
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
        """Give the newest week in which a logbook was set aside that is still there, or an empty text. Nothing carries forward the
        records of such a logbook.
        """
        kept = [aside / LOGBOOK_NAME for aside in set_aside_in(self._logbook.folder)]
        return max((week_of(part.stat().st_mtime_ns // 1_000_000) for part in kept), default="")

    async def _carry_forward_from(self, weeks: list[str]) -> bool:
        """Wrap every kept key of these weeks for today's readers, and delete its old wraps. Return False if a key cannot be opened."""
        reading = self._vault.reading_keys
        old = {fingerprint for week in weeks if (fingerprint := reading.fingerprint(week)) is not None}
        after, whole = 0, True
        while rows := await self._logbook.work(lambda db, after=after: forgetting.wraps_after(db, after)):  # type: ignore[misc]
            await self._calm.wait()
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

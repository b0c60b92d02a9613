"""Does the daemon's chores while nobody calls: keys made in advance, the week's reading key, disk and clock, systemd's watchdog. Raises
and restores troubles; decides nothing about calls and never delays a press.
"""

import asyncio
import logging
from collections.abc import Collection, Sequence
from pathlib import Path

from appliance.clock import SystemClock
from appliance.core.ground.commands import Look
from appliance.core.ground.words import Cause
from appliance.engine.engine import Engine
from appliance.engine.forgetting import ForgettingKeeper
from appliance.engine.mending import BRINGING_BACK, Mending
from appliance.engine.queries import Queries
from appliance.health import network, systemd
from appliance.health.checks import EVERY_S, Checks
from appliance.logbook.aside import BROUGHT_BACK
from appliance.logbook.errors import LogbookError
from appliance.logbook.recovery import set_aside_in
from appliance.logbook.remembering import Remembered
from appliance.logbook.store import Logbook
from appliance.plan.mistakes import counted
from appliance.tasks import Tasks
from appliance.vault.errors import VaultError
from appliance.vault.vault import Vault
from appliance.words import troubles

REFILL_AT_ONCE = 4  # keys made between two turns of the loop: 4 × 0.1 ms (0.3 ms on a Pi)
REFILL_EVERY_S = 0.02
REFILL_LOOK_S = 0.25  # a taken key is noticed within this time: the pool holds more than can be taken in it
KEEP_FIRST_S = 600.0  # after a start: by then earlier presses have come through, and the clock has been told the time
KEEP_EVERY_S = 86_400.0  # records are due on Mondays; a day's delay harms nobody
CHAIN_BROKEN = Cause(troubles.CHAIN_BROKEN.word, "logbook")

log = logging.getLogger("handbell.housekeeping")


class Housekeeping:
    """Runs the chores, each as its own task; `start` starts them all."""

    def __init__(
        self,
        engine: Engine,
        logbook: Logbook,
        queries: Queries,
        vault: Vault,
        clock: SystemClock,
        checks: Checks,
        forgetting: ForgettingKeeper,
    ) -> None:
        self._engine = engine
        self._logbook = logbook
        self._queries = queries
        self._vault = vault
        self._clock = clock
        self._checks = checks
        self._forgetting = forgetting
        self._mending = Mending(engine, logbook, vault)

    def start(self, tasks: Tasks) -> None:
        """Start every chore."""
        tasks.start(self._refill_pool(), name="key pool")
        tasks.start(self._look_after_the_box(), name="health")
        tasks.start(self._mending.bring_back(), name=BRINGING_BACK)
        tasks.start(self._mending.end_when_damaged(), name="damage")
        tasks.start(self._queries.verify_all(), name="verification")
        tasks.start(self._report_findings(), name="verification report")
        tasks.start(self._keep_the_schedule(), name="retention")
        every_s = systemd.watchdog_every_s()
        if every_s is not None:
            tasks.start(self._feed_watchdog(every_s), name="watchdog")

    def report(self, cause: Cause, says: str | None) -> None:
        """Raise this trouble, or restore it if `says` is None; nothing happens if that changes nothing."""
        self._engine.report(cause, says)

    def restore_all_but(self, what: str, subjects: Collection[str]) -> None:
        """Restore every trouble of this name that is about none of these subjects; also those of an earlier run."""
        for trouble in list(self._engine.board.troubles.values()):
            if trouble.cause.what == what and trouble.cause.subject not in subjects:
                self.report(trouble.cause, None)

    def report_start(self, remembered: Remembered) -> None:
        """Report what this start found, before anybody reads the record."""
        for each in (troubles.INTERNAL_FAULT, troubles.PART_FAILED):  # a start mends these
            self.restore_all_but(each.word, ())
        self._mending.report_start(remembered)

    async def _refill_pool(self) -> None:
        """Make data keys in advance, a few at a time whenever some are missing, so that no call waits for a wrap; none while power is
        spared.
        """
        pool = self._logbook.pool
        while True:
            spares = self._engine.heard.spares_power
            if not spares:
                pool.refill_some(REFILL_AT_ONCE)
            await asyncio.sleep(REFILL_EVERY_S if pool.ready < pool.size and not spares else REFILL_LOOK_S)

    async def _look_after_the_box(self) -> None:
        """Look after disk, clock, and the week's reading key."""
        await asyncio.to_thread(network.load)
        while True:
            for finding in self._checks.look(clock_trusted=self._clock.trusted):
                self.report(finding.cause, finding.says)
            self.report_reading_keys()
            self.report_set_aside(await asyncio.to_thread(set_aside_in, self._logbook.folder))
            try:
                await self.follow_the_week()
            except (LogbookError, VaultError) as error:  # the disk is away: the next look tries again, and calls go on
                log.warning("the week's reading key is put off: %s", error)
            await asyncio.to_thread(
                lambda: self._engine.board.index.ways
            )  # 50 ms for 500 rooms, in a thread: neither presses nor boards wait
            await asyncio.sleep(EVERY_S)

    def report_reading_keys(self) -> None:
        """Report reading keys that cannot be read. Without the key of a week, what only this key opens cannot be read, and that may be
        open calls and the plan: so somebody must know.
        """
        damaged = self._vault.reading_keys.damaged
        for week, why in damaged.items():
            self.report(Cause(troubles.READING_KEY_DAMAGED.word, week), why)
        self.restore_all_but(troubles.READING_KEY_DAMAGED.word, damaged)

    def report_set_aside(self, kept: Sequence[Path]) -> None:
        """Report damaged logbooks that are kept. Each holds back reading keys of its time, and what was lost with it: somebody
        must look.
        """
        for aside in kept:
            cause = Cause(troubles.LOGBOOK_SET_ASIDE.word, aside.name)
            self.report(cause, f"a damaged logbook is kept in {aside}. {_of_aside(aside)}")
        self.restore_all_but(troubles.LOGBOOK_SET_ASIDE.word, {aside.name for aside in kept})

    async def follow_the_week(self) -> None:
        """Make a new week's reading key, and carry forward to it what is open or stands. Raises LogbookError, VaultError."""
        current = self._vault.reading_keys.current(self._clock.now().wall_ms).public
        pool = self._logbook.pool
        if pool.recipients[0].fingerprint == current.fingerprint:
            return
        before = pool.recipients
        # done first: a call that comes meanwhile is already sealed for the new key
        pool.readdress([current, *before[1:]])
        try:
            in_use = await self._logbook.keys_in_use()
        except LogbookError:
            pool.readdress(before)  # so that the next look tries this week again
            raise
        self._engine.carry_forward(in_use)

    async def _keep_the_schedule(self) -> None:
        """Once a day, forget what the safety office opened, destroy what is due by the district's schedule, and finish what an earlier run
        began.
        """
        await asyncio.sleep(KEEP_FIRST_S)
        while True:
            try:
                await self._forgetting.daily_round()
            except (LogbookError, VaultError) as error:  # the disk is away: tomorrow is soon enough
                log.warning("destroying what is due is put off: %s", error)
            await asyncio.sleep(KEEP_EVERY_S)

    async def _report_findings(self) -> None:
        """Report a finding of the background check of the chain at once. The trouble stays until a check of the whole chain finds
        nothing.
        """
        verification = self._queries.verification
        while True:
            if verification.complete or verification.findings:
                self.report(CHAIN_BROKEN, _of_chain(verification.findings))
                return
            await asyncio.sleep(EVERY_S)

    async def _feed_watchdog(self, every_s: float) -> None:
        """Feed the watchdog only while commands are still being taken: a stuck engine must look stuck to systemd."""
        while True:
            taken = self._engine.submit(Look())
            await taken.spoken
            systemd.notify("WATCHDOG=1")
            await asyncio.sleep(every_s)


def _of_aside(aside: Path) -> str:
    left = aside / BROUGHT_BACK
    if not left.exists():
        return troubles.LOGBOOK_SET_ASIDE.otherwise
    try:
        missing = left.read_text("utf-8", "replace").strip().capitalize()
    except OSError:
        missing = "Not all of it could be read."
    return f"What could be read of it is in the record. {missing} {troubles.LOGBOOK_SET_ASIDE.do}"


def _of_chain(findings: Sequence[str]) -> str | None:
    if not findings:
        return None
    return f"{counted(len(findings), 'fault')} in the record, first: {findings[0]}. {troubles.CHAIN_BROKEN.do}"

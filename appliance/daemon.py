"""`handbell alert`: the composition root. Builds every part once, starts every task under its name, and stops cleanly.

The only file that knows all the others. Order at start: keys, record, board, epoch, sockets, then "armed"; what can wait, waits.
"""

import asyncio
import functools
import logging
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from appliance.annunciator import Annunciator
from appliance.clock import SystemClock
from appliance.core.apply import apply
from appliance.core.board import Board
from appliance.core.commands import AdoptPlan, Look, ReportRestored, ReportTrouble
from appliance.core.events import PlanAdopted
from appliance.core.supervision import Heard
from appliance.core.words import Cause
from appliance.doors.desk import SOCKET_MODE as DESK_MODE
from appliance.doors.desk import DeskDoor
from appliance.doors.listening import bind_unix
from appliance.doors.sealed_feed import SOCKET_MODE as FEED_MODE
from appliance.doors.sealed_feed import SealedFeedDoor
from appliance.engine.engine import Change, Engine
from appliance.engine.outcome import Submission
from appliance.engine.queries import Queries
from appliance.health import systemd
from appliance.health.checks import EVERY_S, Checks
from appliance.intake import Intake
from appliance.logbook.batch import Fact
from appliance.logbook.epoch import start_entry
from appliance.logbook.errors import LogbookError
from appliance.logbook.store import Logbook, Remembered
from appliance.plan.document import digest, from_document
from appliance.plan.ids import ButtonId, SounderId
from appliance.plan.model import Plan, Sounder
from appliance.rehearsal import rehearse
from appliance.settings import Settings, parse
from appliance.tasks import Tasks
from appliance.vault.credentials import Credentials
from appliance.vault.errors import VaultError
from appliance.vault.pool import POOL_SIZE
from appliance.vault.vault import Vault
from hardware.errors import HardwareError
from hardware.ports import SignalSource
from hardware.registry import make_sounder, make_source
from hardware.signals import FamilyLost, FamilyRestored

POOL_SPARE = 32  # keys beyond one per room: incidents that end and begin again within a minute
REFILL_AT_ONCE = 4  # keys made between two looks at the loop: 4 × 0.1 ms (0.3 ms on a Pi)
REFILL_EVERY_S = 0.02
REFILL_LOOK_S = 0.25  # how soon a taken key is noticed: the pool holds more than can be taken in that time
SOURCE_RETRY_S = 5.0  # a receiver plugged back in is heard within the five seconds a press may wait
STOP_WITHIN_S = 5.0  # a disk that does not answer must not keep the box from restarting

log = logging.getLogger("handbell.alert")


class Daemon:
    """One run of the alert daemon. `async with Daemon.started(settings)` gives it armed; leaving stops it."""

    def __init__(self, settings: Settings, vault: Vault, clock: SystemClock, engine: Engine, logbook: Logbook) -> None:
        self.settings = settings
        self.vault = vault
        self.clock = clock
        self.engine = engine
        self.logbook = logbook
        self.credentials = Credentials(settings.keys / "credentials")
        self.queries = Queries(logbook, vault.building)
        self.tasks = Tasks()
        self.sources: dict[str, SignalSource] = {}
        self.annunciator = Annunciator(engine, self.sources)
        self.intake = Intake(engine)
        self._checks = Checks(settings.data)
        self._sounders: dict[SounderId, Sounder] = {}
        self._sounder_tasks: dict[SounderId, asyncio.Task[None]] = {}
        self._fitted = 0
        engine.listen(self._plan_changed)

    @classmethod
    @asynccontextmanager
    async def started(cls, settings: Settings) -> AsyncIterator["Daemon"]:
        """Armed when entered. Raises VaultError, Busy or OSError with what to do; nothing is half running then."""
        began = time.monotonic()
        vault = Vault.open(settings.keys)
        clock = SystemClock()
        logbook, remembered = await Logbook.open(settings.logbook, vault, wall_ms=clock.now().wall_ms)
        carried = await logbook.salvage(remembered.set_aside) if remembered.set_aside else []
        board = await rebuilt(logbook, remembered.facts)
        engine = Engine(board, Heard(), logbook, clock)
        daemon = cls(settings, vault, clock, engine, logbook)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(daemon._stop)
            daemon._use(board.index.plan)
            daemon._begin(remembered, carried)
            daemon.tasks.start(engine.recorder.run(), name="recorder")
            daemon.tasks.start(engine.run(), name="engine")
            await daemon._open_doors(stack)
            systemd.notify("READY=1")
            log.warning("armed after %.3f s, epoch %s", time.monotonic() - began, logbook.epoch)
            daemon._start_what_can_wait()
            yield daemon

    # ---- start

    def _begin(self, remembered: Remembered, carried: list[Fact]) -> None:
        """The epoch's start entry, then what was carried over from a damaged logbook, then what has to be said about it."""
        now = self.clock.now()
        started = start_entry(
            self.vault,
            remembered,
            epoch=self.logbook.epoch,
            plan_digest=self.engine.board.plan_digest,
            clock_trusted=self.clock.trusted,
            wall_ms=now.wall_ms,
        )
        self.engine.begin([*carried, Fact(now, started)])
        for trouble in remembered.troubles:
            self.engine.submit(ReportTrouble(cause=Cause("logbook-set-aside", "logbook"), detail=trouble))

    async def _open_doors(self, stack: AsyncExitStack) -> None:
        """Everything that can be heard or told before the word "armed"."""
        handed = systemd.handed_sockets()
        desk = handed.get("desk") or bind_unix(self.settings.desk_socket, DESK_MODE)
        feed = handed.get("feed") or bind_unix(self.settings.feed_socket, FEED_MODE)
        self.tasks.start(DeskDoor(self.engine, self.queries, desk, self.adopt).run(), name="desk line")
        self.tasks.start(SealedFeedDoor(self.engine, self.queries, feed).run(), name="sealed feed")
        if self.settings.simulated is not None:
            where = self.settings.simulated
            source = make_source("simulated", where.host, where.port, self._button_key)
            self.sources["simulated"] = source
            self.tasks.start(self._listen_to("simulated", source), name="simulated buttons")
        self.tasks.start(self.annunciator.keep_refreshing(), name="lamps")

    def _start_what_can_wait(self) -> None:
        if self.settings.webhook is not None or self.settings.fixed_urls:
            self.tasks.start(self._webhook(), name="webhook")
        self.tasks.start(self._refill_pool(), name="key pool")
        self.tasks.start(self._look_after_the_box(), name="health")
        self.tasks.start(self.queries.verify_all(), name="verification")
        self.tasks.start(self._report_findings(), name="verification report")
        every_s = systemd.watchdog_every_s()
        if every_s is not None:
            self.tasks.start(self._feed_watchdog(every_s), name="watchdog")

    async def _stop(self) -> None:
        systemd.notify("STOPPING=1")
        await self.tasks.stop()
        try:
            await asyncio.wait_for(self.logbook.close(), STOP_WITHIN_S)
        except (TimeoutError, LogbookError) as error:
            log.error("the logbook could not be closed: %s", error or "the disk does not answer")

    # ---- tasks

    async def _listen_to(self, family: str, source: SignalSource) -> None:
        """Hear one family for ever; a wire that is gone is trouble and is tried again."""
        while True:
            try:
                await source.run(self.intake.hear)
            except HardwareError as error:
                self.intake.hear(FamilyLost(family, str(error)))
            await asyncio.sleep(SOURCE_RETRY_S)
            self.intake.hear(FamilyRestored(family))

    async def _webhook(self) -> None:
        """HTTPS is imported here, after arming: it alone takes longer to load than everything else, and no button waits for it."""
        from appliance.doors.webhook import WebhookDoor  # noqa: PLC0415

        where = self.settings.webhook
        assert where is not None
        await WebhookDoor(where.host, where.port, self._take_webhook, self._button_key, self.settings).run()

    async def _refill_pool(self) -> None:
        """Data keys ahead, a few at a time whenever some are missing, so that no call waits for a wrap."""
        pool = self.logbook.pool
        while True:
            pool.refill_some(REFILL_AT_ONCE)
            await asyncio.sleep(REFILL_EVERY_S if pool.ready < pool.size else REFILL_LOOK_S)

    async def _look_after_the_box(self) -> None:
        """Disk, clock, and the week's reading key."""
        while True:
            for finding in self._checks.look(clock_trusted=self.clock.trusted):
                self._report(finding.cause, finding.says)
            await self._follow_the_week()
            await asyncio.sleep(EVERY_S)

    async def _follow_the_week(self) -> None:
        """A new week has a new reading key: what is open or stands is carried forward to it."""
        current = self.vault.reading.current(self.clock.now().wall_ms).public
        pool = self.logbook.pool
        if pool.recipients[0].fingerprint == current.fingerprint:
            return
        pool.readdress([current, *pool.recipients[1:]])
        self.engine.carry_forward(await self.logbook.keys_in_use())

    async def _report_findings(self) -> None:
        """What the background check of the whole chain finds is trouble as soon as it is found."""
        verification = self.queries.verification
        while not verification.complete or verification.findings:
            if verification.findings:
                says = f"{len(verification.findings)} faults in the record, first: {verification.findings[0]}"
                self._report(Cause("chain-broken", "logbook"), says)
                return
            await asyncio.sleep(EVERY_S)

    async def _feed_watchdog(self, every_s: float) -> None:
        """Only while commands are still being taken: a stuck engine must look stuck to systemd."""
        while True:
            taken = self.engine.submit(Look())
            await taken.spoken
            systemd.notify("WATCHDOG=1")
            await asyncio.sleep(every_s)

    # ---- plan

    def adopt(self, document: bytes) -> Submission:
        """Adopt a checked plan's canonical bytes. Raises PlanDocumentError for bytes that are none."""
        plan = from_document(document)
        return self.engine.submit(AdoptPlan(document=document, digest=digest(document), plan=plan))

    def _plan_changed(self, change: Change) -> None:
        if any(isinstance(event, PlanAdopted) for event in change.shown):
            self._use(self.engine.board.index.plan)

    def _use(self, plan: Plan) -> None:
        """Bring clock, key pool and sounders in line with the plan."""
        self.clock.set_timezone(plan.timezone)
        self.logbook.pool.size = max(POOL_SIZE, len(plan.rooms) + POOL_SPARE)
        wanted = {sounder.sounder: sounder for sounder in plan.sounders}
        for gone in [name for name, fitted in self._sounders.items() if wanted.get(name) != fitted]:
            self.annunciator.drop_sounder(gone)
            self._sounder_tasks.pop(gone).cancel()
            del self._sounders[gone]
        for name, sounder in wanted.items():
            if name not in self._sounders:
                self._fit(sounder)

    def _fit(self, sounder: Sounder) -> None:
        try:
            port = make_sounder(sounder.family, sounder.output)
        except HardwareError as error:
            self.annunciator.sounder_reports(sounder.sounder, str(error))
            return
        self._sounders[sounder.sounder] = sounder
        self.annunciator.has_sounder(sounder.sounder, port)
        report = functools.partial(self.annunciator.sounder_reports, sounder.sounder)
        self._fitted += 1
        name = f"sounder {sounder.sounder} {self._fitted}"
        self._sounder_tasks[sounder.sounder] = self.tasks.start(port.run(report), name=name)

    # ---- small

    def _button_key(self, button: str) -> bytes | None:
        planned = self.engine.board.index.buttons.get(ButtonId(button))
        return self.credentials.get(planned.key) if planned is not None else None

    def _report(self, cause: Cause, says: str | None) -> None:
        known = cause.key in self.engine.board.troubles
        if says is not None and not known:
            self.engine.submit(ReportTrouble(cause=cause, detail=says))
        elif says is None and known:
            self.engine.submit(ReportRestored(cause=cause))


async def rebuilt(logbook: Logbook, facts: list[Fact]) -> Board:
    """The board as it was: what stands and what is open, folded in the order it was recorded, and every count."""
    board = Board.empty()
    for fact in facts:
        apply(board, fact.event, fact.at)
    board.counters.update(await logbook.counters())
    return board


def main(arguments: list[str]) -> int:
    """Run the alert daemon: hear presses, record them, tell the office."""
    settings = parse(arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        return asyncio.run(rehearse(settings) if settings.dry_run else _serve(settings))
    except (VaultError, LogbookError, HardwareError, OSError) as error:
        print(f"handbell alert: {error}", file=sys.stderr)  # noqa: T201
        return 1


async def _serve(settings: Settings) -> int:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with Daemon.started(settings) as daemon:
        daemon.tasks.start(_when(stopping, daemon.tasks.failed), name="stop request")
        await daemon.tasks.failed
        return 0 if stopping.is_set() else 1


async def _when(stopping: asyncio.Event, failed: asyncio.Future[str]) -> None:
    """A request to stop ends the wait for a failure."""
    await stopping.wait()
    if not failed.done():
        failed.set_result("stopped on request")

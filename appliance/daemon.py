"""Holds `handbell alert`, and is the composition root: it builds every part once, starts every task under its name, and stops cleanly.
Only this file knows all the others. Order at start: keys, record, board, epoch, sockets, then "armed"; everything that can wait comes
later.
"""

import asyncio
import logging
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from appliance.adoption.adoption import Adoption
from appliance.annunciator import Annunciator
from appliance.api.desk.health import DoorKnown
from appliance.by_voice import VoiceIntake
from appliance.clock import SystemClock
from appliance.core.devices.supervision import Heard
from appliance.core.ground.commands import AdoptPlan
from appliance.core.ground.events import PlanAdopted
from appliance.core.ground.words import Cause
from appliance.district.keeper import Keeper
from appliance.district.supervisor import DistrictSupervisor
from appliance.doors.console.door import SOCKET_MODE as DESK_MODE
from appliance.doors.console.door import DeskDoor
from appliance.doors.feed.rights import FeedRights
from appliance.doors.feed.sealed_feed import SOCKET_MODE as FEED_MODE
from appliance.doors.feed.sealed_feed import Feed, SealedFeedDoor
from appliance.doors.listening import bind_unix
from appliance.doors.page.challenges import Challenges
from appliance.doors.page.door import SOCKET_MODE as PAGE_MODE
from appliance.doors.page.door import PageDoor
from appliance.doors.page.opening import Openings
from appliance.doors.page.phones import Phones
from appliance.doors.phones.door import SOCKET_MODE as PHONES_MODE
from appliance.doors.phones.door import PhonesDoor
from appliance.doors.records.feed_lines import FeedLines
from appliance.doors.records.user import Services
from appliance.doors.sitting.proving import Proving
from appliance.ending import asked_to_stop, run_and_end
from appliance.engine.change import Change
from appliance.engine.engine import Engine
from appliance.engine.forgetting import ForgettingKeeper
from appliance.engine.mending import BRINGING_BACK
from appliance.engine.outcome import Submission
from appliance.engine.queries import Queries
from appliance.engine.receipts import Receipts
from appliance.engine.records import Records
from appliance.engine.releasing import FiguresKeeper
from appliance.engine.responses import ResponseNotes
from appliance.engine.retention import RetentionKeeper
from appliance.garbage import collect_when
from appliance.hand_over_act import PanelContacts
from appliance.health import network, systemd
from appliance.health.checks import Checks
from appliance.health.device_secrets import DeviceSecrets
from appliance.health.key_files import KeyFiles
from appliance.health.telling import Telling
from appliance.housekeeping import Housekeeping
from appliance.intake import Intake
from appliance.interim import tell_of_interim
from appliance.kept_running import Report, kept_running
from appliance.left_behind import look_after
from appliance.lives import Lives, note_that_it_lived, this_boot
from appliance.logbook import copied
from appliance.logbook.batch import Fact
from appliance.logbook.epoch import rank_of_start, start_entry
from appliance.logbook.errors import Busy, LogbookError
from appliance.logbook.remembering import Remembered
from appliance.logbook.store import Logbook
from appliance.messaging import Messaging
from appliance.one_way import OneWay
from appliance.owed.owed import Owed
from appliance.plan.accepted import accepted
from appliance.plan.document import digest
from appliance.plan.model import Plan
from appliance.power import Power
from appliance.proof_file import ProofFile
from appliance.proving_ways import Prover
from appliance.recovery.bundling import Given
from appliance.recovery.recovery import Recovery
from appliance.rehearsal import rehearse
from appliance.replacing import Replacing
from appliance.settings import Settings, parse
from appliance.starting import keys_of, owned, started
from appliance.swap import TAKING_UP, take_over, when_ready
from appliance.tasks import Tasks
from appliance.telephone_told import tell_of_telephone
from appliance.text_line import TextLine
from appliance.vault.credentials import Credentials
from appliance.vault.errors import VaultError
from appliance.vault.people import People
from appliance.vault.pool import POOL_SIZE
from appliance.vault.slow_hash import SlowHash
from appliance.vault.vault import Vault
from appliance.web_door import WebDoor
from appliance.wires import Maker, Wires
from appliance.wiring import heard_at, settings_of, texts_of
from appliance.words.troubles import CREDENTIAL_UNUSABLE, TIMEZONE_UNKNOWN
from hardware.errors import HardwareError
from hardware.esphome import address_book
from hardware.ports import Messenger
from hardware.registry import Shared, make_messenger

CODES_LOST = (
    "Codes that reporters were given before open their reports no more; whoever asks gives them a new one."
    " Calls are not concerned."
)
CODES_PEPPER_NAME = "codes.pepper"  # for the codes by which reporters come back; beside the keys, never in the logbook
POOL_SPARE = 32  # keys beyond one per room: for incidents that end and begin again within a minute
CATCH_UP_WITHIN_S = 8.0  # a worn card may take a second a commit, and a few wait; calls are still taken meanwhile
HAND_OVER_S = 0.0003
"""How long one thread may keep the interpreter while another waits for it. A commit has several such hand-overs between the event loop
and the disk's thread. With CPython's own 5 ms (sys.setswitchinterval), presses waited while a large board was drawn. Measured with `make
bench ONLY=visible` in turn, one building each: 2.0 to 3.2 ms at 0.3 ms, 3.7 to 5.5 ms at 5 ms.
"""
KEEP_RANK_WITHIN_S = 1.0  # two syncs of a worn card; a disk that takes longer is reported by the record
STOP_WITHIN_S = 5.0  # a disk that does not answer must not keep the box from restarting
ON_REQUEST = "stopped on request"

log = logging.getLogger("handbell.alert")


class Daemon:
    """One run of the alert daemon. `async with Daemon.started(settings)` gives it armed; leaving stops it."""

    def __init__(
        self,
        settings: Settings,
        vault: Vault,
        clock: SystemClock,
        engine: Engine,
        logbook: Logbook,
        handed: Mapping[str, socket.socket],
    ) -> None:
        """Build all parts. `handed`: the listening sockets that systemd holds, by their names in its units."""
        self.settings = settings
        self.vault = vault
        self.clock = clock
        self.engine = engine
        self.logbook = logbook
        self.credentials = Credentials(settings.keys / "credentials")
        self.people = People(settings.keys)
        self._codes = SlowHash(settings.keys / CODES_PEPPER_NAME, CODES_LOST)
        self.queries = Queries(logbook, vault.building)
        self.tasks = Tasks()
        self.intake = Intake(engine)
        self.voice = VoiceIntake(engine)
        self.text_line = TextLine(engine, self.voice)
        self._secrets = DeviceSecrets(self.credentials, engine.report)
        self._hears = False
        self._on_the_network = {family: heard_at(family, where) for family, where in settings.buttons.items()}
        self._handed = handed
        self._shared = Shared(settings.data, handed.get("buttons"))
        self._shared.hear_text = self.text_line.hear
        self._maker = Maker(engine, self._shared, self._secrets.proof)
        self._wires = Wires(self.intake, self.tasks, self._maker.source)
        self.annunciator = Annunciator(engine, self._wires.sources, self.tasks, self._maker.sounder, network.is_cut_off)
        self.panel_contacts = PanelContacts(engine, self.tasks, self._maker.relay)
        self.power = Power(engine, self.tasks, settings.data, settings.run, this_boot())
        self.keeper = Keeper(engine, logbook, vault, settings.keys)
        self.recovery = Recovery(engine, logbook, self.queries, vault, self._for_a_new_box(), settings)
        self._supervisor = DistrictSupervisor(engine, logbook, self.keeper, clock)
        self.records = Records(engine, logbook, self.queries)
        self.owed = Owed(engine, self.records, logbook, self.queries)
        self.figures = FiguresKeeper(engine, self.records, logbook, self.queries)
        self._response_notes = ResponseNotes(engine, self.records)
        self.retention = RetentionKeeper(engine, self.records, logbook, self.queries, vault)
        self.forgetting = ForgettingKeeper(engine, self.records, self.queries, self.retention, self.owed.open_of)
        self._openings = Openings(engine, vault.building, vault.pages_key(), Challenges())
        self.messaging = Messaging(
            engine, self.tasks, self._way, Prover(engine, self.tasks, ProofFile(settings.data, vault))
        )
        checks = Checks(settings.data, settings.growing, settings.pages)
        self._housekeeping = Housekeeping(engine, logbook, self.queries, vault, clock, checks, self.forgetting)
        self._key_files = KeyFiles(
            self._housekeeping.report,
            self._housekeeping.restore_all_but,
            (vault.mend, self.credentials.mend, self.people.mend, self._codes.mend),
            lambda: self.credentials.noticed,
        )
        self._telling = Telling(
            settings, self.credentials, vault.device_public, lambda: engine.board.index, self._open_now, self.power.told
        )
        self.one_way = OneWay(engine, self.intake, self._secrets.proof, self._secrets.token)
        self.credentials.listen(self.one_way.use_plan)
        self.web = WebDoor(settings, self.one_way, self._housekeeping.report, self._key_files.found)
        engine.listen(self._plan_changed, "what follows from another plan")

    @classmethod
    @asynccontextmanager
    async def started(cls, settings: Settings) -> AsyncIterator["Daemon"]:
        """Start the daemon; it is armed when entered. Raises VaultError, Busy or OSError with what to do; then nothing is left half
        running.
        """
        began = time.monotonic()
        with owned(settings.data):
            take_over(settings)
            lives = Lives(settings.run, this_boot())
            too_short = lives.too_short
            lives.begin()
            async with (
                lives.spared(Busy, OSError, VaultError, HardwareError),
                cls._armed(settings, began, too_short=too_short) as daemon,
            ):
                daemon.tasks.start(note_that_it_lived(lives), name="lives")
                yield daemon
                failed, damaged = daemon.tasks.failed, daemon.logbook.damaged
                # a run that ends so that the next start can mend or take something does not count as a death
                if not failed.done() or failed.result() in (ON_REQUEST, BRINGING_BACK, TAKING_UP) or damaged.done():
                    lives.lived()

    @classmethod
    @asynccontextmanager
    async def _armed(cls, settings: Settings, began: float, *, too_short: bool) -> AsyncIterator["Daemon"]:
        settings, vault, no_keys = keys_of(settings)
        clock = SystemClock()
        logbook, remembered, board = await started(
            settings, vault, clock.now().wall_ms, too_short=too_short, no_keys=no_keys
        )
        engine = Engine(board, Heard(), logbook, clock)
        daemon = cls(settings, vault, clock, engine, logbook, systemd.handed_sockets())
        async with AsyncExitStack() as stack:
            stack.push_async_callback(daemon._stop)
            daemon._use(board.index.plan)
            rank = rank_of_start(remembered, vault.rank, replacing=vault.stands_in_since_now)
            await daemon._keep_rank(rank)
            daemon._begin(remembered, rank)
            daemon.tasks.start(engine.recorder.run(), name="recorder")
            daemon.tasks.start(engine.run(), name="engine")
            await daemon._open_doors()
            systemd.notify("READY=1")
            log.warning("armed after %.3f s, epoch %s", time.monotonic() - began, logbook.epoch)
            daemon._ask_for_a_plan()
            daemon._start_what_can_wait()
            yield daemon

    # ---- start

    async def _keep_rank(self, rank: int) -> None:
        """Keep the rank before any button is told. If the disk does not take it, the box still arms: the start entry holds the rank too."""
        try:
            await asyncio.wait_for(asyncio.to_thread(self.vault.keep_rank, rank), KEEP_RANK_WITHIN_S)
        except (VaultError, TimeoutError) as error:
            log.warning("rank %d is not kept beside the keys: %s", rank, error or "the disk does not answer")

    def _begin(self, remembered: Remembered, rank: int) -> None:
        """Record the epoch's start entry, then what was carried over from a damaged logbook, and then report what is wrong."""
        started = start_entry(
            self.vault,
            remembered,
            epoch=self.logbook.epoch,
            epoch_rank=rank,
            plan_digest=self.engine.board.plan_digest,
            clock_trusted=self.clock.trusted,
            recipients_version=self.keeper.take_up(),
        )
        self.logbook.owe_counts(remembered.counters if remembered.set_aside is not None else {})
        self.engine.begin(Fact(self.clock.now(), started), remembered.carried)
        self.recovery.bundling.take_up()
        self._housekeeping.report_start(remembered)
        replaced = self.engine.board.recovery.replaced
        self._key_files.report_stand_in(self.vault, replaced.event.former_box if replaced is not None else None)
        self._key_files.found((*self.vault.mended, *self.credentials.mended, *self.people.mended, *self._codes.mended))

    async def _open_doors(self) -> None:
        """Open everything that must hear or be told before the word "armed"."""
        desk = self._handed.get("desk") or bind_unix(self.settings.desk_socket, DESK_MODE)
        feed = self._handed.get("feed") or bind_unix(self.settings.feed_socket, FEED_MODE)
        buttons = Adoption(
            self.engine, self.credentials, self._wires.sources, self.adopt, self.vault.keep_rank, self.annunciator.links
        )
        records = Services(
            self.engine,
            self.records,
            Receipts(self.logbook, self.vault),
            FeedLines(),
            Proving(self.people, self._codes, lambda: self.engine.board.index),
            self.retention,
            self.forgetting,
            self._telling.known,
            self.owed,
            self.keeper,
            self.recovery,
            Replacing(self.settings, self.vault, self.engine).instead_of,
            self._openings,
        )
        self._keep_running("desk line", DeskDoor(self.engine, self.queries, desk, self.adopt, buttons, records).run)
        reached = Feed(self.engine, self.queries, self.keeper, self.recovery, FeedRights.here())
        self._keep_running("sealed feed", SealedFeedDoor(reached, feed).run)
        page = self._handed.get("page") or bind_unix(self.settings.page_socket, PAGE_MODE)
        way = self._shared.phones
        phones = Phones(self.engine, way).take
        pages = PageDoor(self.engine, self.intake.page_press, self._openings, page, None, phones, way.carry)
        self._keep_running("pages", pages.run)
        self._open_to_phones()
        self.web.listen(self._handed.get("webhook"))
        self._hears = True
        self._hear(self.engine.board.index.plan)
        self._keep_running("lamps", self.annunciator.keep_refreshing)
        self._keep_running("messages", self.messaging.keep_saying)
        self._keep_running("texts", self.text_line.keep_looking)

    def _open_to_phones(self) -> None:
        """Open the door of the desk phones. It costs next to nothing while the plan has none."""
        listening = self._handed.get("phones") or bind_unix(self.settings.phones_socket, PHONES_MODE)
        door = PhonesDoor(
            self.engine, self.voice.phone_call, listening, self._shared.desk_phones, self.settings.phrases
        )
        self._keep_running("desk phones", door.run)

    def _keep_running(self, name: str, run: Callable[[], Awaitable[None]], report: Report | None = None) -> None:
        """Run a part whose failure ends nothing but the part itself."""
        self.tasks.start(kept_running(name, run, report or self.engine.report), name=name)

    def _ask_for_a_plan(self) -> None:
        """Ask for a plan, since without one every button is unplaced. Whoever has the seed watches this file (handbell-provision.path)."""
        if not self.engine.board.plan_digest:
            try:
                self.settings.plan_wanted.write_bytes(b"")
            except OSError as error:
                log.warning("nobody is told that there is no plan: %s", error)

    def _start_what_can_wait(self) -> None:
        if self.web.where is not None:
            self._keep_running("webhook", self.web.run)
        self.power.use(self.engine.board.index.supplies.values())
        self._keep_running("how long an outage is held", self.power.keep_noted)
        self._housekeeping.start(self.tasks)
        self.tasks.start(self.logbook.copying.run(), name="side copies")
        self.tasks.start(self._key_files.run(), name="key files")
        self.tasks.start(self._use_new_local_key(), name="local key")
        self.tasks.start(self.keeper.recipients.run(), name="wraps for the safety office")
        self.tasks.start(self.keeper.tail.note_what_is_left(), name="what was brought back before")
        self.tasks.start(self._response_notes.run(), name="responses in records")
        self.tasks.start(self._supervisor.run(), name="line to the district")
        self.tasks.start(when_ready(self.settings, self._is_quiet, self._open_in_record), name=TAKING_UP)
        self.tasks.start(look_after(self.settings, self.engine, self.clock.trusted_ms), name="what a restore left")
        self.tasks.start(tell_of_interim(self.settings, self.engine), name="calls of before a restore")
        self._keep_running("what is owed", self.owed.run)
        self._keep_running("figures", self.figures.run)
        self._keep_running("what a copy has", self.recovery.keys.run)
        self._keep_running("how the copy is", self.recovery.copies.run)
        self.tasks.start(self.recovery.handed.run(), name="keys that were handed over")
        self._keep_running("what the safety office is asked for", self.recovery.asking.run)
        self._keep_running("recovery bundle", self.recovery.bundling.run)

    async def _open_in_record(self) -> frozenset[int]:
        """Give the open incidents by their first entries, whether or not anybody can read them."""
        try:
            return await self.logbook.work(copied.open_firsts)
        except LogbookError as error:
            log.warning("what is open in the record cannot be read now: %s", error)
            return frozenset()

    def _is_quiet(self) -> bool:
        """Return whether nothing goes on that a start of some seconds would interrupt."""
        board = self.engine.board
        return not board.incidents and board.response is None and board.check_in is None

    async def _use_new_local_key(self) -> None:
        """Note that the new local key is used: this start saw that the record's tables, which belong to one key, did not fit."""
        if self.vault.local_key_is_new and self.logbook.unwritable is None:
            await self.engine.recorder.caught_up()
            try:
                await asyncio.to_thread(self.vault.local_key_is_used)
            except VaultError as error:  # the next start sees the same as this one, and does this again
                log.warning("that the local key is in use is not noted: %s", error)

    async def _stop(self) -> None:
        """Give what is shown and not yet on disk a moment to get there; then end everything."""
        systemd.notify("STOPPING=1")
        caught_up = await self._caught_up()
        await asyncio.gather(self.annunciator.end(), self.panel_contacts.end())
        await self.tasks.stop()
        if caught_up:  # for what was decided until the tasks ended: the signed head must be of the last entry
            await self._caught_up()
        try:
            await asyncio.wait_for(self.logbook.close(), STOP_WITHIN_S)
        except (TimeoutError, LogbookError) as error:
            log.error("the logbook could not be closed: %s", error or "the disk does not answer")
        await self._shared.end()  # these are hints, so they end after the record

    async def _caught_up(self) -> bool:
        """Wait until the disk has taken everything, at most as long as a worn card may need. Return whether it has. A damaged record
        takes nothing more.
        """
        given_up = self.logbook.damaged.done() and self.engine.recorder.failing is not None
        try:
            await asyncio.wait_for(self.engine.recorder.caught_up(), 0 if given_up else CATCH_UP_WITHIN_S)
        except TimeoutError:
            log.error("stopped with %d batches not on disk: it does not take them", self.engine.recorder.behind)
            return False
        return True

    # ---- plan

    def adopt(self, document: bytes) -> Submission:
        """Adopt a plan's canonical bytes. Raises PlanDocumentError for bytes that are none, and for a plan that is not sound."""
        return self.engine.submit(AdoptPlan(document=document, digest=digest(document), plan=accepted(document)))

    def _plan_changed(self, change: Change) -> None:
        if any(isinstance(event, PlanAdopted) for event in change.shown):
            self._use(self.engine.board.index.plan)
            self.power.use(self.engine.board.index.supplies.values())
            # the source of a new button did not know it yet when the change was told
            self.annunciator.tell(self.engine.board.index.buttons)
            self._forget_who_left()

    def _forget_who_left(self) -> None:
        """Take away the PIN of everybody whom the adopted plan no longer has. Never at a start: a box that lost its plan must not lose
        the PINs too.
        """
        try:
            self.people.forget_all_but(self.engine.board.index.people)
        except VaultError as error:
            log.error("the PIN of a person who left the plan is still there: %s", error)

    def _use(self, plan: Plan) -> None:
        """Bring clock, key pool, buttons and sounders in line with the plan."""
        known = self.clock.set_timezone(plan.timezone)
        says = f"this system does not know {plan.timezone!r}: {TIMEZONE_UNKNOWN.do}"
        self._housekeeping.report(Cause(TIMEZONE_UNKNOWN.word, "clock"), None if known else says)
        self.one_way.use_plan()
        leaving = self.annunciator.let_go(plan) | self.panel_contacts.let_go(plan)
        if self._hears:
            self._hear(plan, leaving)
        self.logbook.pool.size = max(POOL_SIZE, len(plan.rooms) + POOL_SPARE)
        self.annunciator.use(plan, self._wires.ending)
        self.panel_contacts.use(plan, self._wires.ending)
        tell_of_telephone(plan, self.settings.run)
        keys = {button.key for button in plan.buttons} | {sounder.key for sounder in plan.sounders}
        self._housekeeping.restore_all_but(CREDENTIAL_UNUSABLE.word, keys)

    def _hear(self, plan: Plan, leaving: Collection[asyncio.Task[None]] = ()) -> None:
        """Hear the families of the command line, and those that the plan says how to hear."""
        self._wires.use(self._on_the_network | settings_of(plan), plan, leaving)

    # ---- small

    def _way(self, family: str) -> Messenger:
        """Make a way of messages. Raises HardwareError if there is none of this family."""
        texts = texts_of(self.engine.board.index.plan, self.settings.data, self.settings.keys)
        return make_messenger(family, self._shared, self.settings.phones, texts)

    def _for_a_new_box(self) -> Given:
        keeper, settings = self.keeper, self.settings
        devices = settings.data / address_book.NAME
        return Given(settings.keys, devices, lambda: keeper.trust.recovery, lambda: keeper.trust.root)

    def _open_now(self) -> tuple[DoorKnown, ...]:
        """Give every door that takes presses or consoles now."""
        doors = {"desk": str(self.settings.desk_socket), "feed": str(self.settings.feed_socket)}
        if self.web.where is not None:
            doors["webhook"] = self.web.where
        if self.engine.board.index.in_browsers:
            doors["pages"] = str(self.settings.page_socket)
        if self.engine.board.index.plan.dialled is not None:
            doors["phones"] = str(self.settings.phones_socket)
        doors |= {family: f"{at.host}:{at.port}" for family, at in self.settings.buttons.items()}
        return tuple(DoorKnown(door=door, where=where) for door, where in doors.items())


def main(arguments: list[str]) -> int:
    """Run the alert daemon: hear presses, record them, tell the office."""
    settings = parse(arguments)
    sys.setswitchinterval(HAND_OVER_S)
    os.umask(0o077)  # whatever shell or script started us, nothing we make is for anybody else unless the code says so
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        if settings.dry_run:
            return asyncio.run(rehearse(settings))
        return run_and_end(_serve(settings))
    except (VaultError, LogbookError, HardwareError, OSError) as error:
        print(f"handbell alert: {error}", file=sys.stderr)  # noqa: T201
        return 1


async def _serve(settings: Settings) -> int:
    stopping = asked_to_stop()
    async with Daemon.started(settings) as daemon:
        daemon.tasks.start(collect_when(lambda: daemon.engine.recorder.behind == 0), name="garbage")
        daemon.tasks.start(_when(stopping, daemon.tasks.failed), name="stop request")
        await daemon.tasks.failed
        return 0 if stopping.is_set() else 1


async def _when(stopping: asyncio.Event, failed: asyncio.Future[str]) -> None:
    """Let a request to stop end the wait for a failure."""
    await stopping.wait()
    if not failed.done():
        failed.set_result(ON_REQUEST)

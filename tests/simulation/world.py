"""A whole building in one process and in no time: the box with its real core, engine and logbook, its buttons, desks and folder.

`World` is what exists; what goes wrong is in `mishaps`, what people do in `people`, what must be true in `checkers`.
"""

import asyncio
import hashlib
import os
import random
import shutil
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from appliance.annunciator import Annunciator
from appliance.core.commands import AdoptPlan, AnyCommand
from appliance.core.events import EpochStarted, Event, PlanAdopted, StoodDown
from appliance.core.supervision import Heard
from appliance.core.words import Actor
from appliance.daemon import SOURCE_PROVEN_S, rebuilt
from appliance.engine.engine import Change, Engine
from appliance.engine.outcome import Submission
from appliance.intake import Intake
from appliance.logbook import verify
from appliance.logbook.batch import Batch, Fact
from appliance.logbook.epoch import start_entry
from appliance.logbook.errors import LogbookError
from appliance.logbook.store import Logbook, Remembered
from appliance.plan.document import digest, to_document
from appliance.plan.ids import ButtonId, DeskId, IncidentId
from appliance.plan.model import Plan
from appliance.tasks import Tasks
from appliance.vault.vault import Vault
from hardware.ports import Phase, Standing
from hardware.signals import FamilyLost, FamilyRestored, Press, Signal
from hardware.simulated.building import PretendBuilding
from hardware.simulated.sounder import SimulatedSounder
from hardware.simulated.source import SimulatedSource
from tests.simulation.checkers import Kept, Witness, nothing_doubled, replayed
from tests.simulation.disk import Disk
from tests.simulation.hourglass import SimulatedClock, VirtualLoop
from tests.simulation.people import Console
from tests.simulation.school import school

PORT = 7001
WALL_MS = 1_796_644_800_000  # Monday 2026-12-07, 12:00 UTC: in the middle of school
STALE_MS = 15_000  # design 4.8: what a lamp was told holds for so long
ON_ITS_WAY_MS = (
    7_500  # a word to a lamp waits for its button up to the next refresh (5 s), and for the worst network here
)
ALARM_MS_MAX = 600  # a press heard is on the board by then, disk or no disk (promise 2: 250 ms, and a round before it)
TRANSCRIPT_LINES = int(os.environ.get("HANDBELL_TRANSCRIPT", "80"))  # the last ones are shown with a failure
LOOK_EVERY_S = 0.1  # lamps and deadlines are checked at this distance, and whenever something changed
KEY = b"a pretend button's key, 32 bytes"


class World:
    """One building. Everything random in it comes from one seed."""

    def __init__(self, seed: str, folder: Path, loop: VirtualLoop) -> None:
        self.seed, self.loop = seed, loop
        self.dice = random.Random(seed)
        self.plan: Plan = school(self.dice)
        self.whole_plan = self.plan
        self.clock = SimulatedClock(loop, WALL_MS + self.dice.randint(-8, 8) * 3_600_000)
        self.disk = Disk(loop, random.Random(f"{seed}/disk"))
        self.network = loop.network
        self.network.dice = random.Random(f"{seed}/network")
        self.kept = Kept()
        self.box: Box | None = None
        self.unburied: list[Box] = []
        self.consoles = {desk.desk: Console(self, desk.desk) for desk in self.plan.desks}
        self.building = PretendBuilding(
            "127.0.0.1",
            PORT,
            {str(button.button): KEY for button in self.plan.buttons},
            contacts={str(b.button): tuple(c.contact for c in b.contacts) for b in self.plan.buttons},
            seed=self.dice.randrange(1 << 32),
            lit=self._lit,
        )
        self.transcript: deque[str] = deque(maxlen=TRANSCRIPT_LINES)
        self.failure: BaseException | None = None
        self.lamps: dict[str, str] = {}
        self._pressed_ms: dict[str, int] = {}
        self.receipted: dict[tuple[str, str, str], int] = {}
        self.said_ended: set[IncidentId] = set()
        """Stood down by somebody, on disk or not."""
        self._told_ms: dict[tuple[str, str], int] = {}
        self._digest = hashlib.sha256()
        self._folder = folder
        self._homes = 0
        self._looked_s = 0.0
        self._looked_version = -1
        self._starting = 0
        loop.idle = self._look
        loop.set_exception_handler(
            lambda _, context: self.fails(context.get("exception") or RuntimeError(str(context)))
        )

    # ---- telling what happened

    @property
    def now_ms(self) -> int:
        return round(self.loop.time() * 1000)

    @property
    def digest(self) -> str:
        """Of everything decided and everything lamps showed: the same for the same seed."""
        return self._digest.hexdigest()

    def say(self, what: str) -> None:
        line = f"{self.loop.time():10.3f} {what}"
        self.transcript.append(line)
        self._digest.update(line.encode())

    def fails(self, error: BaseException) -> None:
        """Something is wrong: the run ends at the next look."""
        self.failure = self.failure or error

    # ---- the box

    @property
    def home(self) -> Path:
        """Where the box's disk is now."""
        return self._folder / f"disk-{self._homes}"

    @property
    def memory(self) -> Path:
        """A folder that is empty after every power cut."""
        return self._folder / f"run-{self._homes}"

    async def start_box(self) -> None:
        """Power is there and the daemon starts."""
        if self.box is None and not self._starting:
            self._starting += 1
            self.clock.restart()
            self.memory.mkdir(exist_ok=True)
            self.box = await self._started()
            self._starting -= 1
            for console in self.consoles.values():
                console.box_is_back()
            self.say(f"box started, {len(self.box.engine.board.incidents)} calls open")

    async def _started(self) -> "Box":
        """As systemd does: a daemon that could not start is started again."""
        while True:
            try:
                return await Box.started(self)
            except (LogbookError, OSError) as error:
                self.say(f"the box could not start: {type(error).__name__}")
                await asyncio.sleep(1)

    def cut_power(self) -> None:
        """The box loses its power at this very instant."""
        box, self.box = self.box, None
        if box is None:
            return
        self.say("power cut")
        self._homes += 1
        self.disk.cut(self._folder / f"disk-{self._homes - 1}", self.home)
        if self.dice.random() < 0.5:
            self.network.fall_silent()
        self.network.deafen(PORT)
        box.dies()
        downtime_s = self.dice.choice((0.5, 3.0, 8.0, 20.0))
        self.start(self._come_back(box, downtime_s))

    async def _come_back(self, dead: "Box", after_s: float) -> None:
        await dead.is_buried()
        shutil.rmtree(self._folder / f"disk-{self._homes - 1}")
        await asyncio.sleep(after_s)
        await self.start_box()

    def start(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Start something whose failure ends the run."""
        task = self.loop.create_task(coroutine)
        task.add_done_callback(self.ended)

    def ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self.fails(error)

    def attended(self, desk: DeskId) -> bool:
        """Whether somebody is really at a desk: `checkers.Seen`."""
        return desk in self.consoles and self.consoles[desk].attended

    # ---- buttons

    def pressed(self, button: str) -> None:
        """A finger was on it."""
        self._pressed_ms[button] = self.now_ms

    def forget_presses(self, button: str) -> None:
        """Its memory went: what was pressed and not yet receipted is gone with it."""
        self._pressed_ms.pop(button, None)

    def note_receipts(self, button: str) -> None:
        """What a button believes is on disk, before its memory goes."""
        flash = self.building._line(button).flash
        for contact, count in flash.receipted.items():
            self.receipted[button, contact, flash.ledger] = count

    def told(self, button: str, standing: Standing) -> None:
        """The box says something to a lamp."""
        self._told_ms[button, standing.phase.value] = self.now_ms

    def _lit(self, button: str, lamp: str) -> None:
        self.lamps[button] = lamp
        self.say(f"{button} shows {lamp}")

    # ---- looking

    def _look(self) -> None:
        if self.failure is not None:
            self.loop.idle = lambda: None
            raise self.failure
        now_s = self.loop.time()
        version = self.box.engine.version if self.box else -1
        if now_s - self._looked_s < LOOK_EVERY_S and version == self._looked_version:
            return
        self._looked_s, self._looked_version = now_s, version
        try:
            self._look_at_lamps()
            if self.box is not None:
                self.box.look()
        except BaseException:
            self.loop.idle = lambda: None
            raise

    def _look_at_lamps(self) -> None:
        now_ms = self.now_ms
        for button, lamp in self.lamps.items():
            if lamp in {"dark", Phase.NOT_DELIVERED}:
                continue
            age_ms = now_ms - self._pressed_ms.get(button, -(10**9))
            flash = self.building._line(button).flash
            waits = any(count > flash.receipted.get(contact, 0) for contact, count in flash.counters.items())
            if lamp == Phase.SENDING:
                told_ms = self._told_ms.get((button, lamp), -(10**9))
                known = age_ms <= 5_010 or (not waits and now_ms - told_ms <= 5_010 + ON_ITS_WAY_MS)
                assert known, f"{button} says sending, {age_ms} ms after it was pressed"
                continue
            assert not waits or lamp in {Phase.ACKNOWLEDGED, Phase.ON_THE_WAY}, f"{button} waits and says {lamp}"
            told_ms = self._told_ms.get((button, lamp), -(10**9))
            assert now_ms - told_ms <= STALE_MS + ON_ITS_WAY_MS, (
                f"{button} still says {lamp}, told {now_ms - told_ms} ms ago"
            )

    async def check_record(self) -> list[Fact]:
        """The chain holds, nothing is in it twice, what buttons believe is on disk is, and it gives the board there is."""
        assert self.box is not None
        engine = self.box.engine
        version, recorded = -1, await self.box.recorded()
        while version != engine.version or self.box.witness.unshown:
            version, recorded = engine.version, await self.box.recorded()
        nothing_doubled(recorded)
        assert replayed(recorded) == engine.board, "replaying the record gives another board"
        for button in self.building.buttons():
            self.note_receipts(button)
        counts = engine.board.counters
        for (button, contact, ledger), count in self.receipted.items():
            found = counts.get((ButtonId(button), contact, ledger), -1)
            assert not count or found >= count, (
                f"{button} {contact} {count} was receipted and is not in the record ({found})"
            )
        return recorded


class Box:
    """One run of the appliance, as the daemon composes it, without its sockets."""

    def __init__(self, world: World, vault: Vault, logbook: Logbook, engine: Engine, recorded: list[Fact]) -> None:
        self.world, self.vault, self.logbook, self.engine = world, vault, logbook, engine
        self.tasks = Tasks()
        self.alive = self.listens = True
        self.witness = Witness(engine, world, world.kept, recorded)
        self.source = SimulatedSource("127.0.0.1", PORT, self._key_of)
        self.annunciator = Annunciator(engine, {"simulated": self}, self.tasks)
        self.intake = Intake(engine)
        self.heard: dict[tuple[ButtonId, str, str], tuple[int, int]] = {}
        self.family, self.two_way = self.source.family, self.source.two_way
        self._burial: asyncio.Task[None] | None = None
        self._seal = logbook.seal
        logbook.seal = self._watched_seal  # type: ignore[method-assign]
        engine.listen(self._changed)

    @classmethod
    async def started(cls, world: World) -> "Box":
        """As `Daemon.started` does."""
        vault = Vault.open(world.home / "keys")
        wall_ms = world.clock.now().wall_ms
        logbook, remembered = await Logbook.open(world.home / "logbook", vault, wall_ms=wall_ms, memory=world.memory)
        try:
            assert not remembered.troubles, remembered.troubles
            recorded = await all_facts(logbook, vault)
            engine = Engine(await rebuilt(logbook, remembered.facts), Heard(), logbook, world.clock)
        except BaseException:
            await logbook.close()
            raise
        box = cls(world, vault, logbook, engine, recorded)
        world.unburied.append(box)
        box._what_was_kept_is_there()
        box._begin(remembered)
        box._run(engine.recorder.run(), "recorder")
        box._run(engine.run(), "engine")
        box._listen()
        box._run(box.annunciator.keep_refreshing(), "lamps")
        if not engine.board.plan_digest:
            kept, _ = await asyncio.wait({box.adopt(world.plan).kept}, timeout=60)
            assert kept, "the first plan is not on disk after a minute"
        return box

    def _begin(self, remembered: Remembered) -> None:
        now = self.engine.clock.now()
        entry = start_entry(
            self.vault,
            remembered,
            epoch=self.logbook.epoch,
            plan_digest=self.engine.board.plan_digest,
            clock_trusted=self.world.clock.trusted,
            wall_ms=now.wall_ms,
        )
        facts = [Fact(now, entry)]
        self.engine.begin(facts[0])
        self.witness.began(facts)
        self.annunciator.use(self.engine.board.index.plan.sounders)

    def _what_was_kept_is_there(self) -> None:
        """Nothing that was ever said to be on disk is missing after a restart, and what ended stays ended."""
        kept, board = self.world.kept, self.witness.board
        gone = kept.open - set(board.incidents) - self.world.said_ended
        assert not gone, f"open when the power went, and gone: {gone}"
        assert not kept.ended & set(board.incidents), "stood down, and open again"
        for counting, count in kept.counts.items():
            assert board.counters.get(counting, -1) >= count, f"{counting} {count} was on disk"
        kept.open = set(board.incidents)
        kept.counts.update(board.counters)  # what was written and not yet answered when the power went

    def _changed(self, change: Change) -> None:
        if any(isinstance(event, PlanAdopted) for event in change.shown):
            self.annunciator.use(self.engine.board.index.plan.sounders)
        for console in self.world.consoles.values():
            console.board_changed()

    def _run(self, coroutine: Coroutine[Any, Any, None], name: str) -> None:
        self.tasks.start(coroutine, name=name).add_done_callback(self.world.ended)

    # ---- as a source of signals

    def tell(self, button: str, standing: Standing) -> None:
        """What the annunciator says to a lamp passes here."""
        if self.alive:
            self.witness.told(button, standing)
            self.world.told(button, standing)
            self.source.tell(button, standing)

    async def run(self, hear: Callable[[Signal], None]) -> None:
        """Never called: the real source runs."""

    def hear(self, signal: Signal) -> None:
        """What the source hears passes here."""
        if not self.alive:
            return
        if isinstance(signal, Press):
            counting = ButtonId(signal.button), signal.contact, signal.ledger or ""
            self.heard.setdefault(counting, (signal.counter or 0, self.world.now_ms))
        self.intake.hear(signal)

    async def lose_family(self, for_s: float) -> None:
        """The receiver is gone for a while."""
        self.listens = False
        self.hear(FamilyLost("simulated", "the receiver is gone"))
        await self.tasks.stop("simulated buttons")
        await asyncio.sleep(for_s)
        if self.alive:
            self.listens = True
            self._listen()

    def _listen(self) -> None:
        """As the daemon does: what the source hears is heard, and after a second it has proven itself."""
        self._run(self.source.run(self.hear), "simulated buttons")
        self.world.loop.call_later(SOURCE_PROVEN_S, self.hear, FamilyRestored("simulated"))

    # ---- asking

    def submit(self, command: AnyCommand, by: Actor | None = None) -> Submission:
        return self.engine.submit(command, by)

    def adopt(self, plan: Plan) -> Submission:
        document = to_document(plan)
        return self.submit(AdoptPlan(document=document, digest=digest(document), plan=plan))

    async def recorded(self) -> list[Fact]:
        """Everything in the record, its chain checked."""
        await self.engine.recorder.caught_up()
        return await all_facts(self.logbook, self.vault)

    # ---- looking

    def look(self) -> None:
        self.witness.nothing_is_overdue()
        board, now_ms = self.engine.board, self.world.now_ms
        for counting, (count, since_ms) in list(self.heard.items()):
            if board.counters.get(counting, -1) >= count:
                del self.heard[counting]
            else:
                assert now_ms - since_ms <= ALARM_MS_MAX, f"{counting} {count} was heard and is not on the board"
        playing = {name: fitted.port for name, fitted in self.annunciator._fitted.items()}
        for call in board.incidents.values():
            for name in call.told if call.ringing else ():
                sounder = playing.get(name.removeprefix("sounder:"))
                if isinstance(sounder, SimulatedSounder):
                    assert sounder.playing is not None, f"{name} is silent while {call.incident} rings"

    # ---- ending

    def dies(self) -> None:
        """Whatever is in memory is gone."""
        self.alive = False
        for task in list(self.tasks._tasks.values()):
            task.cancel()

    async def is_buried(self) -> None:
        """Let go of the files of the box that is no more. Whoever comes second waits for the first."""
        if self._burial is None:
            self._burial = self.world.loop.create_task(self._bury())
        await asyncio.shield(self._burial)

    async def _bury(self) -> None:
        await self.tasks.stop()
        await self.logbook.close()
        self.world.unburied.remove(self)

    def _watched_seal(self, facts: Sequence[Fact]) -> Batch:
        self.witness.sealed(list(facts))
        for fact in facts:
            self.world.say(_told(fact))
            if isinstance(fact.event, StoodDown):
                self.world.said_ended.add(fact.event.incident)
        return self._seal(facts)

    def _key_of(self, button: str) -> bytes | None:
        return KEY if ButtonId(button) in self.engine.board.index.buttons else None


async def all_facts(logbook: Logbook, vault: Vault) -> list[Fact]:
    """The whole record, opened; its chain is whole from the first entry on."""
    rows = await logbook.after(0, 1 << 30)
    findings = [each for each in verify.check(rows, vault.building, None) if isinstance(each, verify.Finding)]
    assert not findings, findings
    assert not rows or rows[0][0] == 1
    opened = await logbook.opener.open(rows)
    assert not any(each.fault for each in opened), [each.fault for each in opened if each.fault]
    return [each.fact for each in opened if each.fact is not None]


def _told(fact: Fact) -> str:
    """A fact in one line, without anything that depends on keys."""
    event: Event = fact.event
    match event:
        case EpochStarted():
            says = f"epoch {event.epoch_rank} started, {event.calls_so_far} calls so far"
        case PlanAdopted():
            says = f"plan {event.digest[:8]} adopted"
        case _:
            says = str(event)
    return f"recorded at {fact.at.mono_ms}: {says}"

"""The box of a simulated building: one run of the appliance as the daemon composes it, but without its sockets. Every fact and every word
to a lamp is seen.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from appliance.annunciator import Annunciator
from appliance.core.board import Board
from appliance.core.calls.closing import reopens
from appliance.core.calls.events import StoodDown
from appliance.core.calls.tap_outs import SOFT_SOUND_MS
from appliance.core.commands import AnyCommand
from appliance.core.devices.supervision import Heard
from appliance.core.events import Event
from appliance.core.ground.commands import AdoptPlan
from appliance.core.ground.events import EpochStarted, PlanAdopted
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Actor
from appliance.engine.engine import Change, Engine
from appliance.engine.faults import Faults
from appliance.engine.folding import HELD_MS_MAX
from appliance.engine.mending import Mending
from appliance.engine.outcome import Submission
from appliance.engine.queries import Queries
from appliance.intake import Intake
from appliance.logbook import verify
from appliance.logbook.batch import Batch, Fact
from appliance.logbook.epoch import rank_of_start, start_entry
from appliance.logbook.remembering import Remembered
from appliance.logbook.start import open_logbook
from appliance.logbook.store import Logbook
from appliance.plan.document import digest, to_document
from appliance.plan.ids import ButtonId
from appliance.plan.model import Kind, Plan
from appliance.settings import Settings
from appliance.starting import keys_of, rebuilt, started
from appliance.tasks import Tasks
from appliance.vault.vault import Vault
from appliance.wires import SOURCE_PROVEN_S
from hardware.ports import PHASE_REFRESH_S, Feedback, Pattern, SignalSource
from hardware.signals import UNFORESEEN, FamilyLost, FamilyRestored, Fault, Press, Signal
from hardware.simulated.sounder import SimulatedSounder
from hardware.simulated.source import SimulatedSource
from tests.simulation.checkers import Witness
from tests.simulation.damage import causes_owed, said_lost, what_is_missing_is_said, witness_of

if TYPE_CHECKING:
    from tests.simulation.world import World

PORT = 7001
KEY = b"a pretend button's key, 32 bytes"
# a press that was heard is on the board within this time, whether the disk works or not (promise 2: 250 ms, and a round before it)
ALARM_MS_MAX = 600
SOFT_MS_MAX = (
    SOFT_SOUND_MS + PHASE_REFRESH_S * 1000 + ALARM_MS_MAX
)  # less than the ten seconds after which the sound would begin again


class Unforgiven(Faults):
    """Ends the day at a fault that the product itself would survive. Nothing may fail inside, and an error of the witness must come out."""

    def _log(self, what: str, fault: Exception) -> None:
        raise fault


class Unguarded(Annunciator):
    """Lets errors out that the product itself would survive. Nothing may fail inside, and an error of the witness about a lamp must come
    out.
    """

    def _tell(self, source: SignalSource, button: ButtonId, now: Moment) -> None:
        source.tell(button, self._feedback(button, now))


class Box:
    """One run of the appliance, as the daemon composes it, without its sockets."""

    def __init__(self, world: "World", vault: Vault, logbook: Logbook, engine: Engine, witness: Witness) -> None:
        self.world, self.vault, self.logbook, self.engine, self.witness = world, vault, logbook, engine, witness
        self.tasks = Tasks()
        self.alive = self.listens = True
        self.source = SimulatedSource("127.0.0.1", PORT, self._key_of)
        self.annunciator = Unguarded(engine, {"simulated": self}, self.tasks, lambda *_: SimulatedSounder())
        self.intake = Intake(engine)
        self.mending = Mending(engine, logbook, vault)
        self.queries = Queries(logbook, vault.building)
        self.heard: dict[tuple[ButtonId, str, str], tuple[int, int]] = {}
        self.family = self.source.family
        self._owed: set[str] = set()
        """Troubles that this start must show the desks, because it lost something."""
        self._owed_from_ms = 0
        self._burial: asyncio.Task[None] | None = None
        self._seal = logbook.seal
        logbook.seal = self._watched_seal  # type: ignore[method-assign]
        engine._faults = Unforgiven(engine.report)
        engine.listen(self._changed)

    @classmethod
    async def started(cls, world: "World") -> "Box":
        """Start as `Daemon.started` does."""
        settings, vault, no_keys = keys_of(Settings(data=world.home, run=world.home / "run"))
        assert not no_keys, no_keys
        logbook, remembered, board = await _opened(world, settings, vault)
        try:
            engine = Engine(board, Heard(), logbook, world.clock)
            if world.rot is None:
                assert not (remembered.troubles or said_lost(remembered)), remembered
                witness = Witness(engine, world, world.kept, await all_facts(logbook, vault))
            else:
                witness = witness_of(world, engine, logbook, remembered)
        except BaseException:
            await logbook.close()
            raise
        box = cls(world, vault, logbook, engine, witness)
        world.unburied.append(box)
        box._what_was_kept_is_there(remembered)
        box._begin(remembered)
        box._run(engine.recorder.run(), "recorder")
        box._run(engine.run(), "engine")
        box._listen()
        box._run(box.annunciator.keep_refreshing(), "lamps")
        if world.telephones is not None:
            world.telephones.serve(box)
        if world.rot is not None:
            box._run(box.mending.bring_back(), "what was set aside")
            box._run(box.mending.end_when_damaged(), "damage")
            box._run(box.queries.verify_all(), "verification")
            box._run(logbook.copying.run(), "side copies")
        if not engine.board.plan_digest:
            adopted = box.adopt(world.plan).kept
            if world.rot is None:
                await asyncio.wait({adopted}, timeout=180)
                assert adopted.done(), "the first plan is not on disk after a minute"
        return box

    def _begin(self, remembered: Remembered) -> None:
        rank = rank_of_start(remembered, self.vault.rank, replacing=self.vault.stands_in_since_now)
        self.vault.keep_rank(rank)
        entry = start_entry(
            self.vault,
            remembered,
            epoch=self.logbook.epoch,
            epoch_rank=rank,
            plan_digest=self.engine.board.plan_digest,
            clock_trusted=self.world.clock.trusted,
        )
        facts = [Fact(self.engine.clock.now(), entry), *remembered.carried]
        self.logbook.owe_counts(remembered.counters if remembered.set_aside is not None else {})
        self.engine.begin(facts[0], remembered.carried)
        self.witness.began(facts)
        self.mending.report_start(remembered)
        self._owed = causes_owed(remembered)
        self._owed_from_ms = self.world.now_ms
        self.annunciator.use(self.engine.board.index.plan)

    def _what_was_kept_is_there(self, remembered: Remembered) -> None:
        """Check that a restart kept everything that was ever said to be on disk, and that ended calls stay ended; or the box says how much
        it lost. A damaged record leaves practice calls behind.
        """
        kept, board, lost = self.world.kept, self.witness.board, said_lost(remembered)
        gone = kept.open - set(board.incidents) - self.world.said_ended
        if remembered.troubles:
            gone -= kept.practice
        assert len(gone) <= lost, f"open when the power went, and gone: {gone}; said to be lost: {lost}"
        again = (kept.ended - self.world.said_reopened) & set(board.incidents)
        self.world.lost_calls += remembered.lost_calls  # a later start may be able to read what could not be read now
        assert len(again) <= lost + self.world.lost_calls, (
            f"stood down, and open again: {again}; said to be lost: {lost}"
        )
        for counting, count in kept.counts.items():
            if board.counters.get(counting, -1) < count:
                assert lost, f"{counting} {count} was on disk"
                self.world.lost_counts.add(counting)
        for counting in self.world.lost_counts:
            kept.counts.pop(counting, None)
        kept.open = set(board.incidents)
        kept.ended -= kept.open
        self.world.said_reopened.clear()
        kept.counts.update(board.counters)  # counts that were written, but not yet answered when the power went

    def _changed(self, change: Change) -> None:
        self.world.history.on_disk |= bool(change.kept)
        if any(isinstance(event, PlanAdopted) for event in change.shown):
            self.annunciator.use(self.engine.board.index.plan)
        for console in self.world.consoles.values():
            console.board_changed()

    def _run(self, coroutine: Coroutine[Any, Any, None], name: str) -> None:
        self.tasks.start(coroutine, name=name).add_done_callback(self.world.ended)

    # ---- as a source of signals

    def tell(self, button: str, feedback: Feedback) -> None:
        """The annunciator tells a lamp something: pass it on to witness, world and source."""
        if self.alive:
            self.witness.told(button, feedback)
            self.world.told(button, feedback)
            self.source.tell(button, feedback)

    async def run(self, hear: Callable[[Signal], None]) -> None:
        """Never called: the real source runs."""

    def hear(self, signal: Signal) -> None:
        """The source heard something: pass it on to the intake."""
        if not self.alive:
            return
        if isinstance(signal, Press):
            counting = ButtonId(signal.button), signal.contact, signal.ledger or ""
            self.heard.setdefault(counting, (signal.counter or 0, self.world.now_ms))
        if isinstance(signal, Fault) and signal.what == UNFORESEEN:
            self.world.fails(AssertionError(f"{signal.button}: {signal.detail}"))
        self.intake.hear(signal)

    async def lose_family(self, for_s: float) -> None:
        """Lose the receiver for a while."""
        self.listens = False
        self.hear(FamilyLost("simulated", "the receiver is gone"))
        await self.tasks.stop("simulated buttons")
        await asyncio.sleep(for_s)
        if self.alive:
            self.listens = True
            self._listen()

    def _listen(self) -> None:
        """Listen to the source as the daemon does. After a second the source counts as working."""
        self._run(self.source.run(self.hear), "simulated buttons")
        self.world.loop.call_later(SOURCE_PROVEN_S, self.hear, FamilyRestored("simulated"))

    # ---- asking

    def submit(self, command: AnyCommand, by: Actor | None = None) -> Submission:
        return self.engine.submit(command, by)

    def adopt(self, plan: Plan) -> Submission:
        document = to_document(plan)
        return self.submit(AdoptPlan(document=document, digest=digest(document), plan=plan))

    async def recorded(self) -> list[Fact]:
        """Give everything in the record, with its chain checked. With rot, give what must be in it since it last began anew, as far as it
        can be read.
        """
        await self.engine.recorder.caught_up()
        if self.world.rot is None:
            return await all_facts(self.logbook, self.vault)
        await what_is_missing_is_said(self)
        return self.world.history.facts

    # ---- looking

    def look(self) -> None:
        if self._owed and self.world.now_ms - self._owed_from_ms > ALARM_MS_MAX:
            unsaid = self._owed - self.engine.board.troubles.keys()
            assert not unsaid, f"no desk is told of {unsaid}"
        self.witness.nothing_is_overdue()
        board, now_ms = self.engine.board, self.world.now_ms
        for counting, (count, since_ms) in list(self.heard.items()):
            if board.counters.get(counting, -1) >= count:
                del self.heard[counting]
            else:
                assert now_ms - since_ms <= ALARM_MS_MAX or self._holds_back(counting, since_ms), (
                    f"{counting} {count} was heard and is not on the board"
                )
        playing = {
            f"sounder:{name}": fitted.port.playing
            for name, fitted in self.annunciator._fitted.items()
            if isinstance(fitted.port, SimulatedSounder)
        }
        self._sounds_as_it_must(playing)

    def _holds_back(self, counting: tuple[ButtonId, str, str], since_ms: int) -> bool:
        """Whether this press is one of many from its button. Then the call it belongs to rings already, and the press is counted soon, once
        the disk takes anything.
        """
        pace = self.engine._folding._paces.get(counting[0])
        if pace is None:
            return False
        incident = pace.held[counting].incident if counting in pace.held else None
        if incident is not None and not self.engine.board.incidents[incident].ringing:
            return False
        soon = self.world.now_ms - since_ms <= HELD_MS_MAX + ALARM_MS_MAX
        lately = self.engine.clock.now().mono_ms - pace.kept_ms <= ALARM_MS_MAX
        return soon or lately or (counting in pace.held and self.engine.recorder.failing is not None)

    def _sounds_as_it_must(self, playing: dict[str, Pattern | None]) -> None:
        """Check that a call sounds as long as it rings, and a tap-out for a moment."""
        calls, now_ms = self.engine.board.incidents.values(), self.engine.clock.now().mono_ms
        for call in calls:
            asks_aloud = call.kind is not Kind.TAP_OUT or now_ms < call.told_ms + SOFT_SOUND_MS
            for name in call.told & playing.keys() if call.ringing and asks_aloud else ():
                assert playing[name] is not None, f"{name} is silent while {call.incident} rings"
        lately = {name for call in calls if now_ms < call.told_ms + SOFT_MS_MAX for name in call.told}
        for name, pattern in playing.items():
            assert pattern is not Pattern.LOW or name in lately, f"{name} does not stop asking for cover"

    # ---- ending

    def dies(self) -> None:
        """Die: whatever is in memory is gone."""
        self.alive = False
        for task in list(self.tasks._tasks.values()):
            task.cancel()

    async def is_buried(self) -> None:
        """Let go of the dead box's files. A second caller waits for the first."""
        if self._burial is None:
            self._burial = self.world.loop.create_task(self._bury())
        await asyncio.shield(self._burial)

    async def _bury(self) -> None:
        await self.tasks.stop()
        await self.logbook.close()
        self.world.unburied.remove(self)

    def _watched_seal(self, facts: Sequence[Fact]) -> Batch:
        batch = self._seal(facts)
        self.witness.sealed(list(facts))
        self.world.history.sealed(batch, facts)
        for fact in facts:
            self.world.say(_told(fact))
            if isinstance(fact.event, StoodDown):
                self.world.said_ended.add(fact.event.incident)
            elif reopens(fact.event):
                self.world.said_reopened.add(fact.event.incident)
        return batch

    def _key_of(self, button: str) -> bytes | None:
        return KEY if ButtonId(button) in self.engine.board.index.buttons else None


async def _opened(world: "World", settings: Settings, vault: Vault) -> tuple[Logbook, Remembered, Board]:
    """Open the logbook. Without rot a start waits as long as a disk hangs or fails; with rot it may set the record aside."""
    wall_ms = world.clock.now().wall_ms
    if world.rot is not None:
        return await started(settings, vault, wall_ms, too_short=False)
    logbook, remembered = await open_logbook(settings.logbook, vault, wall_ms=wall_ms, unwritable_too=True)
    return logbook, remembered, rebuilt(remembered)


async def all_facts(logbook: Logbook, vault: Vault) -> list[Fact]:
    """Give the whole record, opened; its chain is whole from the first entry on."""
    rows = await logbook.reader.after(0, 1 << 30)
    findings = [each for each in verify.check(rows, vault.building, None) if isinstance(each, verify.Finding)]
    assert not findings, findings
    assert not rows or rows[0][0] == 1
    opened = await logbook.opener.open(rows)
    assert not any(each.fault for each in opened), [each.fault for each in opened if each.fault]
    return [each.fact for each in opened if each.fact is not None]


def _told(fact: Fact) -> str:
    """Give a fact in one line, without anything that depends on keys."""
    event: Event = fact.event
    match event:
        case EpochStarted():
            says = f"epoch {event.epoch_rank} started, {event.calls_so_far} calls so far"
        case PlanAdopted():
            says = f"plan {event.digest[:8]} adopted"
        case _:
            says = str(event)
    return f"recorded at {fact.at.mono_ms}: {says}"

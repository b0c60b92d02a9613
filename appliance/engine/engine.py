"""The one writer. Takes all waiting commands, folds `decide`/`apply` over a working copy, records, and only then speaks.

Knows the order of things and nothing of sockets, lamps or SQLite. The exception of promise 2 lives here: when the disk has not taken a
batch within STALLED_AFTER_S, it is shown and sounds all the same, marked unrecorded, and receipts are withheld.
"""

import asyncio
import functools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from appliance.clock import Clock
from appliance.core.apply import apply
from appliance.core.board import Board
from appliance.core.building.commands import PressSafe
from appliance.core.calls.commands import RaiseCall
from appliance.core.commands import AnyCommand
from appliance.core.deadlines import next_deadline
from appliance.core.decide import decide
from appliance.core.devices.commands import ReportRestored, ReportTrouble
from appliance.core.devices.supervision import Heard, restored_by
from appliance.core.events import Event
from appliance.core.ground.commands import Look
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, Cause, Counting
from appliance.core.traits import traits_of
from appliance.engine.change import Change, Unkept, answer_all, incidents_of
from appliance.engine.countings import Countings
from appliance.engine.faults import PUT_OFF_S, Faults
from appliance.engine.folding import Folding
from appliance.engine.kept import KeptCounts
from appliance.engine.outcome import Submission
from appliance.engine.recorder import STALLED_AFTER_S, Recorder, Writing
from appliance.engine.timer import Timer
from appliance.envelope.hybrid import PublicKey
from appliance.envelope.seal import DataKey
from appliance.logbook.batch import Batch, Fact
from appliance.logbook.chain import plaintext_of
from appliance.logbook.store import Logbook
from appliance.plan.ids import ButtonId, DeskId, IncidentId
from appliance.record.events import AnyEvent, KeysDestroyed, RecordEntry, is_live
from appliance.words.troubles import LOGBOOK_NOT_RECORDING

WAITING_MAX = 4096  # commands at once: every contact of a thousand-button building pressed together, and room for desks
BEHIND_MAX = 5000  # batches kept in memory while the disk is away, 2 KB each: 10 MB, hours of a building's worst day
DESKS_MOVE_EVERY_S = 0.2
"""Every lamp is told when a console comes or goes, which takes 5 ms in a building of 360 buttons: of consoles that do so all the time, a
fifth of a second's together. A lamp has 5 s to say that nobody can be told."""

NOT_RECORDING = Cause(LOGBOOK_NOT_RECORDING.word, "disk")


class Engine:
    """The board, what has been heard, and the only way to change either."""

    def __init__(self, board: Board, heard: Heard, logbook: Logbook, clock: Clock) -> None:
        self.board = board
        self.heard = heard
        self.clock = clock
        self.version = 0
        self.kept = KeptCounts(board.counters)
        self.unrecorded: frozenset[IncidentId] = frozenset()
        self._logbook = logbook
        self.recorder = Recorder(logbook, self._disk_speaks, lambda: not self.unrecorded & self.board.incidents.keys())
        self._waiting: list[Submission] = []
        self._unkept: list[Unkept] = []
        self._unrecorded_in: Counter[IncidentId] = Counter()  # how many rounds that are not on disk are of each
        self._repeats: dict[Counting, tuple[Submission, Unkept]] = {}
        self._faults = Faults(self.report)
        self._listeners: list[tuple[str, Callable[[Change], None]]] = []
        self._loop = asyncio.get_running_loop()
        self._rest = asyncio.Event()  # set while no command waits, and none is at the disk; from `run` on
        self._ended: asyncio.Future[None] = self._loop.create_future()
        self._newer: asyncio.Future[None] = self._loop.create_future()
        self._timer = Timer(
            clock, lambda: next_deadline(self.board, self.heard), lambda: self.submit(Look()), self._no_deadline
        )
        self._stalled = False
        self._countings = Countings(board.counters)
        self._folding = Folding(self._countings)
        self._desks_moving: asyncio.TimerHandle | None = None
        self._desks_moved_again = False

    # ---- asking

    def submit(self, command: AnyCommand, by: Actor | None = None) -> Submission:
        """Hand in a command; never blocks. With too much waiting, everything from a desk is refused at once.

        With the disk away for too long, what is refused is what can wait for it: never an act that helps somebody (promise 2).
        """
        submission = Submission(command, by, self._loop)
        full = len(self._waiting) >= WAITING_MAX
        traits = traits_of(command)
        behind = self.recorder.behind >= BEHIND_MAX and not traits.helps
        if (full or behind) and not traits.never_refused:
            submission.refuse(Rejection.TOO_BUSY)
        else:
            self._waiting.append(submission)
            self._wake()
        return submission

    def keep(self, events: Sequence[RecordEntry]) -> Submission:
        """Record what was written into records, in order with everything else. The board knows nothing of it.

        Nobody waits for help in it: with the disk away for too long it is refused.
        """
        submission = Submission(None, None, self._loop)
        submission.events = tuple(events)
        if self.recorder.failing is not None or len(self._waiting) >= WAITING_MAX:
            submission.refuse(Rejection.TOO_BUSY if self.recorder.failing is None else Rejection.NOT_RECORDING)
        else:
            self._waiting.append(submission)
            self._wake()
        return submission

    @property
    def recording(self) -> bool:
        """Whether the disk takes entries."""
        return self.recorder.failing is None and not self.unrecorded

    def listen(self, listener: Callable[[Change], None], name: str = "a part without a name") -> None:
        """Call `listener` synchronously with every change, after the board shows it. `name` says to people what it is, should it fail."""
        self._listeners.append((name, listener))

    async def changed_since(self, version: int) -> int:
        """Wait until the board is newer than `version`; returns its version."""
        while self.version <= version:
            await asyncio.shield(self._newer)
        return self.version

    async def rest(self) -> None:
        """Wait until no command waits, and none is at the disk. While commands come without end it never is: who waits says how long."""
        while not self._rest.is_set():
            await self._rest.wait()

    # ---- hearing (volatile, never recorded)

    def heard_from(self, key: str) -> None:
        """A supervised subject checked in."""
        self.heard.heard_from(key, self.clock.now())
        cause = restored_by(self.board, key)
        if cause is not None:
            self.submit(ReportRestored(cause=cause))

    def goes_by(self, button: ButtonId, ledger: str) -> None:
        """A button's connection names the ledger it counts in: what it is told is of that one."""
        self._countings.names(button, ledger)
        if self.kept.names(button, ledger):
            self._publish(Change(buttons=(button,)))

    def desk_connected(self, desk: DeskId) -> None:
        """A console attached at a desk."""
        self.heard.desk_connected(desk, self.clock.now())
        self._desk_moved()

    def desk_gone(self, desk: DeskId) -> None:
        """A console went away."""
        self.heard.desk_gone(desk, self.clock.now())
        self._desk_moved()

    def desk_touched(self, desk: DeskId) -> None:
        """A person touched a key at a desk."""
        now = self.clock.now()
        was = self.heard.attended(desk, now, self.board.index.plan.limits)
        self.heard.desk_touched(desk, now)
        if not was:
            self.refresh()

    def _desk_moved(self) -> None:
        """Let everyone see at once, and what follows within DESKS_MOVE_EVERY_S together."""
        if self._desks_moving is None:
            self._desks_moving = self._loop.call_later(DESKS_MOVE_EVERY_S, self._desks_moved)
            self.refresh()
        else:
            self._desks_moved_again = True

    def _desks_moved(self) -> None:
        self._desks_moving = None
        if self._desks_moved_again and not self._ended.done():
            self._desks_moved_again = False
            self._desk_moved()

    def refresh(self) -> None:
        """Something volatile changed: look for what follows from it, and let everyone see."""
        self.submit(Look())
        self._publish(Change())

    def begin(self, started: Fact[Event], carried: Sequence[Fact] = ()) -> None:
        """This epoch's start entry, and behind it what the board already holds from a logbook set aside. Once, before `run`."""
        apply(self.board, started.event, started.at)
        facts = [started, *carried]
        events = tuple(fact.event for fact in facts)
        self._follow(Unkept.round(events, self.board, self.board, []), self.recorder.write(self._logbook.seal(facts)))
        if self.recorder.failing is not None:
            self._disk_speaks(self.recorder.failing)

    def carry_forward(
        self, keys: Sequence[DataKey], readers: Sequence[PublicKey] | None = None
    ) -> asyncio.Future[None] | None:
        """Wrap these data keys for today's recipients, or for `readers` alone; the record says so, the board does not change.

        Done when it is on disk.
        """
        return self._write_beside((), self._logbook.carry_forward(keys, readers)) if keys else None

    def destroy(self, certificate: KeysDestroyed, keys: Sequence[tuple[bytes, int]]) -> asyncio.Future[None]:
        """Destroy every wrap of these keys, (stream, key number), and record the certificate, both or neither. Done as above."""
        batch = self._logbook.destroy(Fact(self.clock.now(), certificate), keys)
        return self._write_beside((certificate,), batch)

    def _write_beside(self, events: tuple[AnyEvent, ...], batch: Batch) -> asyncio.Future[None]:
        """Write what no command asked for."""
        writing = self.recorder.write(batch)
        self._follow(Unkept.round(events, self.board, self.board, []), writing)
        return asyncio.shield(writing.kept)  # whoever stops waiting does not stop the writing

    def report(self, cause: Cause, says: str | None) -> None:
        """Raise this trouble, or with `None` restore it; nothing happens where that is no news."""
        known = cause.key in self.board.troubles
        if says is not None:
            self.heard.failed_again(cause)
        if says is not None and not known:
            self.submit(ReportTrouble(cause=cause, detail=says))
        elif says is None and known:
            self.submit(ReportRestored(cause=cause))

    @property
    def head(self) -> int:
        """The newest entry on disk."""
        return self._logbook.kept[0]

    # ---- running

    async def run(self) -> None:
        """Take what is waiting, for ever; ends only by what it raises. `recorder.run()` must run beside it.

        Rounds are calls and not awaits: each turn of the loop that a round would wait for is one that a press waits for.
        """
        self._arm()
        self._take()
        await self._ended

    def _wake(self) -> None:
        """Look at what waits in the next turn, unless a round is at the disk: the end of that one looks."""
        if self._rest.is_set():
            self._rest.clear()
            self._loop.call_soon(self._take)

    def _take(self) -> None:
        """Rounds, one after the other, until nothing waits or one waits for the disk."""
        with self._or_end():
            while self._waiting and not self._ended.done():
                if (taken := self._sorted()) and self._round(taken):
                    return
            self._rest.set()

    def _sorted(self) -> list[Submission]:
        """What waits and is to be decided now; of presses that come too fast, one for many."""
        waiting, self._waiting = self._waiting, []
        due_ms = self._folding.due_ms
        recording = self.recorder.failing is None
        failed = functools.partial(self._faults.of_part, "folding")
        taken = self._folding.sort(waiting, self.board, self.clock.now(), recording=recording, failed=failed)
        forget, self._countings.over = self._countings.over, []
        for counting in forget:
            self.board.counters.pop(counting, None)
        if forget:
            self._logbook.forget_counts(forget)
        if self._folding.due_ms != due_ms:
            self._arm()
        return taken

    @contextmanager
    def _or_end(self) -> Iterator[None]:
        """A bug in a round ends `run`, and with it the daemon: systemd starts it afresh from the record."""
        try:
            yield
        except BaseException as bug:  # noqa: BLE001 - whatever it was, it is raised where `run` is awaited
            if not self._ended.done():
                self._ended.set_exception(bug)

    def _round(self, taken: list[Submission]) -> bool:
        """One round; whether it now waits for the disk."""
        now = self.clock.now()
        working, events = self._fold(taken, now)
        if events:
            return self._record(working, events, taken, now)
        self._answer_refusals(taken)
        self._arm()
        return False

    def _fold(self, taken: list[Submission], now: Moment) -> tuple[Board, tuple[AnyEvent, ...]]:
        """Decide and apply everything over one working copy. A command that fails is left out alone; a press in it rings as a bare call."""
        working = self.board.copy()
        events: list[AnyEvent] = []
        for submission in taken:
            while decided := self._decide(working, submission, now):
                if self._applied(working, submission, decided, now):
                    events += decided
                    break
                working = self.board.copy()  # what failed may stand half folded in the other
                self._apply(working, events, now)
        return working, tuple(events)

    def _decide(self, working: Board, submission: Submission, now: Moment) -> tuple[AnyEvent, ...]:
        """What follows from a command, of which every part can be sealed; nothing where it is refused or fails. Changes no board."""
        while submission.rejection is not Rejection.INTERNAL_FAULT:
            try:
                decided = self._asked(working, submission, now)
                if isinstance(decided, Rejection):
                    submission.rejection, submission.events = decided, ()
                else:
                    for event in decided:
                        plaintext_of(Fact(now, event))
                    submission.rejection, submission.events = None, tuple(decided)
                return submission.events
            except Exception as fault:  # noqa: BLE001 - one bad command must not silence the calls of a whole school: it is raised as trouble
                self._fault(submission, fault)
        return ()

    def _asked(self, working: Board, submission: Submission, now: Moment) -> Sequence[AnyEvent] | Rejection:
        if submission.command is None:
            return submission.events
        return decide(working, self.heard, submission.command, submission.by, now)

    def _applied(self, working: Board, submission: Submission, decided: Sequence[AnyEvent], now: Moment) -> bool:
        try:
            self._apply(working, decided, now)
        except Exception as fault:  # noqa: BLE001 - as above
            self._fault(submission, fault)
            return False
        return True

    def _apply(self, working: Board, events: Sequence[AnyEvent], now: Moment) -> None:
        for event in events:
            if is_live(event):
                apply(working, event, now)

    def _fault(self, submission: Submission, fault: Exception) -> None:
        """A command failed: it is refused alone, and where it is a press a bare call is decided in its place, which opens nothing again."""
        command = submission.command
        if isinstance(command, RaiseCall):
            self.board.stood_down.clear()
        bare = self._faults.of_command(self.board, command, fault)
        if bare is not None:
            submission.command = bare
            return
        submission.rejection, submission.events = Rejection.INTERNAL_FAULT, ()
        if isinstance(command, Look):
            self._look_apart(command)

    def _look_apart(self, failed: Look) -> None:
        """A look failed. What it looked at is looked at alone; what fails alone is put off, and neither silences the rest nor spins."""
        put_off = self.heard.put_off
        if failed.only is None:
            now = self.clock.now()
            if not any(isinstance(each.command, Look) and each.command.only is not None for each in self._waiting):
                for incident in self.board.incidents:
                    if not self.heard.passes_over(incident, now):
                        self.submit(Look(only=(incident,)))
                self.submit(Look(only=()))
            return
        for gone in put_off.keys() - {None, *self.board.incidents}:
            del put_off[gone]
        put_off[failed.only[0] if failed.only else None] = self.clock.now().after_s(PUT_OFF_S)

    def _record(self, working: Board, events: tuple[AnyEvent, ...], taken: list[Submission], now: Moment) -> bool:
        """Hand a round to the disk. True: it is spoken of once the disk has it, or counts as stalled."""
        try:
            batch = self._logbook.seal([Fact(now, event) for event in events])
        except Exception as fault:  # noqa: BLE001 - as in `_decide`; what an entry cannot hold was found there already
            return self._in_halves(taken, fault)
        writing = self.recorder.write(batch)
        unkept = Unkept.round(events, self.board, working, taken)
        if self.recorder.failing is not None or self._stalled:
            self._speak(working, unkept, writing, in_time=False)
            return False
        writing.then = lambda in_time: self._go_on(working, unkept, writing, in_time=in_time)
        return True

    def _in_halves(self, taken: list[Submission], fault: Exception) -> bool:
        """Nothing of a round was sealed, because of one command in it. Half goes on and half waits, until it is alone and fails alone."""
        half = len(taken) // 2
        if not half:
            self._fault(taken[0], fault)
            return self._round(taken)
        self._waiting[:0] = taken[half:]
        return self._round(taken[:half])

    def _go_on(self, working: Board, unkept: Unkept, writing: Writing, *, in_time: bool) -> None:
        if self._ended.done():
            return  # stopping: what is at the disk is kept, and what was asked is asked again after the start
        with self._or_end():
            self._speak(working, unkept, writing, in_time=in_time)
            self._take()

    def _speak(self, working: Board, unkept: Unkept, writing: Writing, *, in_time: bool) -> None:
        self.board = working
        if self._folding.stale(working, self.clock.now()):
            self.submit(Look())
        if in_time:
            self._note_kept(unkept)
            self._publish(Change(unkept.events, unkept.events, unkept.buttons))
            self._answer(unkept.submissions)
        else:
            self._speak_unrecorded(unkept, writing)
        self._arm()

    def _speak_unrecorded(self, unkept: Unkept, writing: Writing) -> None:
        self._follow(unkept, writing)
        if self.recorder.failing is None:
            self._stalled = True
            self._disk_speaks(f"the disk has not answered for {STALLED_AFTER_S} s")
        self._publish(Change(unkept.events, (), unkept.buttons))
        for submission in unkept.submissions:
            submission.speak_decided(recorded=False)

    def _follow(self, unkept: Unkept, writing: Writing) -> None:
        self._unkept.append(unkept)
        self._unrecorded_in.update(incidents_of(unkept.events))
        self.unrecorded = frozenset(self._unrecorded_in)
        writing.kept.add_done_callback(lambda _: self._caught_up(unkept))

    def _answer_refusals(self, taken: list[Submission]) -> None:
        """A round without events. A repeat is answered as kept only once everything before it is; nothing else promises anything.

        While the disk is away a button repeats its press over and over: of each counting the newest repeat waits, so that there are
        never more of them than counts on the board. Whoever waited for one before hears that it is not recorded.
        """
        answered: list[Submission] = []
        for submission in taken:
            submission.speak_decided(recorded=not self._unkept)
            repeated = _repeated(submission)
            if repeated is None or not self._unkept:
                answered.append(submission)
                continue
            if before := self._repeats.pop(repeated[0], None):
                before[0].refuse(Rejection.NOT_RECORDING)
            self._repeats[repeated[0]] = submission, self._unkept[-1]
        self._answer(answered)

    def _caught_up(self, caught: Unkept) -> None:
        """This batch is on disk now, and with it every one before it."""
        self._unkept = [each for each in self._unkept if each is not caught]
        self._unrecorded_in -= Counter(incidents_of(caught.events))
        self.unrecorded = frozenset(self._unrecorded_in)
        self._note_kept(caught)
        self._publish(Change((), caught.events, caught.buttons))
        waited = [counting for counting, (_, after) in self._repeats.items() if after is caught]
        self._answer([*caught.submissions, *(self._repeats.pop(counting)[0] for counting in waited)])
        # The trouble may be an earlier run's, which lost its power before it could record that all was well again.
        if not self._unkept and (self._stalled or NOT_RECORDING.key in self.board.troubles):
            self._stalled = False
            self._disk_speaks(None)

    def _answer(self, submissions: list[Submission]) -> None:
        """Everything up to these is on disk. A repeat shows which ledger its button counts in now: the receipt it waits for is of that."""
        answer_all(submissions)
        repeated: list[ButtonId] = []
        for counting, counter in filter(None, map(_repeated, submissions)):
            if self.kept.repeats(counting, counter):
                repeated.append(counting[0])
        if repeated:
            self._publish(Change(buttons=tuple(repeated)))

    def _note_kept(self, kept: Unkept) -> None:
        for counting, counter in kept.counted:
            self.kept.note(counting, counter)

    def _publish(self, change: Change) -> None:
        self.version += 1
        newer, self._newer = self._newer, self._loop.create_future()
        newer.set_result(None)
        for name, listener in self._listeners:
            try:
                listener(change)
            except Exception as fault:  # noqa: BLE001 - who fails to hear must not keep the others from hearing: it is raised as trouble
                self._faults.of_part(name, fault)

    def _disk_speaks(self, why: str | None) -> None:
        """The disk stopped taking entries, or takes them again. The trouble itself is recorded when the disk returns."""
        command = ReportRestored(cause=NOT_RECORDING) if why is None else ReportTrouble(cause=NOT_RECORDING, detail=why)
        self.submit(command)

    def _arm(self) -> None:
        """Look again when the next thing is due. What is folded waits for a disk that takes entries."""
        self._timer.arm(self._folding.due_ms if self.recorder.failing is None else None)

    def _no_deadline(self, fault: Exception) -> None:
        self._faults.of_deadline(fault)


def _repeated(submission: Submission) -> tuple[Counting, int] | None:
    """What a press that repeats a recorded one counts; None for everything else."""
    command = submission.command
    if submission.rejection is not Rejection.REPEAT or not isinstance(command, RaiseCall | PressSafe):
        return None
    counting, counter = command.source.counting, command.source.counter
    return None if counting is None or counter is None else (counting, counter)

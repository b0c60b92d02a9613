"""Runs the one writer: it takes all waiting commands, folds `decide`/`apply` over a working copy of the board, records, and only then
speaks. It knows the order of these steps, and nothing of sockets, lamps or SQLite. The exception of promise 2 lives here: when the disk
has not taken a batch within STALLED_AFTER_S, the batch is shown and sounds all the same. It is marked as unrecorded, and receipts are
withheld.
"""

import asyncio
import functools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from appliance.clock import Clock
from appliance.core.apply import apply
from appliance.core.board import Board
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
from appliance.engine.change import Change, Unkept, answer_all, incidents_of
from appliance.engine.countings import Countings, repeated_count
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
"""Every lamp is told when a console comes or goes, which takes 5 ms in a building of 360 buttons. If consoles come and go all the time,
the changes of a fifth of a second are told together. A lamp has 5 s to say that nobody can be told.
"""

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
        self._unrecorded_in: Counter[IncidentId] = Counter()  # for each incident, its rounds that are not on disk
        self._repeats: dict[Counting, tuple[Submission, Unkept]] = {}
        self._faults = Faults(self.report)
        self._listeners: list[tuple[str, Callable[[Change], None]]] = []
        self._loop = asyncio.get_running_loop()
        self._rest = asyncio.Event()  # Set while no command waits and none is at the disk. Valid from `run` on.
        self._ended: asyncio.Future[None] = self._loop.create_future()
        self._newer: asyncio.Future[None] = self._loop.create_future()
        self._timer = Timer(
            clock, lambda: next_deadline(self.board, self.heard), lambda: self.submit(Look()), self._faults.of_deadline
        )
        self._stalled = False
        self._countings = Countings(board.counters)
        self._folding = Folding(self._countings)
        self._desks_moving: asyncio.TimerHandle | None = None
        self._desks_moved_again = False

    # ---- asking

    def submit(self, command: AnyCommand, by: Actor | None = None) -> Submission:
        """Hand in a command; never blocks. While too many commands wait, everything from a desk is refused at once.

        While the disk has been away for too long, a command is refused if it can wait for the disk. An act that helps somebody is never
        refused (promise 2).
        """
        submission = Submission(command, by, self._loop)
        full = len(self._waiting) >= WAITING_MAX
        traits = command.traits
        behind = self.recorder.behind >= BEHIND_MAX and not traits.helps
        if (full or behind) and not traits.never_refused:
            submission.refuse(Rejection.TOO_BUSY)
        else:
            self._waiting.append(submission)
            self._wake()
        return submission

    def keep(self, events: Sequence[RecordEntry]) -> Submission:
        """Record what was written into records, in order with everything else. The board does not change.

        Nobody waits for help in such an entry, so it is refused while the disk is away.
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
        """Return whether the disk takes entries."""
        return self.recorder.failing is None and not self.unrecorded

    def listen(self, listener: Callable[[Change], None], name: str = "a part without a name") -> None:
        """Call `listener` synchronously with every change, after the board shows it. If the listener fails, people are told its `name`."""
        self._listeners.append((name, listener))

    async def changed_since(self, version: int) -> int:
        """Wait until the board is newer than `version`; return its version."""
        while self.version <= version:
            await asyncio.shield(self._newer)
        return self.version

    async def rest(self) -> None:
        """Wait until no command waits and none is at the disk. That moment never comes while commands come without end: whoever waits
        sets a limit.
        """
        while not self._rest.is_set():
            await self._rest.wait()

    # ---- hearing (volatile, never recorded)

    def heard_from(self, key: str) -> None:
        """Note that a supervised subject checked in."""
        self.heard.heard_from(key, self.clock.now())
        cause = restored_by(self.board, key)
        if cause is not None:
            self.submit(ReportRestored(cause=cause))

    def goes_by(self, button: ButtonId, ledger: str) -> None:
        """Note that a button's connection names the ledger it counts in: the button is told its counts in that ledger."""
        self._countings.names(button, ledger)
        if self.kept.names(button, ledger):
            self._publish(Change(buttons=(button,)))

    def desk_connected(self, desk: DeskId) -> None:
        """Note that a console attached at a desk."""
        self.heard.desk_connected(desk, self.clock.now())
        self._desk_moved()

    def desk_gone(self, desk: DeskId) -> None:
        """Note that a console went away from a desk."""
        self.heard.desk_gone(desk, self.clock.now())
        self._desk_moved()

    def desk_touched(self, desk: DeskId) -> None:
        """Note that a person touched a key at a desk."""
        now = self.clock.now()
        was = self.heard.attended(desk, now, self.board.index.plan.limits)
        self.heard.desk_touched(desk, now)
        if not was:
            self.refresh()

    def _desk_moved(self) -> None:
        """Let everyone see this change at once, and all further changes within DESKS_MOVE_EVERY_S together."""
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
        """After a volatile change, look for what follows from it, and let everyone see it."""
        self.submit(Look())
        self._publish(Change())

    def begin(self, started: Fact[Event], carried: Sequence[Fact] = ()) -> None:
        """Record this epoch's start entry, and after it what the board holds already from a logbook set aside. Once, before `run`."""
        apply(self.board, started.event, started.at)
        facts = [started, *carried]
        events = tuple(fact.event for fact in facts)
        self._follow(Unkept.round(events, self.board, self.board, []), self.recorder.write(self._logbook.seal(facts)))
        if self.recorder.failing is not None:
            self._disk_speaks(self.recorder.failing)

    def carry_forward(
        self, keys: Sequence[DataKey], readers: Sequence[PublicKey] | None = None
    ) -> asyncio.Future[None] | None:
        """Wrap these data keys for today's recipients, or for `readers` alone. The record says so; the board does not change.

        The future is done when that is on disk; None if there are no keys.
        """
        return self._write_beside((), self._logbook.carry_forward(keys, readers)) if keys else None

    def destroy(self, certificate: KeysDestroyed, keys: Sequence[tuple[bytes, int]]) -> asyncio.Future[None]:
        """Destroy every wrap of these keys, (stream, key number), and record the certificate: both or neither. The future is done when
        that is on disk.
        """
        batch = self._logbook.destroy(Fact(self.clock.now(), certificate), keys)
        return self._write_beside((certificate,), batch)

    def _write_beside(self, events: tuple[AnyEvent, ...], batch: Batch) -> asyncio.Future[None]:
        """Write a batch that no command asked for."""
        writing = self.recorder.write(batch)
        self._follow(Unkept.round(events, self.board, self.board, []), writing)
        return asyncio.shield(writing.kept)  # a caller that stops waiting does not stop the writing

    def report(self, cause: Cause, says: str | None) -> None:
        """Raise this trouble, or restore it if `says` is None. If that changes nothing, do nothing."""
        known = cause.key in self.board.troubles
        if says is not None:
            self.heard.failed_again(cause)
        if says is not None and not known:
            self.submit(ReportTrouble(cause=cause, detail=says))
        elif says is None and known:
            self.submit(ReportRestored(cause=cause))

    @property
    def head(self) -> int:
        """Give the number of the newest entry on disk."""
        return self._logbook.kept[0]

    # ---- running

    async def run(self) -> None:
        """Take what is waiting, for ever; ends only by what it raises. `recorder.run()` must run beside it.

        A round is a call and not an await: if a round waited for a turn of the loop, a press would wait for that turn too.
        """
        self._arm()
        self._take()
        await self._ended

    def _wake(self) -> None:
        """Look at what waits in the next turn of the loop. If a round is at the disk, its end looks instead."""
        if self._rest.is_set():
            self._rest.clear()
            self._loop.call_soon(self._take)

    def _take(self) -> None:
        """Do one round after the other, until no command waits or a round waits for the disk."""
        with self._or_end():
            while self._waiting and not self._ended.done():
                if (taken := self._sorted()) and self._round(taken):
                    return
            self._rest.set()

    def _sorted(self) -> list[Submission]:
        """Give the waiting commands that are to be decided now. Of presses that come too fast, one stands for many."""
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
        """Let a bug in a round end `run`, and with it the daemon: systemd starts the daemon afresh from the record."""
        try:
            yield
        except BaseException as bug:  # noqa: BLE001 - whatever it was, it is raised where `run` is awaited
            if not self._ended.done():
                self._ended.set_exception(bug)

    def _round(self, taken: list[Submission]) -> bool:
        """Do one round. Return whether it now waits for the disk."""
        now = self.clock.now()
        working, events = self._fold(taken, now)
        if events:
            return self._record(working, events, taken, now)
        self._answer_refusals(taken)
        self._arm()
        return False

    def _fold(self, taken: list[Submission], now: Moment) -> tuple[Board, tuple[AnyEvent, ...]]:
        """Decide and apply all commands over one working copy. If a command fails, it alone is left out; if it was a press, it rings as a
        bare call.
        """
        working = self.board.copy()
        events: list[AnyEvent] = []
        for submission in taken:
            while decided := self._decide(working, submission, now):
                if self._applied(working, submission, decided, now):
                    events += decided
                    break
                working = self.board.copy()  # the old copy may hold half of the command that failed
                self._apply(working, events, now)
        return working, tuple(events)

    def _decide(self, working: Board, submission: Submission, now: Moment) -> tuple[AnyEvent, ...]:
        """Give the events of a command, once each of them can be sealed; none if the command is refused or fails. Changes no board."""
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
        """Refuse a failed command, and no other. A press gets a bare call in its place, and that bare call opens no finished call again."""
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
        """After a failed look, look at each call by itself. If one call fails alone, it is put off: so it silences no other call, and the
        loop does not spin.
        """
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
        """Hand a round to the disk. Return True if the round is spoken of later: once the disk has it, or once it counts as stalled."""
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
        """Find the one command that cannot be sealed: one half goes on, the other waits, until the bad command is alone and fails alone."""
        half = len(taken) // 2
        if not half:
            self._fault(taken[0], fault)
            return self._round(taken)
        self._waiting[:0] = taken[half:]
        return self._round(taken[:half])

    def _go_on(self, working: Board, unkept: Unkept, writing: Writing, *, in_time: bool) -> None:
        if self._ended.done():
            return  # The daemon stops. The batch at the disk is kept, and the others ask again after the start.
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
        """Answer a round without events. A repeat is answered as kept only once everything before it is on disk; no other answer promises
        anything.

        While the disk is away, a button repeats its press over and over. For each counting only the newest repeat waits, so that there
        are never more repeats than counts on the board. Whoever waited for an older repeat hears that it is not recorded.
        """
        answered: list[Submission] = []
        for submission in taken:
            submission.speak_decided(recorded=not self._unkept)
            repeated = repeated_count(submission)
            if repeated is None or not self._unkept:
                answered.append(submission)
                continue
            if before := self._repeats.pop(repeated[0], None):
                before[0].refuse(Rejection.NOT_RECORDING)
            self._repeats[repeated[0]] = submission, self._unkept[-1]
        self._answer(answered)

    def _caught_up(self, caught: Unkept) -> None:
        """Note that this batch is on disk, and with it every earlier one."""
        self._unkept = [each for each in self._unkept if each is not caught]
        self._unrecorded_in -= Counter(incidents_of(caught.events))
        self.unrecorded = frozenset(self._unrecorded_in)
        self._note_kept(caught)
        self._publish(Change((), caught.events, caught.buttons))
        waited = [counting for counting, (_, after) in self._repeats.items() if after is caught]
        self._answer([*caught.submissions, *(self._repeats.pop(counting)[0] for counting in waited)])
        # An earlier run may have raised this trouble, and lost its power before it could record that all was well again.
        if not self._unkept and (self._stalled or NOT_RECORDING.key in self.board.troubles):
            self._stalled = False
            self._disk_speaks(None)

    def _answer(self, submissions: list[Submission]) -> None:
        """Answer submissions; everything up to them is on disk. A repeat shows in which ledger its button counts now: the button waits
        for a receipt in that ledger.
        """
        answer_all(submissions)
        repeated: list[ButtonId] = []
        for counting, counter in filter(None, map(repeated_count, submissions)):
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
        """Report that the disk stopped taking entries, or takes them again. The trouble itself is recorded when the disk returns."""
        command = ReportRestored(cause=NOT_RECORDING) if why is None else ReportTrouble(cause=NOT_RECORDING, detail=why)
        self.submit(command)

    def _arm(self) -> None:
        """Set the timer for the next thing that is due. Folded presses wait while the disk takes no entries."""
        self._timer.arm(self._folding.due_ms if self.recorder.failing is None else None)

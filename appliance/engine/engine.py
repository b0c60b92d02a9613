"""The one writer. Takes all waiting commands, folds `decide`/`apply` over a working copy, records, and only then speaks.

Knows the order of things and nothing of sockets, lamps or SQLite. The exception of promise 2 lives here: when the disk has not taken a
batch within STALLED_AFTER_S, it is shown and sounds all the same, marked unrecorded, and receipts are withheld.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from appliance.clock import Clock
from appliance.core.apply import apply
from appliance.core.board import Board
from appliance.core.commands import (
    Acknowledge,
    AnyCommand,
    Arrive,
    Confirm,
    ConfirmAllRight,
    Dispatch,
    Downgrade,
    EndCheckIn,
    EndResponse,
    HandOff,
    Look,
    MarkRoom,
    PressSafe,
    RaiseCall,
    RaiseCallFromDesk,
    ReportRestored,
    ReportShown,
    ReportTrouble,
    StandDown,
    StartCheckIn,
    StartResponse,
    Undo,
    Upgrade,
)
from appliance.core.deadlines import next_deadline
from appliance.core.decide import decide
from appliance.core.events import Event
from appliance.core.moment import Moment
from appliance.core.rejections import Rejection
from appliance.core.supervision import Heard, restored_by
from appliance.core.words import Actor, Cause
from appliance.engine.change import Change, Kept, Unkept, answer_all, incidents_of
from appliance.engine.outcome import Submission
from appliance.engine.recorder import STALLED_AFTER_S, Recorder, Writing
from appliance.envelope.hybrid import PublicKey
from appliance.envelope.seal import DataKey
from appliance.logbook.batch import Batch, Fact
from appliance.logbook.store import Logbook
from appliance.plan.ids import ButtonId, DeskId, IncidentId
from appliance.record.events import AnyEvent, KeysDestroyed, RecordEntry

WAITING_MAX = 4096  # commands at once: every contact of a thousand-button building pressed together, and room for desks
BEHIND_MAX = (
    5000  # batches kept in memory while the disk is away, about 2 KB each: 10 MB, hours of a building's worst day
)
DESKS_MOVE_EVERY_S = 0.2
"""Every lamp is told when a console comes or goes, which takes 5 ms in a building of 360 buttons: of consoles that do so all the time, a
fifth of a second's together. A lamp has 5 s to say that nobody can be told."""
TIMER_MIN_S = 0.02  # deadlines are whole seconds; one that stayed in the past must never spin the loop

HELPS = (
    RaiseCallFromDesk,
    ReportShown,
    Acknowledge,
    Dispatch,
    Confirm,
    Arrive,
    ConfirmAllRight,
    Upgrade,
    HandOff,
    StandDown,
    Downgrade,
    Undo,
    StartResponse,
    EndResponse,
    StartCheckIn,
    MarkRoom,
    EndCheckIn,
)
"""Acts of a live call, and of the whole building: people's, so that few of them come, and none may be refused for want of a disk."""

NOT_RECORDING = Cause("logbook-not-recording", "disk")
INTERNAL_FAULT = Cause("internal-fault", "alert")

log = logging.getLogger("handbell.engine")


class Engine:
    """The board, what has been heard, and the only way to change either."""

    def __init__(self, board: Board, heard: Heard, logbook: Logbook, clock: Clock) -> None:
        self.board = board
        self.heard = heard
        self.clock = clock
        self.version = 0
        self.kept: dict[ButtonId, Kept] = {}
        self.unrecorded: frozenset[IncidentId] = frozenset()
        self._logbook = logbook
        self.recorder = Recorder(logbook, self._disk_speaks, lambda: not self.unrecorded & self.board.incidents.keys())
        self._waiting: list[Submission] = []
        self._unkept: list[Unkept] = []
        self._listeners: list[Callable[[Change], None]] = []
        self._loop = asyncio.get_running_loop()
        self._rest = asyncio.Event()  # set while no command waits, and none is at the disk; from `run` on
        self._ended: asyncio.Future[None] = self._loop.create_future()
        self._newer: asyncio.Future[None] = self._loop.create_future()
        self._timer: asyncio.TimerHandle | None = None
        self._timer_ms: int | None = None
        self._stalled = False
        self._desks_moving: asyncio.TimerHandle | None = None
        self._desks_moved_again = False
        for (button, contact, ledger), counter in board.counters.items():
            self._keep(button, contact, ledger, counter)

    # ---- asking

    def submit(self, command: AnyCommand, by: Actor | None = None) -> Submission:
        """Hand in a command; never blocks. With too much waiting, everything from a desk is refused at once.

        With the disk away for too long, what is refused is what can wait for it: never an act that helps somebody (promise 2).
        """
        submission = Submission(command, by, self._loop)
        full = len(self._waiting) >= WAITING_MAX
        behind = self.recorder.behind >= BEHIND_MAX and not isinstance(command, HELPS)
        if (full or behind) and not isinstance(command, RaiseCall | PressSafe | ReportTrouble | ReportRestored | Look):
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

    def listen(self, listener: Callable[[Change], None]) -> None:
        """Call `listener` synchronously with every change, after the board shows it."""
        self._listeners.append(listener)

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
                taken, self._waiting = self._waiting, []
                if self._round(taken):
                    return
            self._rest.set()

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
        """Decide and apply everything over one working copy. A command that cannot be decided is left out and the rest folded anew."""
        working = self.board.copy()
        events: list[AnyEvent] = []
        for submission in taken:
            if submission.rejection is Rejection.INTERNAL_FAULT:
                continue
            try:
                events += self._decide(working, submission, now)
            except Exception:  # noqa: BLE001 - one bad command must not silence the calls of a whole school: it is raised as trouble
                self._fault(submission)
                return self._fold(taken, now)
        return working, tuple(events)

    def _decide(self, working: Board, submission: Submission, now: Moment) -> tuple[AnyEvent, ...]:
        if submission.command is None:
            return submission.events
        decided = decide(working, self.heard, submission.command, submission.by, now)
        if isinstance(decided, Rejection):
            submission.rejection = decided
            return ()
        for event in decided:
            apply(working, event, now)
        submission.events = tuple(decided)
        return submission.events

    def _fault(self, submission: Submission) -> None:
        name = type(submission.command).__name__
        log.exception("a command could not be decided: %s", name)
        submission.rejection = Rejection.INTERNAL_FAULT
        submission.events = ()
        if not isinstance(submission.command, ReportTrouble):
            it = "Tell district IT: the system journal has the details. This line goes when the box is restarted."
            self.submit(ReportTrouble(cause=INTERNAL_FAULT, detail=f"{name} could not be carried out. {it}"))

    def _record(self, working: Board, events: tuple[AnyEvent, ...], taken: list[Submission], now: Moment) -> bool:
        """Hand a round to the disk. True: it is spoken of once the disk has it, or counts as stalled."""
        writing = self.recorder.write(self._logbook.seal([Fact(now, event) for event in events]))
        unkept = Unkept.round(events, self.board, working, taken)
        if self.recorder.failing is not None or self._stalled:
            self._speak(working, unkept, writing, in_time=False)
            return False
        writing.then = lambda in_time: self._go_on(working, unkept, writing, in_time=in_time)
        return True

    def _go_on(self, working: Board, unkept: Unkept, writing: Writing, *, in_time: bool) -> None:
        if self._ended.done():
            return  # stopping: what is at the disk is kept, and what was asked is asked again after the start
        with self._or_end():
            self._speak(working, unkept, writing, in_time=in_time)
            self._take()

    def _speak(self, working: Board, unkept: Unkept, writing: Writing, *, in_time: bool) -> None:
        self.board = working
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
        self.unrecorded |= incidents_of(unkept.events)
        writing.kept.add_done_callback(lambda _: self._caught_up(unkept))

    def _answer_refusals(self, taken: list[Submission]) -> None:
        """A round without events. A repeat is answered as kept only once everything before it is."""
        for submission in taken:
            submission.speak_decided(recorded=not self._unkept)
        if self._unkept:
            self._unkept[-1].submissions.extend(taken)
        else:
            self._answer(taken)

    def _caught_up(self, caught: Unkept) -> None:
        """This batch is on disk now, and with it every one before it."""
        self._unkept = [each for each in self._unkept if each is not caught]
        self.unrecorded = frozenset().union(*(incidents_of(later.events) for later in self._unkept))
        self._note_kept(caught)
        self._publish(Change((), caught.events, caught.buttons))
        self._answer(caught.submissions)
        # The trouble may be an earlier run's, which lost its power before it could record that all was well again.
        if not self._unkept and (self._stalled or NOT_RECORDING.key in self.board.troubles):
            self._stalled = False
            self._disk_speaks(None)

    def _answer(self, submissions: list[Submission]) -> None:
        """Everything up to these is on disk. A repeat shows which ledger its button counts in now: the receipt it waits for is of that."""
        answer_all(submissions)
        repeated: list[ButtonId] = []
        for submission in submissions:
            command = submission.command
            if submission.rejection is not Rejection.REPEAT or not isinstance(command, RaiseCall | PressSafe):
                continue
            counting, counter = command.source.counting, command.source.counter
            assert counting is not None and counter is not None
            kept = self.kept.get(counting[0])
            if kept is None or kept.ledger != counting[2] or kept.counts.get(counting[1], -1) < counter:
                self._keep(*counting, counter)
                repeated.append(counting[0])
        if repeated:
            self._publish(Change(buttons=tuple(repeated)))

    def _note_kept(self, kept: Unkept) -> None:
        for counting, counter in kept.counted:
            self._keep(*counting, counter)

    def _keep(self, button: ButtonId, contact: str, ledger: str, counter: int) -> None:
        kept = self.kept.get(button)
        if kept is None or kept.ledger != ledger:
            kept = self.kept[button] = Kept(ledger, {})
        kept.counts[contact] = max(counter, kept.counts.get(contact, 0))

    def _publish(self, change: Change) -> None:
        self.version += 1
        newer, self._newer = self._newer, self._loop.create_future()
        newer.set_result(None)
        for listener in self._listeners:
            listener(change)

    def _disk_speaks(self, why: str | None) -> None:
        """The disk stopped taking entries, or takes them again. The trouble itself is recorded when the disk returns."""
        command = ReportRestored(cause=NOT_RECORDING) if why is None else ReportTrouble(cause=NOT_RECORDING, detail=why)
        self.submit(command)

    def _arm(self) -> None:
        """One timer for everything: the earliest deadline there is."""
        deadline_ms = next_deadline(self.board, self.heard)
        if deadline_ms == self._timer_ms:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer_ms = deadline_ms
        if deadline_ms is not None:
            in_s = max(TIMER_MIN_S, (deadline_ms - self.clock.now().mono_ms) / 1000)
            self._timer = self._loop.call_later(in_s, self._ring_timer)

    def _ring_timer(self) -> None:
        self._timer_ms = None
        self.submit(Look())

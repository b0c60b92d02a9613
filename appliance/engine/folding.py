"""Holds back presses that come faster than they can be kept, and then keeps them as one. Knows commands and the board, no disk and no
wire. A press is held back only if it changes nothing: its call rings already for a press that nobody has taken notice of, and everybody
it has reached is told (`Incident.rings_for`). A press that would change anything is never held back. When a person acts, held presses are
kept first, and a press that follows in the same round is not held. So a broken contact, or a device gone mad, costs one entry every one
and a half seconds, and is heard as before. A device without a counter folds by the same rule: its presses are told apart by button and
contact alone. So do calls by telephone and text, which are told apart by their caller.
"""

from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from appliance.core.board import Board
from appliance.core.building.commands import PressSafe
from appliance.core.calls.commands import RaiseCall
from appliance.core.calls.raising import is_repeat, joins
from appliance.core.commands import AnyCommand
from appliance.core.devices.commands import ReportRestored, ReportTrouble
from appliance.core.ground.commands import Look
from appliance.core.ground.incident import Incident
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Counting, Source
from appliance.engine.countings import Countings
from appliance.engine.outcome import Submission
from appliance.plan.ids import ButtonId, IncidentId

AT_ONCE = 4
"""Presses of a button before any is held back: *help*, *hold*, and two more, as a hand does in the first moments. Each has its own
entry.
"""

ONE_MORE_MS = 30_000
"""After so long, one more press is kept at once. Two entries a minute make 1,500 in a night, which a start reads in a fifth of a second."""

OTHERS_MAX = 64
"""So many held presses wait for the answer of the one that stands for them: a disk that is away for a night must not fill the memory with
them. Whoever waited longest hears that the box is too busy, and asks again.
"""

DRILL_ENDS_MS = 2500
"""A press so shortly before the end of a drill is kept at once: if it were told after the end, it would be a real call. This is the time
for which a press is held, and one second more.
"""

HELD_MS_MAX = 1500
"""Entry and receipt are there within two seconds, with the quarter of a second for a slow disk: a button says *not delivered*
after five.
"""


PACES_MAX = 4096
"""A plan has 3,000 buttons and pages at most. Above this number, callers are forgotten who have not called for two minutes: their pace is
as new then, so nothing is lost.
"""


class _Held(msgspec.Struct):
    """The held presses of one counting: the newest press, when it was heard, how many presses there are, and who waits for them.
    `incident`: the call that the presses belong to, if any.
    """

    newest: Submission
    heard_ms: int
    times: int
    others: list[Submission]
    incident: IncidentId | None


class _Pace(msgspec.Struct):
    """How fast one button presses, or one caller calls. `left`: how many presses may still be kept at once, as of `at_ms`. `due_ms`: when
    the held presses are kept. `kept_ms`: when held presses were last kept.
    """

    left: float
    at_ms: int
    held: dict[Counting, _Held] = {}
    due_ms: int = 0
    kept_ms: int = -HELD_MS_MAX
    passed: dict[Counting, int] = {}
    """The highest count that was let through. If it comes again before it is decided, it is the same press."""


class Folding:
    """Sorts commands; one per engine. `sort` is given every command before it is decided."""

    def __init__(self, countings: Countings) -> None:
        self._countings = countings
        self._paces: dict[str, _Pace] = {}

    @property
    def due_ms(self) -> int | None:
        """Give the time at which held presses are to be kept (mono_ms); None while nothing is held."""
        return min((pace.due_ms for pace in self._paces.values() if pace.held), default=None)

    def stale(self, board: Board, now: Moment) -> bool:
        """Return whether a held press would ring now, because the reason for holding it is over."""
        return any(_is_stale(pace, board, now) for pace in self._paces.values())

    def sort(
        self,
        taken: list[Submission],
        board: Board,
        now: Moment,
        *,
        recording: bool,
        failed: Callable[[Exception], None],
    ) -> list[Submission]:
        """Give what is to be decided now, in order. `recording`: the disk takes entries. While it does not, held presses stay held, because
        keeping them sooner would give them no receipt. If something fails here, `failed` is told, and the command is decided as it is.
        """
        decide: list[Submission] = []
        for pace in self._paces.values():
            if pace.held and ((recording and pace.due_ms <= now.mono_ms) or _is_stale(pace, board, now)):
                decide += _release(pace, now)
        acted = False
        for submission in taken:
            command = submission.command
            if command is None or _is_by_itself(command):
                decide.append(submission)
            elif not isinstance(command, RaiseCall | PressSafe):
                acted = (
                    # A person acted: earlier presses are recorded before the act, and later presses may ring again.
                    True
                )
                decide += [*self._all(now), submission]
            else:
                try:
                    decide += self._press(submission, command, board, now, hold=not acted, recording=recording)
                except Exception as fault:  # noqa: BLE001 - then it is kept by itself
                    failed(fault)
                    decide.append(submission)
        return decide

    def _press(
        self,
        submission: Submission,
        command: RaiseCall | PressSafe,
        board: Board,
        now: Moment,
        *,
        hold: bool,
        recording: bool,
    ) -> list[Submission]:
        presser = command.source.presser
        if not presser or is_repeat(board, command.source) or (isinstance(command, RaiseCall) and command.folded):
            return [submission]
        source = self._countings.taken(ButtonId(presser), command.source, now)
        if source is None:
            submission.command = replace(command, source=replace(command.source, counter=None, ledger=None))
            submission.refuse(Rejection.REPEAT)
            return []
        if source is not command.source:
            command = submission.command = replace(command, source=source)
        pace, counting = self._pace(presser, now), _key(presser, source)
        if source.counter is not None and source.counter <= pace.passed.get(counting, -1):
            return [submission]
        changes_nothing, incident = _changes_nothing(board, command, now) if hold else (False, None)
        if not changes_nothing:
            before = self._all(now) if board.drill is not None else _release(pace, now)  # a real call ends practice
            return [*before, _passing(pace, submission, counting)]
        pace.left = min(AT_ONCE, pace.left + (now.mono_ms - pace.at_ms) / ONE_MORE_MS)
        pace.at_ms = now.mono_ms
        goes_on = bool(pace.held) or now.mono_ms < pace.kept_ms + HELD_MS_MAX
        if not goes_on and pace.left >= 1:
            pace.left -= 1
            return [_passing(pace, submission, counting)]
        if not pace.held:
            pace.due_ms = (pace.kept_ms if goes_on else now.mono_ms) + HELD_MS_MAX
        _hold(pace, submission, counting, incident, now, recording=recording)
        return []

    def _pace(self, presser: str, now: Moment) -> _Pace:
        pace = self._paces.get(presser)
        if pace is None:
            if len(self._paces) >= PACES_MAX:
                since_ms = now.mono_ms - AT_ONCE * ONE_MORE_MS
                keep = (
                    each for each in self._paces.items() if each[1].held or each[1].passed or each[1].at_ms > since_ms
                )
                self._paces = dict(keep)
            pace = self._paces[presser] = _Pace(AT_ONCE, now.mono_ms)
        return pace

    def _all(self, now: Moment) -> list[Submission]:
        return [each for pace in self._paces.values() if pace.held for each in _release(pace, now)]


def _is_by_itself(command: AnyCommand) -> bool:
    """Return whether no person asks for it and it is no press: reports of the box and its consoles, and the passing of time."""
    return isinstance(command, Look | ReportTrouble | ReportRestored) or command.traits.by_itself


def _is_stale(pace: _Pace, board: Board, now: Moment) -> bool:
    commands = [held.newest.command for held in pace.held.values()]
    return any(isinstance(each, RaiseCall) and not _changes_nothing(board, each, now)[0] for each in commands)


def _changes_nothing(board: Board, command: RaiseCall | PressSafe, now: Moment) -> tuple[bool, IncidentId | None]:
    """Return whether a press only adds one to a count, and the open call that it belongs to."""
    source = command.source
    if source.counting is not None and source.counting not in board.counters:
        return False, None
    if isinstance(command, PressSafe):
        check_in = board.check_in
        return check_in is None or command.room not in check_in.rooms or command.room in check_in.marks, None
    incident = joins(board, command, now)
    if incident is None or not _pressed_before(incident, source):
        return False, None
    if incident.drill is not None and (board.drill is None or board.drill.ends_ms <= now.mono_ms + DRILL_ENDS_MS):
        return False, None
    return incident.rings_for(command.kind), incident.incident


def _pressed_before(incident: Incident, source: Source) -> bool:
    """Whether this button was pressed, or this caller called, in the incident before: then the record has them."""
    if source.button is not None:
        return source.button in incident.buttons
    caller = source.called_by
    return caller is not None and any(each.number == caller.number for each in incident.callers)


def _hold(
    pace: _Pace,
    submission: Submission,
    counting: Counting,
    incident: IncidentId | None,
    now: Moment,
    *,
    recording: bool,
) -> None:
    held = pace.held.get(counting)
    if held is None:
        pace.held[counting] = _Held(submission, now.mono_ms, 1, [], incident)
    elif _count(submission) is not None and (_count(submission) or 0) <= (_count(held.newest) or 0):
        held.others.append(submission)  # the device says its press again, since the receipt is late
    else:
        held.others.append(held.newest)
        held.newest, held.heard_ms, held.times = submission, now.mono_ms, held.times + 1
    if held is not None and not recording and len(held.others) > OTHERS_MAX:
        held.others.pop(0).refuse(Rejection.TOO_BUSY)


def _release(pace: _Pace, now: Moment) -> list[Submission]:
    """Give one command for each counting, which stands for all its presses. Presses that come soon afterwards are held again."""
    released: list[Submission] = []
    for counting, held in pace.held.items():
        command = held.newest.command
        assert isinstance(command, RaiseCall | PressSafe)
        ago_ms = (
            command.pressed_ago_ms
        )  # a press from before a drill or a check-in stays from before it, however long it is held
        ago_ms = None if ago_ms is None else ago_ms + now.mono_ms - held.heard_ms
        command = held.newest.command = replace(command, pressed_ago_ms=ago_ms)
        if isinstance(command, RaiseCall):
            held.newest.command = replace(command, folded=held.times)
        held.newest.with_these = held.others
        released.append(_passing(pace, held.newest, counting))
    if released:
        pace.held.clear()
        pace.kept_ms = now.mono_ms
    return released


def _passing(pace: _Pace, submission: Submission, counting: Counting) -> Submission:
    if (count := _count(submission)) is not None:
        pace.passed[counting] = count
    return submission


def _key(presser: str, source: Source) -> Counting:
    return ButtonId(presser), source.contact or "", source.ledger or ""


def _count(submission: Submission) -> int | None:
    command = submission.command
    assert isinstance(command, RaiseCall | PressSafe)
    return command.source.counter

"""Presses that come faster than they are kept: held back for a moment, then kept as one. Knows commands and the board, no disk and no wire.

What is held back rings already: its call rings for a press that nobody has taken notice of, and is told to everybody it has reached
(`Incident.rings_for`). A press that would change anything is never held back, and neither is one before which a person acted. So a broken
contact, or a device gone mad, costs an entry every one and a half seconds, and nothing in how it is heard.

A device without a counter folds by the same rule: what cannot be counted is told apart by button and contact alone.
"""

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from appliance.core.board import Board
from appliance.core.calls import is_repeat, joins
from appliance.core.commands import PressSafe, RaiseCall
from appliance.core.ledgers import LEDGERS_MAX, ledgers_of
from appliance.core.moment import Moment
from appliance.core.traits import traits_of
from appliance.core.words import Counting, Source
from appliance.engine.outcome import Submission
from appliance.plan.ids import ButtonId, IncidentId

AT_ONCE = 4
"""Of a button, before any is held back: *help*, held on, and two more, as a hand does in the first moments. Each has its own entry."""

ONE_MORE_MS = 30_000
"""After so long one more is kept at once. Two entries a minute make 1,500 in a night, which a start reads in a fifth of a second."""

HELD_MS_MAX = 1500
"""So that entry and receipt are there within two seconds, the slow disk's quarter included: a button says *not delivered* after five."""

CONTACTS_MAX = 8
"""Of a ledger: a board has five (`hardware.esphome.wire.CONTACTS`)."""

LEDGER_AGAIN_MS = 3_600_000
"""With eight known, a new one takes the place of the oldest once an hour: nobody changes a board more often, a mad one does each second."""


class _Held(msgspec.Struct):
    """Presses of one counting: the newest and when it was heard, how many they are, and who waits for them. `incident`: the call they
    are of, if any.
    """

    newest: Submission
    heard_ms: int
    times: int
    others: list[Submission]
    incident: IncidentId | None


class _Pace(msgspec.Struct):
    """Of one button. `left` presses are kept at once, as of `at_ms`. `due_ms`: when what is held is kept; `kept_ms`: when it last was."""

    left: float
    at_ms: int
    held: dict[Counting, _Held] = {}
    due_ms: int = 0
    kept_ms: int = -HELD_MS_MAX
    passed: dict[Counting, int] = {}
    """The highest count that was let by: said again before it is decided, it is the same press."""


class Folding:
    """One per engine. `sort` is given every command before it is decided."""

    def __init__(self, counters: Iterable[Counting]) -> None:
        self._paces: dict[ButtonId, _Pace] = {}
        self._admitted_ms: dict[ButtonId, int] = {}
        self._ledgers = ledgers_of(counters)

    @property
    def due_ms(self) -> int | None:
        """When something held is to be kept (mono_ms); None while nothing is held."""
        return min((pace.due_ms for pace in self._paces.values() if pace.held), default=None)

    def sort(
        self, taken: list[Submission], board: Board, now: Moment, *, keeping: bool
    ) -> tuple[list[Submission], list[Counting]]:
        """What is to be decided now, in order, and countings to forget for a newer ledger. `keeping`: the disk takes entries; while it
        does not, nothing held gets a receipt by being kept sooner.
        """
        forget: list[Counting] = []
        now_to_decide: list[Submission] = []
        if keeping:
            due = [pace for pace in self._paces.values() if pace.held and pace.due_ms <= now.mono_ms]
            now_to_decide += [each for pace in due for each in _release(pace, now)]
        for submission in taken:
            command = submission.command
            if isinstance(command, RaiseCall | PressSafe) and command.source.button is not None:
                now_to_decide += self._press(submission, command, command.source.button, board, now, forget)
                continue
            incident = getattr(command, "incident", None)
            if command is not None and incident is not None and not traits_of(command).by_itself:
                # a person's act: what was pressed before it is recorded before it
                now_to_decide += self._of_incident(incident, now)
            now_to_decide.append(submission)
        return now_to_decide, forget

    def _press(
        self,
        submission: Submission,
        command: RaiseCall | PressSafe,
        button: ButtonId,
        board: Board,
        now: Moment,
        forget: list[Counting],
    ) -> list[Submission]:
        if is_repeat(board, command.source) or (isinstance(command, RaiseCall) and command.folded):
            return [submission]
        source = self._admit(command.source, button, now, forget)
        if source is not command.source:
            command = submission.command = replace(command, source=source)
        pace, counting = self._paces.setdefault(button, _Pace(AT_ONCE, now.mono_ms)), _key(button, source)
        if source.counter is not None and source.counter <= pace.passed.get(counting, -1):
            return [submission]
        changes_nothing, incident = _changes_nothing(board, command, now)
        if not changes_nothing:
            return [*_release(pace, now), _passing(pace, submission, counting)]
        pace.left = min(AT_ONCE, pace.left + (now.mono_ms - pace.at_ms) / ONE_MORE_MS)
        pace.at_ms = now.mono_ms
        goes_on = bool(pace.held) or now.mono_ms < pace.kept_ms + HELD_MS_MAX
        if not goes_on and pace.left >= 1:
            pace.left -= 1
            return [_passing(pace, submission, counting)]
        if not pace.held:
            pace.due_ms = (pace.kept_ms if goes_on else now.mono_ms) + HELD_MS_MAX
        _hold(pace, submission, counting, incident, now)
        return []

    def _of_incident(self, incident: IncidentId, now: Moment) -> list[Submission]:
        paces = [p for p in self._paces.values() if any(held.incident == incident for held in p.held.values())]
        return [each for pace in paces for each in _release(pace, now)]

    def _admit(self, source: Source, button: ButtonId, now: Moment, forget: list[Counting]) -> Source:
        """The press as it counts: without a count where its button has too many countings already."""
        if source.counter is None or source.contact is None:
            return source
        ledgers, ledger = self._ledgers.setdefault(button, {}), source.ledger or ""
        contacts = ledgers.pop(ledger, None)
        if contacts is not None:
            ledgers[ledger] = contacts  # the newest used is the last to go
        elif len(ledgers) < LEDGERS_MAX or self._may_admit(button, now):
            if len(ledgers) >= LEDGERS_MAX:
                oldest = next(iter(ledgers))
                forget += [(button, contact, oldest) for contact in ledgers.pop(oldest)]
            contacts = ledgers[ledger] = set()
        if contacts is None or (source.contact not in contacts and len(contacts) >= CONTACTS_MAX):
            return replace(source, counter=None, ledger=None)
        contacts.add(source.contact)
        return source

    def _may_admit(self, button: ButtonId, now: Moment) -> bool:
        last_ms = self._admitted_ms.get(button)
        if last_ms is not None and now.mono_ms - last_ms < LEDGER_AGAIN_MS:
            return False
        self._admitted_ms[button] = now.mono_ms
        return True


def _changes_nothing(board: Board, command: RaiseCall | PressSafe, now: Moment) -> tuple[bool, IncidentId | None]:
    """Whether all that a press adds is one to a count, and the open call that it is of."""
    source = command.source
    if source.counting is not None and source.counting not in board.counters:
        return False, None
    if isinstance(command, PressSafe):
        check_in = board.check_in
        return check_in is None or command.room not in check_in.rooms or command.room in check_in.marks, None
    incident = joins(board, command, now)
    if incident is None or source.button not in incident.buttons:
        return False, None
    return incident.rings_for(command.kind), incident.incident


def _hold(pace: _Pace, submission: Submission, counting: Counting, incident: IncidentId | None, now: Moment) -> None:
    held = pace.held.get(counting)
    if held is None:
        pace.held[counting] = _Held(submission, now.mono_ms, 1, [], incident)
    elif _count(submission) is not None and (_count(submission) or 0) <= (_count(held.newest) or 0):
        held.others.append(submission)  # said again, since its receipt is late
    else:
        held.others.append(held.newest)
        held.newest, held.heard_ms, held.times = submission, now.mono_ms, held.times + 1


def _release(pace: _Pace, now: Moment) -> list[Submission]:
    """One command for each counting, for all of its presses. What comes soon after is held again."""
    released: list[Submission] = []
    for counting, held in pace.held.items():
        command = held.newest.command
        assert isinstance(command, RaiseCall | PressSafe)
        ago_ms = (
            command.pressed_ago_ms
        )  # what was pressed before a drill or a check-in began, was so however long it is held
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


def _key(button: ButtonId, source: Source) -> Counting:
    return button, source.contact or "", source.ledger or ""


def _count(submission: Submission) -> int | None:
    command = submission.command
    assert isinstance(command, RaiseCall | PressSafe)
    return command.source.counter

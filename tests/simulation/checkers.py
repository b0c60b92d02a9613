"""Checks what must be true of a building at every moment. It works that out beside the product, from what was decided, recorded and told.

`Witness` sees every fact as it is sealed, every change as it is shown or kept, and every word to a lamp. It raises AssertionError at the
first untruth. It knows the promises of the design, and of the world only what it asks `Seen`.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from appliance.core.apply import apply
from appliance.core.board import Board
from appliance.core.building.events import CheckInEnded, CheckInStarted, ResponseEnded, ResponseStarted, SafePressed
from appliance.core.calls.events import (
    AcknowledgementExpired,
    ActUndone,
    AllRightConfirmed,
    CallAcknowledged,
    CallDowngraded,
    CallMadeReal,
    CallRaised,
    CallRaisedElsewhere,
    CoverAssigned,
    FirstCall,
    HelpArrived,
    HelpConfirmed,
    HelpDispatched,
    HelpOverdue,
    OneReleased,
    PressedAgain,
    StoodDown,
)
from appliance.core.devices.events import TroubleRaised, TroubleRestored
from appliance.core.events import Event
from appliance.core.ground.events import IncidentEvent, MessageEvent
from appliance.core.ground.incident import Incident
from appliance.core.ground.last_act import UNDO_MS_MAX
from appliance.core.ground.messages import Reply
from appliance.core.ground.moment import Moment
from appliance.core.ground.place import zone_of
from appliance.core.ground.words import BuildingResponse, Counting, DeskAct, Outcome, RoomAnswer, Stage
from appliance.core.people.events import PersonProved, PinSet, PinTaken, RecordRead
from appliance.core.practice.events import PressAttested, WalkTestPassed
from appliance.engine.engine import Change, Engine
from appliance.logbook.batch import Fact
from appliance.plan.ids import ButtonId, DeskId, IncidentId
from appliance.plan.model import Kind
from hardware.ports import Feedback, Phase

LATE_MS_MAX = 600  # a look is late by at most one stalled round (250 ms) before it, another round, and one turn of the timer (20 ms)
SENDING_MS_MAX = 5_000  # promise 1
BY_A_PERSON = (
    CallAcknowledged
    | HelpDispatched
    | CoverAssigned
    | HelpConfirmed
    | HelpArrived
    | AllRightConfirmed
    | StoodDown
    | ActUndone
)
PRESSES = CallRaised | CallRaisedElsewhere | PressedAgain | WalkTestPassed
COUNTED = PRESSES | SafePressed


class Seen(Protocol):
    """What is really true in the world."""

    def shows(self, desk: DeskId, incident: IncidentId) -> bool:
        """Whether the console connected there has painted the call, and a person touched it within the plan's limit."""
        ...


@dataclass(slots=True)
class Kept:
    """What has reached the disk, and what has been shown, over all epochs of a building."""

    counts: dict[Counting, int] = field(default_factory=dict)
    open: set[IncidentId] = field(default_factory=set)
    ended: set[IncidentId] = field(default_factory=set)
    """Calls that were stood down, as the disk has it."""
    practice: set[IncidentId] = field(default_factory=set)
    """Calls, open or ended, that were raised in a drill."""


class Witness:
    """Watches one run of one box from its first fact on."""

    def __init__(
        self,
        engine: Engine,
        seen: Seen,
        kept: Kept,
        recorded: list[Fact],
        begins: Board | None = None,
        carried: Sequence[Fact] = (),
    ) -> None:
        """`recorded` is every fact since the record began, or since a damaged record began anew from the board `begins`. `carried` is what
        was carried over to it then.
        """
        self.engine, self.seen, self.kept = engine, seen, kept
        self.board = replayed(recorded, begins)
        self.unshown: deque[Fact] = deque()
        self.pressed_in: dict[ButtonId, list[IncidentId]] = {}
        self.unkept: list[Event] = []
        self.began_ms = 0
        self._due: dict[tuple[IncidentId, int], int] = {}
        """Deadlines that have passed, and when the witness first saw so."""
        for fact in (*carried, *recorded):
            self._remember_press(fact.event)
        engine.listen(self.changed)

    # ---- what is decided, shown and kept

    def sealed(self, facts: list[Fact]) -> None:
        """These facts are on their way to the disk."""
        self.unshown.extend(facts)

    def began(self, facts: list[Fact]) -> None:
        """Take the first facts of the epoch. They are on the board without a decision: the start itself, and before it what is carried
        over.
        """
        apply(self.board, facts[0].event, facts[0].at)
        self.began_ms = facts[0].at.mono_ms
        for fact in facts:
            assert self.unshown.popleft() is fact
            self.unkept.append(fact.event)
        assert self.board == self.engine.board, "replaying the record gives another board than the box has"
        for incident in self.board.incidents.values():
            assert incident.ringing and incident.unanswered, f"{incident.incident} does not ring after a restart"

    def changed(self, change: Change) -> None:
        """Fold in what is shown, one event at a time."""
        for event in change.shown:
            fact = self.unshown.popleft()
            assert fact.event is event, "something is shown that was not sealed in this order"
            self._one_event(fact)
            self.unkept.append(event)
        for event in change.kept:
            assert self.unkept.pop(0) is event, "something is said to be on disk out of order"
            self._keep(event)
        assert self.board == self.engine.board, "the box's board is not what follows from what it recorded"

    def _keep(self, event: Event) -> None:
        if isinstance(event, COUNTED) and event.source.counting is not None and event.source.counter is not None:
            self.kept.counts[event.source.counting] = max(
                event.source.counter, self.kept.counts.get(event.source.counting, 0)
            )
        if isinstance(event, FirstCall):
            self.kept.open.add(event.incident)
            if event.drill is not None:
                self.kept.practice.add(event.incident)
        elif isinstance(event, StoodDown):
            self.kept.open.discard(event.incident)
            self.kept.ended.add(event.incident)
        elif isinstance(event, ActUndone) and event.undone is DeskAct.STOOD_DOWN:
            self.kept.ended.discard(event.incident)
            self.kept.open.add(event.incident)

    # ---- one event

    def _one_event(self, fact: Fact) -> None:
        event = fact.event
        before = self.board.copy()
        self._allowed(before, fact)
        self._in_the_right_name(before, event)
        self._said_it_themselves(before, event)
        apply(self.board, event, fact.at)
        self._remember_press(event)
        if isinstance(event, MessageEvent):
            assert self.board.incidents == before.incidents, f"a message changed a call: {event}"
        for incident in before.incidents.values():
            self._nothing_is_lost(event, incident, self.board.incidents.get(incident.incident))

    def _allowed(self, board: Board, fact: Fact) -> None:
        """Check what may happen only under some condition."""
        event, at = fact.event, fact.at
        if isinstance(event, COUNTED) and event.source.counting is not None and event.source.counter is not None:
            assert event.source.counter > board.counters.get(event.source.counting, -1), f"doubled: {event}"
        match event:
            case CallRaised() | CallRaisedElsewhere():
                drill = board.drill if self._is_practice(board, event, at) else None
                assert event.drill == (drill.drill if drill is not None else None), f"marked wrongly: {event}"
                assert event.number == board.calls + 1, f"{event} should be call {board.calls + 1}"
            case TroubleRaised():
                assert event.cause.key not in board.troubles, f"one cause twice: {event}"
            case TroubleRestored():
                assert event.cause.key in board.troubles, f"restored without trouble: {event}"
            case WalkTestPassed() | PressAttested():
                self._tested(board, event, at)
            case CallDowngraded():
                call = board.incidents[event.incident]
                assert call.stage is Stage.ON_SCENE and not call.unanswered, f"lowered unseen: {event}"
            case ActUndone():
                last = board.last_acts[event.incident]
                assert (last.by.desk, last.what) == (event.by.desk, event.undone), f"another's act undone: {event}"
                assert at.mono_ms - last.at.mono_ms <= UNDO_MS_MAX, f"undone too late: {event}"
            case StoodDown():
                incident = board.incidents[event.incident]
                assert (event.by is None) == (event.outcome is Outcome.DRILL_ENDED), f"ended by nobody: {event}"
                assert event.outcome is not Outcome.DRILL_ENDED or incident.drill is not None, (
                    "a real call ended as drill"
                )
            case ResponseStarted() | CheckInStarted():
                drill = board.drill.drill if board.drill is not None else None
                assert event.drill == drill, f"practice and real at once: {event}"
            case ResponseEnded() | CheckInEnded():
                assert event.by is not None or event.drill is not None, f"ended by nobody: {event}"
            case SafePressed() if event.check_in is not None:
                assert self._may_answer(board, event, at), f"safe by a press that may not say so: {event}"
            case _:
                pass

    def _said_it_themselves(self, board: Board, event: Event) -> None:
        """Check that whoever acts without a desk answered a message of this call so (no answer is never yes)."""
        match event:
            case CallAcknowledged() | HelpConfirmed() | HelpArrived() | CoverAssigned() if not event.by.desk:
                replies = {Reply.GOING, Reply.THERE}
            case OneReleased():
                replies = {Reply.CANNOT}
                gone = board.incidents[event.incident].sent[event.which].person
                assert gone in {None, event.by.person}, f"released by another: {event}"
            case _:
                return
        said = board.messages.get(event.incident, ())
        assert any(each.person == event.by.person and each.reply in replies for each in said), f"not said: {event}"

    def _tested(self, board: Board, event: WalkTestPassed | PressAttested, at: Moment) -> None:
        """Check that a test passed by the press it waited for, or by the word of the person who stands the test, about a
        press that rang.
        """
        test = board.walk_test
        assert test is not None and test.button == event.button and at.mono_ms < test.ends_ms, "no such test"
        if isinstance(event, PressAttested):
            assert test.rang == event.incident and event.incident not in board.incidents, f"no test press: {event}"
            assert test.by is not None and test.by.desk == event.by.desk, f"another desk's test: {event}"

    def _in_the_right_name(self, board: Board, event: Event) -> None:
        """Check that whoever proved themselves or read is the person in whose name the desk acts, and that only people of the plan have
        PINs.
        """
        match event:
            case PersonProved() | RecordRead():
                assert board.operators.get(event.by.desk) == event.by.person, f"in the name of another: {event}"
            case PinSet() | PinTaken():
                assert event.person in board.index.people, f"a PIN of nobody: {event}"
            case _:
                pass

    def _may_answer(self, board: Board, event: SafePressed, at: Moment) -> bool:
        """Whether a press of *safe* may answer: it came since the check-in began, in a room that is asked and for which
        nobody needs help.
        """
        on, ago_ms = board.check_in, event.pressed_ago_ms
        if on is None or on.check_in != event.check_in or event.room not in on.rooms or ago_ms is None:
            return False
        marked = on.marks.get(event.room)
        needs_help = board.anything_in(event.room, drill=False) or (marked and marked.answer is RoomAnswer.NEEDS_HELP)
        return not needs_help and on.started.mono_ms <= at.mono_ms - ago_ms

    def _is_practice(self, board: Board, event: FirstCall, at: Moment) -> bool:
        """Whether a call is practice: pressed during a drill, in one of its rooms, where nothing real is open. A press of unknown time is
        real.
        """
        drill, ago_ms = board.drill, event.pressed_ago_ms
        if (
            drill is None
            or ago_ms is None
            or event.place.room not in drill.rooms
            or board.anything_in(event.place.room, drill=False)
        ):
            return False
        return drill.started.mono_ms <= at.mono_ms - ago_ms and at.mono_ms < drill.ends_ms

    def _nothing_is_lost(self, event: Event, was: Incident, now: Incident | None) -> None:
        mine = isinstance(event, IncidentEvent) and event.incident == was.incident
        if now is None:
            assert mine and isinstance(event, StoodDown), f"{was.incident} vanished by {event}"
            return
        made_real = mine and isinstance(event, CallMadeReal) and now.ringing and now.unanswered
        assert now.drill == (None if made_real else was.drill), (
            f"{was.incident} changed between practice and real by {event}"
        )
        lowered = now.kind.urgency < was.kind.urgency
        assert not lowered or (mine and isinstance(event, CallDowngraded | ActUndone)), (
            f"{was.incident} lowered: {event}"
        )
        assert now.presses >= was.presses, f"{event} forgot a press of {was.incident}"
        if was.ringing and not now.ringing:
            assert mine and isinstance(event, BY_A_PERSON), f"{was.incident} does not ring any more after {event}"
        if mine and isinstance(event, HelpOverdue | AcknowledgementExpired):
            assert now.ringing, f"{was.incident} does not ring after {event}"
        if mine and isinstance(event, PressedAgain):
            assert now.stage is was.stage and now.ringing and now.unanswered, f"{event} lowered {was.incident}"

    def _remember_press(self, event: Event) -> None:
        if isinstance(event, CallRaised | CallRaisedElsewhere | PressedAgain) and event.source.button is not None:
            self.pressed_in.setdefault(event.source.button, []).append(event.incident)
        elif isinstance(event, WalkTestPassed):
            self.pressed_in.pop(event.button, None)

    # ---- what is due

    def nothing_is_overdue(self) -> None:
        """Check that every open call has a next deadline, and that no look is late. (Another plan can put a deadline into the past.)"""
        now_ms = self.engine.clock.now().mono_ms
        due: dict[tuple[IncidentId, int], int] = {}
        for incident in self.engine.board.incidents.values():
            assert incident.ringing or incident.awaited_from_ms is not None, f"{incident.incident} waits for nothing"
            if incident.due_ms <= now_ms:
                since_ms = due[incident.incident, incident.due_ms] = self._due.get(
                    (incident.incident, incident.due_ms), now_ms
                )
                late_ms = now_ms - since_ms
                assert late_ms <= LATE_MS_MAX, f"{incident.incident}: {incident.due_what} is {late_ms} ms overdue"
        self._due = due

    # ---- what lamps are told

    def told(self, button: str, feedback: Feedback) -> None:
        """A lamp is told something: check that it is true at this moment."""
        for contact, count in feedback.receipts.items():
            kept = self.kept.counts.get((ButtonId(button), contact, feedback.ledger or ""), -1)
            assert count <= kept, f"a receipt for {button} {contact} {count}, but {kept} is on disk"
        calls = self._calls_of(ButtonId(button))
        why = self._untrue(ButtonId(button), feedback.phase, calls)
        assert why is None, f"{button} is told {feedback.phase}, but {why} ({calls})"
        assert feedback.dark == self._is_dark(ButtonId(button)), f"{button} is told dark: {feedback.dark}"

    def _is_dark(self, button: ButtonId) -> bool:
        """Whether a button is dark: in a lockdown. A practised lockdown makes only its own rooms dark, and not where somebody called for
        help in earnest.
        """
        on, planned = self.board.response, self.board.index.buttons.get(button)
        if on is None or on.response is not BuildingResponse.LOCKDOWN:
            return False
        if on.drill is None:
            return True
        practised = planned is not None and self.board.drill is not None and planned.room in self.board.drill.rooms
        return practised and all(call.drill is not None for call in self.board.concerning(button))

    def _calls_of(self, button: ButtonId) -> list[Incident]:
        """Give the calls that a button stands for: every open call in which it was pressed, and those of its room. Practice counts only
        while nothing is real.
        """
        incidents, planned = self.board.incidents, self.board.index.buttons.get(button)
        calls = [incidents[each] for each in self.pressed_in.get(button, ()) if each in incidents]
        calls += [each for each in incidents.values() if planned is not None and each.room == planned.room]
        real = [call for call in calls if call.drill is None] or calls
        return [call for call in real if call.kind is not Kind.TAP_OUT] or real

    def _untrue(self, button: ButtonId, phase: Phase, calls: list[Incident]) -> str | None:
        """Say what is not true in a phase. A claim must hold for every call that the button stands for. That help is missing must hold for
        one call in which it was pressed.
        """
        test, now_ms = self.board.walk_test, self.engine.clock.now().mono_ms
        out = self.board.out_of_service.get(button)
        pressed_in = [each for each in self.board.incidents.values() if button in each.buttons or each in calls]
        match phase:
            case Phase.READY:
                return "its call is open" if calls else "it is out of service" if out else None
            case Phase.TEST:
                return None if not calls and test is not None and test.button == button else "no test waits for it"
            case Phase.OUT_OF_SERVICE:
                # its time may have ended while the power was away: then the first look of a start ends it
                agreed = (
                    out is not None and len(set(out.people)) == 2 and now_ms < max(out.ends_ms, self.began_ms) + 1000
                )
                return None if agreed and not calls else "two people did not say so"
            case Phase.CLASS_COMING:
                planned = self.board.index.buttons.get(button)
                coming = planned is not None and self.board.awaits_class(planned.room)
                return None if coming and not calls else "no class comes to its room, or its call is open"
            case Phase.SENDING:
                fresh = any(now_ms - call.pressed_ms < SENDING_MS_MAX for call in pressed_in)
                return None if fresh else "it was pressed too long ago"
            case Phase.NOT_DELIVERED:
                return None if any(call.stage is Stage.CALLED for call in pressed_in) else "a person has it"
            case _ if not pressed_in:
                return "no call is open"
            case Phase.RECEIVED:
                return next((why for call in calls if (why := self._not_received(call))), None)
            case Phase.ACKNOWLEDGED:
                return None if all(map(self._a_person_has, calls)) else "no person has it"
            case Phase.ON_THE_WAY:
                return None if all(map(_a_named_one_goes, calls)) else "nobody confirmed"

    def _not_received(self, call: Incident) -> str | None:
        if self._a_person_has(call):
            return None
        unkept = [
            event for event in self.unkept if isinstance(event, IncidentEvent) and event.incident == call.incident
        ]
        if any(isinstance(event, PRESSES) for event in unkept):
            return "its press is not on disk"
        zone = zone_of(call.place, self.board.index)
        shown = [desk for desk in call.shown_at if self.seen.shows(desk, call.incident)]
        desks = self.board.index.desks
        raised_at = call.source.actor.desk if call.source.actor is not None and not call.buttons else None
        counts = [desk for desk in shown if desk not in desks or desks[desk].zone != zone or desk == raised_at]
        return None if counts else f"no attended desk outside its zone shows it (shown at {sorted(call.shown_at)})"

    def _a_person_has(self, call: Incident) -> bool:
        return call.acknowledged_by is not None or bool(call.sent)


def _a_named_one_goes(call: Incident) -> bool:
    return any(each.name and each.stage is not Stage.DISPATCHED for each in call.sent)


def replayed(recorded: Sequence[Fact], begins: Board | None = None) -> Board:
    """Give the board that follows from the whole record, or from a record that begins with a board."""
    board = Board.empty() if begins is None else begins.copy()
    for fact in recorded:
        apply(board, fact.event, fact.at)
    return board


def nothing_doubled(recorded: Sequence[Fact], carried: Sequence[Fact] = ()) -> None:
    """Check that every press is in the record once, that counts only rise, and that every expired acknowledgement was given before, if only
    among the carried facts.
    """
    counts: dict[Counting, int] = {}
    acknowledged = CallAcknowledged | HelpDispatched | CoverAssigned
    has = {fact.event.incident: True for fact in carried if isinstance(fact.event, acknowledged)}
    for fact in recorded:
        event = fact.event
        if isinstance(event, COUNTED) and event.source.counting is not None and event.source.counter is not None:
            assert event.source.counter > counts.get(event.source.counting, -1), f"recorded twice: {event}"
            counts[event.source.counting] = event.source.counter
        if isinstance(event, acknowledged):
            has[event.incident] = True
        elif isinstance(event, AcknowledgementExpired):
            assert has.get(event.incident), f"{event} of what nobody acknowledged"

"""Folds one event into a board: the only place that changes one. Total over every event; the same live and when replayed.

After a restart the shell folds the standing house events and the events of open incidents in the order of their entries, then
the new `EpochStarted`: monotonic time begins at 0 again, so that everything open rings at once and every deadline starts anew.
"""

from typing import assert_never

from msgspec.structs import replace

from appliance.core import copies, district, timing
from appliance.core.board import (
    TIMES_BELIEVED,
    Board,
    DayCheck,
    Drill,
    DrillOver,
    Mark,
    OutOfService,
    PlannedDrill,
    RoomCheckIn,
    RunningResponse,
    Shelved,
    TestOver,
    Trouble,
    WalkTest,
)
from appliance.core.closing import REOPEN_MS_MAX
from appliance.core.events import (
    AcknowledgementExpired,
    ActUndone,
    AllRightConfirmed,
    BeyondBroughtBack,
    BoxReplaced,
    ButtonBackInService,
    ButtonOutOfService,
    ButtonsTakenOver,
    CallAcknowledged,
    CallDowngraded,
    CallHandedOff,
    CallMadeReal,
    CallRaised,
    CallRaisedElsewhere,
    CallShown,
    CallUpgraded,
    CheckInEnded,
    CheckInEvent,
    CheckInStarted,
    CopyDrilled,
    CopyOverwritten,
    CopyTargetChanged,
    CoverAssigned,
    DayChecked,
    DistrictEvent,
    DrillEnded,
    DrillEvent,
    DrillMadeReal,
    DrillMeasured,
    DrillPlanned,
    DrillPlanOver,
    DrillStarted,
    EpochStarted,
    Event,
    FirstCall,
    HelpArrived,
    HelpConfirmed,
    HelpDispatched,
    IncidentEvent,
    LadderExhausted,
    NoteAdded,
    NoticeTaken,
    OfficeTrusted,
    OperatorSignedIn,
    OperatorSignedOut,
    PanelAsked,
    PanelFailed,
    PanelPulsed,
    PersonEvent,
    PersonProved,
    PinSet,
    PinTaken,
    PlanAdopted,
    PressAttested,
    PressedAgain,
    ReceiptTaken,
    RecordOpened,
    RecordRead,
    RecoveryChecked,
    RecoveryEvent,
    RecoveryKeySet,
    ReopenedByPress,
    ResponseEnded,
    ResponseEvent,
    ResponseOverdue,
    ResponseStarted,
    RoomMarked,
    SafePressed,
    StepSkipped,
    StepTaken,
    StoodDown,
    StreamOpened,
    SuccessionKeyNamed,
    TailBroughtBack,
    TroubleRaised,
    TroubleRestored,
    TroubleShelved,
    TroubleUnshelved,
    WalkTestArmed,
    WalkTestEnded,
    WalkTestPassed,
    WhoActedNamed,
)
from appliance.core.handed import folded, without
from appliance.core.incident import Incident
from appliance.core.last_act import last_after, still_fresh
from appliance.core.measuring import measure
from appliance.core.moment import Moment
from appliance.core.name_owed import owing
from appliance.core.progress import after, pressed_after_its_end
from appliance.core.supervision import families_of
from appliance.core.undo import taken_back
from appliance.core.words import RoomAnswer, Source
from appliance.plan.document import from_document
from appliance.plan.ids import ButtonId, CheckInId, RoomId
from appliance.plan.index import PlanIndex

WALK_TEST_S = 120  # promise 9: a walk test arms one button for at most two minutes


def apply(board: Board, event: Event, at: Moment) -> None:
    """Change `board` by what happened at `at`. An event of an incident no longer open changes nothing."""
    _fold(board, event, at)
    measure(board, event, at)


def _fold(board: Board, event: Event, at: Moment) -> None:
    match event:
        case CallRaised() | CallRaisedElsewhere():
            _raised(board, event, at)
        case StoodDown() | ActUndone() | ReopenedByPress():
            _end(board, event, at)
        case PanelAsked() | PanelPulsed() | PanelFailed():
            board.handed = folded(board.handed, event, at)
        case (
            PressedAgain()
            | CallShown()
            | StepTaken()
            | StepSkipped()
            | LadderExhausted()
            | CallAcknowledged()
            | AcknowledgementExpired()
            | HelpDispatched()
            | HelpConfirmed()
            | HelpArrived()
            | ResponseOverdue()
            | AllRightConfirmed()
            | CoverAssigned()
            | CallUpgraded()
            | CallMadeReal()
            | CallDowngraded()
            | CallHandedOff()
            | NoteAdded()
            | WhoActedNamed()
        ):
            if isinstance(event, PressedAgain):
                _count(board, event.source)
            incident = board.incidents.get(event.incident)
            if incident is not None:
                _note(board, incident, event, at)
                now = owing(after(incident, event, at, board.index.plan), event, at)
                board.put(_timed(board, now))
        case EpochStarted():
            _epoch(board, event, at)
        case PlanAdopted():
            _plan(board, event, at)
        case (
            WalkTestArmed()
            | WalkTestPassed()
            | PressAttested()
            | WalkTestEnded()
            | ButtonOutOfService()
            | ButtonBackInService()
            | ButtonsTakenOver()
        ):
            _button(board, event, at)
        case ResponseStarted() | ResponseEnded():
            _response(board, event, at)
        case CheckInStarted() | RoomMarked() | SafePressed() | CheckInEnded():
            _check_in(board, event, at)
        case _:
            _house(board, event, at)


def _end(board: Board, event: StoodDown | ActUndone | ReopenedByPress, at: Moment) -> None:
    match event:
        case StoodDown():
            _stood_down(board, event, at)
        case ActUndone():
            _undone(board, event, at)
        case ReopenedByPress():
            _reopened(board, event, at)


def _stood_down(board: Board, event: StoodDown, at: Moment) -> None:
    """Forgets the incident, but for the few seconds in which that may be undone."""
    board.last_acts = {each: last for each, last in board.last_acts.items() if still_fresh(last, at)}
    incident = board.incidents.get(event.incident)
    if incident is not None:
        _note(board, incident, event, at)
        board.close(incident)
        lately = {each: was for each, was in board.stood_down.items() if at.mono_ms - was[1].mono_ms <= REOPEN_MS_MAX}
        board.stood_down = {**lately, event.incident: (incident, at)}
        board.handed = without(board.handed, {*board.incidents, *board.stood_down})


def _reopened(board: Board, event: ReopenedByPress, at: Moment) -> None:
    """It rings for everybody as a new one does: whoever was there has gone."""
    _count(board, event.source)
    was = board.stood_down.pop(event.incident, None)
    if was is not None and not board.slot_taken(was[0]):
        board.last_acts.pop(event.incident, None)
        board.reopen(_timed(board, pressed_after_its_end(was[0], event, at)))


def _undone(board: Board, event: ActUndone, at: Moment) -> None:
    last = board.last_acts.pop(event.incident, None)
    if last is None:
        return
    incident = board.incidents.get(event.incident)
    before = _timed(board, owing(taken_back(last, incident, at), event, at))
    if incident is None:
        board.reopen(before)
    else:
        board.put(before)


def _note(board: Board, incident: Incident, event: IncidentEvent, at: Moment) -> None:
    """Remember what could be undone after this event, or that nothing can."""
    last = last_after(board.last_acts.pop(event.incident, None), incident, event, at)
    if last is not None:
        board.last_acts[event.incident] = last


def _house(
    board: Board,
    event: TroubleRaised
    | TroubleRestored
    | TroubleShelved
    | TroubleUnshelved
    | DayChecked
    | OperatorSignedIn
    | OperatorSignedOut
    | DrillEvent
    | PersonEvent
    | DistrictEvent
    | RecoveryEvent
    | RecordOpened,
    at: Moment,
) -> None:
    match event:
        case TroubleRaised():
            board.troubles[event.cause.key] = Trouble(event.cause, event.detail, at)
        case TroubleRestored():
            board.troubles.pop(event.cause.key, None)
            board.shelved.pop(event.cause.key, None)
            times = (*board.restored_ms.get(event.cause.key, ()), at.mono_ms)
            board.restored_ms[event.cause.key] = times[-TIMES_BELIEVED:]
            board.families_back_ms |= dict.fromkeys(families_of(board, event.cause), at.mono_ms)
        case TroubleShelved():
            board.shelved[event.cause.key] = Shelved(event.cause, event.reason, at, at.after_s(event.ends_after_s))
        case TroubleUnshelved():
            board.shelved.pop(event.cause.key, None)
        case DayChecked():
            board.day_check = DayCheck(event.by, event.name, at, event.not_well.count)
        case OperatorSignedIn():
            board.operators[event.desk] = event.person
        case OperatorSignedOut():
            board.operators.pop(event.desk, None)
        case DrillStarted() | DrillEnded() | DrillMeasured() | DrillPlanned() | DrillPlanOver():
            _drill(board, event, at)
        case _:
            _noted(board, event, at)


def _drill(board: Board, event: DrillEvent, at: Moment) -> None:
    match event:
        case DrillStarted():
            board.drills += 1
            board.practised.clear()
            ends_ms = at.after_s(event.ends_after_s)
            board.drill = Drill(event.drill, event.name, frozenset(event.rooms), at, ends_ms)
        case DrillEnded():
            board.drill = None
            board.drill_real_at = event.by.desk if isinstance(event, DrillMadeReal) and event.by else None
        case DrillMeasured():
            board.practised.clear()
            board.drill_over = DrillOver(event.name, at, event.calls, event.calls_made, event.interrupted)
        case DrillPlanned():
            board.plans_made += 1
            board.planned[event.plan] = PlannedDrill(event.name, event.rooms, event.at_ms)
        case DrillPlanOver():
            board.planned.pop(event.plan, None)
        case _:
            assert_never(event)


def _noted(board: Board, event: PersonEvent | RecordOpened | DistrictEvent | RecoveryEvent, at: Moment) -> None:
    """What is for the record, and leaves a board little to know."""
    match event:
        case RecordOpened():
            board.calls = max(board.calls, event.number)  # its number is taken
        case PinSet():
            board.pins[event.person] = event.by
        case PinTaken():
            board.pins.pop(event.person, None)
        case (
            OfficeTrusted() | NoticeTaken() | ReceiptTaken() | StreamOpened() | TailBroughtBack() | BeyondBroughtBack()
        ):
            board.district = district.after(board.district, event, at)
        case (
            CopyTargetChanged()
            | CopyDrilled()
            | CopyOverwritten()
            | RecoveryKeySet()
            | RecoveryChecked()
            | SuccessionKeyNamed()
            | BoxReplaced()
        ):
            board.recovery = copies.after(board.recovery, event, at)
        case PersonProved() | RecordRead():
            pass  # what a person has proved is known to their line, and ends with it
        case _:
            assert_never(event)


def _button(
    board: Board,
    event: WalkTestArmed
    | WalkTestPassed
    | PressAttested
    | WalkTestEnded
    | ButtonOutOfService
    | ButtonBackInService
    | ButtonsTakenOver,
    at: Moment,
) -> None:
    match event:
        case WalkTestArmed():
            board.walk_test = WalkTest(event.button, at.mono_ms, at.after_s(WALK_TEST_S), event.by)
        case WalkTestPassed():
            if board.walk_test is not None:
                _count(board, event.source)
            _proved(board, event.button, at)
        case PressAttested():
            _proved(board, event.button, at)
        case WalkTestEnded():
            _tested(board, event.button, at, passed=False)
        case ButtonOutOfService():
            out = OutOfService(event.people, event.reason, at, at.after_s(event.ends_after_s))
            board.out_of_service[event.button] = out
        case ButtonBackInService():
            board.out_of_service.pop(event.button, None)
        case ButtonsTakenOver():
            board.epoch_rank = event.rank
        case _:
            assert_never(event)


def _response(board: Board, event: ResponseEvent, at: Moment) -> None:
    match event:
        case ResponseStarted():
            board.response = RunningResponse(event.response, event.detail, event.by, event.drill, at)
        case ResponseEnded():
            board.response = None
        case _:
            assert_never(event)


def _check_in(board: Board, event: CheckInEvent, at: Moment) -> None:
    match event:
        case CheckInStarted():
            board.check_ins += 1
            board.check_in = RoomCheckIn(event.check_in, event.rooms, at, event.drill)
        case RoomMarked():
            _mark(board, event.check_in, event.room, Mark(event.answer, at, by=event.by))
        case SafePressed():
            _count(board, event.source)
            _mark(board, event.check_in, event.room, Mark(RoomAnswer.SAFE, at, button=event.source.button))
        case CheckInEnded():
            board.check_in = None
        case _:
            assert_never(event)


def _mark(board: Board, check_in: CheckInId | None, room: RoomId, mark: Mark) -> None:
    """Marks of another check-in than the one that runs change nothing."""
    if board.check_in is None or board.check_in.check_in != check_in:
        return
    marks = {name: each for name, each in board.check_in.marks.items() if name != room}
    if mark.answer is not RoomAnswer.NO_ANSWER:
        marks[room] = mark
    board.check_in = replace(board.check_in, marks=marks)


def _proved(board: Board, button: ButtonId, at: Moment) -> None:
    """Where none is armed this is read back after a restart, perhaps years later: then it says when the button was proved, and no more."""
    board.proved[button] = 0 if at.week_minute is None else at.wall_ms
    if board.walk_test is not None:
        _tested(board, button, at, passed=True)


def _tested(board: Board, button: ButtonId, at: Moment, *, passed: bool) -> None:
    board.walk_test = None
    board.test_over = TestOver(button, passed, at)


def _raised(board: Board, event: FirstCall, at: Moment) -> None:
    board.calls = max(board.calls, event.number)
    _count(board, event.source)
    incident = Incident(
        incident=event.incident,
        number=event.number,
        place=event.place,
        kind=event.kind,
        source=event.source,
        drill=event.drill,
        raised=at,
        pressed_ago_ms=event.pressed_ago_ms,
        holds=int(event.source.held),
        buttons=frozenset() if event.source.button is None else frozenset({event.source.button}),
        pressed_ms=at.mono_ms,
        told=frozenset(event.told),
        told_ms=at.mono_ms,
        ladder_from_ms=at.mono_ms,
    )
    board.put(_timed(board, incident))
    test = board.walk_test
    if test is not None and test.button == event.source.button and event.pressed_ago_ms is None:
        board.walk_test = replace(test, rang=event.incident)


def _epoch(board: Board, event: EpochStarted, at: Moment) -> None:
    """Another run of the writer: what is open rings again, the rest keeps its age as well as the wall clock knows it."""
    board.epoch, board.epoch_rank = event.epoch, event.epoch_rank
    board.calls = max(board.calls, event.calls_so_far)
    board.drills = board.plans_made = board.check_ins = 0
    board.practised.clear()
    board.watching_since_ms = at.mono_ms
    board.families_back_ms.clear()
    board.restored_ms.clear()
    board.last_acts.clear()
    board.stood_down.clear()
    board.handed = folded(without(board.handed, board.incidents.keys()), event, at)
    for key, trouble in board.troubles.items():
        board.troubles[key] = Trouble(trouble.cause, trouble.detail, _carried(trouble.since, at))
    for key, shelved in board.shelved.items():
        since, ends_ms = _carried_span(shelved.since, shelved.ends_ms, at)
        board.shelved[key] = Shelved(shelved.cause, shelved.reason, since, ends_ms)
    if board.drill is not None:
        board.drill = _carried_drill(board.drill, at)
    if board.response is not None:
        board.response = replace(board.response, since=_carried(board.response.since, at))
    if board.check_in is not None:
        board.check_in = _carried_check_in(board.check_in, at)
    for button, out in board.out_of_service.items():
        since, ends_ms = _carried_span(out.since, out.ends_ms, at)
        board.out_of_service[button] = OutOfService(out.people, out.reason, since, ends_ms)
    board.test_over = None
    if board.walk_test is not None:  # nobody stands at the button any more: it is over at the first look
        board.walk_test = WalkTest(board.walk_test.button, at.mono_ms, at.mono_ms)
    for incident in list(board.incidents.values()):
        again = replace(
            incident,
            raised=_carried(incident.raised, at),
            pressed_ms=at.mono_ms,
            ringing=True,
            unanswered=True,
            told_ms=at.mono_ms,
            shown_at={},
            step=-1,
            exhausted=False,
            handed_to=None,
            ladder_from_ms=at.mono_ms,
            awaited_from_ms=None if incident.awaited_from_ms is None else at.mono_ms,
            acted=None if incident.acted is None else _carried(incident.acted, at),
            names_owed=dict.fromkeys(incident.names_owed, at.mono_ms),
            sent=tuple(replace(each, sent_ms=at.mono_ms) for each in incident.sent),
        )
        board.put(_timed(board, again))


def _plan(board: Board, event: PlanAdopted, at: Moment) -> None:
    """Another plan: its limits hold at once, also for what is open; a step beyond the new ladder counts as its last."""
    board.index = PlanIndex(from_document(event.document))
    board.plan_digest = event.digest
    board.watching_since_ms = at.mono_ms
    board.last_acts.clear()  # what stood before an act stood by the other plan's ladder
    last = len(timing.ladder_of(board.index.plan)) - 1
    for incident in list(board.incidents.values()):
        board.put(_timed(board, replace(incident, step=min(incident.step, last))))


def _timed(board: Board, incident: Incident) -> Incident:
    due_ms, due_what = timing.due(incident, board.index.plan)
    return replace(incident, due_ms=due_ms, due_what=due_what)


def _count(board: Board, source: Source) -> None:
    counting = source.counting
    if counting is not None and source.counter is not None:
        board.counters[counting] = max(source.counter, board.counters.get(counting, 0))


def _carried(then: Moment, at: Moment) -> Moment:
    """A moment of an earlier epoch on this epoch's monotonic clock: as long ago as the wall clock says, never in the future.

    A clock that was only trusted since, or is not trusted any more, says nothing of what lies between: then it counts as now.
    """
    told = (then.week_minute is None) == (at.week_minute is None)
    ago_ms = max(0, at.wall_ms - then.wall_ms) if told else 0
    return Moment(at.mono_ms - ago_ms, then.wall_ms, then.week_minute)


def _carried_drill(drill: Drill, at: Moment) -> Drill:
    started, ends_ms = _carried_span(drill.started, drill.ends_ms, at)
    return Drill(drill.drill, drill.name, drill.rooms, started, ends_ms, interrupted=True)


def _carried_check_in(check_in: RoomCheckIn, at: Moment) -> RoomCheckIn:
    marks = {
        room: mark if mark.at is None else replace(mark, at=_carried(mark.at, at))
        for room, mark in check_in.marks.items()
    }
    return replace(check_in, started=_carried(check_in.started, at), marks=marks)


def _carried_span(since: Moment, ends_ms: int, at: Moment) -> tuple[Moment, int]:
    """What is left of a span, which may be over for long. A wrong wall clock can shorten it to nothing, but never make it longer than it
    was, nor does the next start's.
    """
    whole_ms = ends_ms - since.mono_ms
    carried = _carried(since, at)
    return carried, carried.mono_ms + whole_ms

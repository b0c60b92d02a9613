"""Decides whether a desk may undo a mistake, and works out the incident afterwards. Pure; changes nothing.

Only the desk that acted may undo, only its last act in that incident, only while the act is fresh, and only if nothing happened
since: a press, another desk's act or a deadline that passed is never undone. Reports that a desk shows the call, notes and names do
not count here, because they change nothing that was decided.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from appliance.core.board import Board
from appliance.core.calls.commands import Undo
from appliance.core.calls.events import (
    ActUndone,
    CallAcknowledged,
    CallDowngraded,
    CallHandedOff,
    CallLocated,
    CallShown,
    CallUpgraded,
    CoverAssigned,
    Follows,
    HelpArrived,
    HelpConfirmed,
    HelpDispatched,
    LadderExhausted,
    NoteAdded,
    OneArrived,
    OneConfirmed,
    OneReleased,
    OtherHelpNoted,
    StepSkipped,
    StepTaken,
    StoodDown,
    WhoActedNamed,
)
from appliance.core.calls.ladder import ladder_for
from appliance.core.calls.progress import from_first_step
from appliance.core.calls.reach import more_than_lamps
from appliance.core.calls.responding import why_not_open
from appliance.core.devices.supervision import Heard
from appliance.core.ground.events import IncidentEvent
from appliance.core.ground.incident import Incident
from appliance.core.ground.last_act import LastAct, still_fresh
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, DeskAct


def undo(board: Board, heard: Heard, command: Undo, by: Actor, now: Moment) -> list[Follows] | Rejection:
    """Undo what this desk did last in an incident. A call that was stood down while it rang rings from the first step on."""
    last = board.last_acts.get(command.incident)
    if last is None:
        return _nothing_known(board, command)
    if last.by.desk != by.desk:
        return Rejection.UNDO_OF_ANOTHER_DESK
    if not still_fresh(last, now):
        return Rejection.UNDO_TOO_LATE
    undone = ActUndone(incident=command.incident, by=by, undone=last.what)
    if command.incident in board.incidents:
        return [undone]
    if why_not := _why_not_again(board, last.before):
        return why_not
    ladder = ladder_for(board, heard, last.before, now)
    return (
        [undone, *ladder.climb(0, told_already=more_than_lamps(board, last.before.told))]
        if last.before.ringing
        else [undone]
    )


def taken_back(last: LastAct, current: Incident | None, at: Moment) -> Incident:
    """Give the incident as it was before its last act. `current` is the incident as it is now, None if it was stood down.

    What desks have reported since, and which names they owe, stays: both are facts, whatever was decided.
    """
    before = last.before
    if current is not None:
        return replace(before, shown_at=current.shown_at, names_owed=current.names_owed, named_at=current.named_at)
    # No desk shows it any more, so its lamp waits for the next report, as after a press.
    again = replace(before, shown_at={}, pressed_ms=at.mono_ms)
    return from_first_step(again, at) if before.ringing else again


def _nothing_known(board: Board, command: Undo) -> Rejection:
    if command.incident in board.incidents:
        return Rejection.NOTHING_TO_UNDO
    why = why_not_open(board, command.incident)
    return Rejection.UNDO_TOO_LATE if why is Rejection.ALREADY_STOOD_DOWN else why


def _why_not_again(board: Board, before: Incident) -> Rejection | None:
    """Say why an incident that was stood down cannot be opened again, or give None."""
    if board.slot_taken(before):
        return Rejection.UNDO_AFTER_NEW_CALL
    if before.drill is not None and (board.drill is None or board.drill.drill != before.drill):
        return Rejection.UNDO_AFTER_DRILL
    return None


type Act = (
    CallAcknowledged
    | HelpDispatched
    | HelpConfirmed
    | HelpArrived
    | CoverAssigned
    | CallUpgraded
    | CallDowngraded
    | CallHandedOff
    | CallLocated
    | StoodDown
)

_ACTS: Mapping[type[Act], DeskAct] = {
    CallAcknowledged: DeskAct.ACKNOWLEDGED,
    HelpDispatched: DeskAct.DISPATCHED,
    HelpConfirmed: DeskAct.CONFIRMED,
    HelpArrived: DeskAct.ARRIVED,
    OneConfirmed: DeskAct.CONFIRMED,
    OneArrived: DeskAct.ARRIVED,
    CoverAssigned: DeskAct.COVER_ASSIGNED,
    CallUpgraded: DeskAct.UPGRADED,
    CallDowngraded: DeskAct.DOWNGRADED,
    CallHandedOff: DeskAct.HANDED_OFF,
    CallLocated: DeskAct.LOCATED,
    StoodDown: DeskAct.STOOD_DOWN,
}
_TOGETHER = {
    (DeskAct.ACKNOWLEDGED, DeskAct.DISPATCHED),
    (DeskAct.ACKNOWLEDGED, DeskAct.STOOD_DOWN),
    (DeskAct.DISPATCHED, DeskAct.DISPATCHED),
}
_RINGING_ACTS = (DeskAct.UPGRADED, DeskAct.HANDED_OFF)


def last_after(last: LastAct | None, before: Incident, event: IncidentEvent, at: Moment) -> LastAct | None:
    """Give what can be undone after an event. `last` is what could be undone before it, `before` the incident as the event found it."""
    if last is not None and _follows_from_answer(last, event, at):
        return last
    match event:
        case CallShown() | NoteAdded() | OtherHelpNoted() | WhoActedNamed():
            return last
        case StepTaken() | StepSkipped() | LadderExhausted():
            belongs = last is not None and last.at == at and last.what in _RINGING_ACTS
            return last if belongs else None
        case StoodDown(by=None):
            return None
        case (
            CallAcknowledged(by=Actor() as by)
            | HelpDispatched(by=Actor() as by)
            | HelpConfirmed(by=Actor() as by)
            | HelpArrived(by=Actor() as by)
            | CoverAssigned(by=Actor() as by)
            | CallUpgraded(by=Actor() as by)
            | CallDowngraded(by=Actor() as by)
            | CallHandedOff(by=Actor() as by)
            | CallLocated(by=Actor() as by)
            | StoodDown(by=Actor() as by)
        ):
            act = LastAct(by, _ACTS[type(event)], at, before)
            return replace(act, before=last.before) if last is not None and _one_act(last, act) else act
        case _:
            return None


def _follows_from_answer(last: LastAct, event: IncidentEvent, at: Moment) -> bool:
    """Whether an event followed from an answer that a desk accepted: both are undone together."""
    if last.what is not DeskAct.ANSWER_ACCEPTED or last.at != at:
        return False
    follows = CallAcknowledged | OneConfirmed | OneArrived | OneReleased | CoverAssigned
    return isinstance(event, follows) and event.by == last.by


def _one_act(first: LastAct, second: LastAct) -> bool:
    """Whether both were one act and are undone together: an acknowledgement with what came with it, or a pair that was sent."""
    together = (first.what, second.what) in _TOGETHER
    return together and (first.by, first.at) == (second.by, second.at)

"""Taking back a slip: whether a desk may, and what the incident is afterwards. Pure; decides, changes nothing.

Only the desk that acted, only its last act in that incident, only while that is fresh, and never over anything that happened since:
a press, another desk's act or a deadline that passed is never undone with it.
"""

from msgspec.structs import replace

from appliance.core.board import Board
from appliance.core.commands import Undo
from appliance.core.escalation import ladder_for
from appliance.core.events import ActUndone, Event
from appliance.core.incident import Incident
from appliance.core.last_act import LastAct, still_fresh
from appliance.core.moment import Moment
from appliance.core.progress import from_first_step
from appliance.core.reach import more_than_lamps
from appliance.core.rejections import Rejection
from appliance.core.response import why_not_open
from appliance.core.supervision import Heard
from appliance.core.words import Actor


def undo(board: Board, heard: Heard, command: Undo, by: Actor, now: Moment) -> list[Event] | Rejection:
    """Take back what this desk did last in an incident. A call stood down while it rang rings from the first step on."""
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
    """The incident as it was before its last act; `current` is as that left it, None when it was stood down.

    What desks have reported and what names they owe since stays: both are facts, whatever was decided.
    """
    before = last.before
    if current is not None:
        return replace(before, shown_at=current.shown_at, names_owed=current.names_owed, named_at=current.named_at)
    # No desk shows it any more, so that its lamp waits for the next report, as after a press.
    again = replace(before, shown_at={}, pressed_ms=at.mono_ms)
    return from_first_step(again, at) if before.ringing else again


def _nothing_known(board: Board, command: Undo) -> Rejection:
    if command.incident in board.incidents:
        return Rejection.NOTHING_TO_UNDO
    why = why_not_open(board, command.incident)
    return Rejection.UNDO_TOO_LATE if why is Rejection.ALREADY_STOOD_DOWN else why


def _why_not_again(board: Board, before: Incident) -> Rejection | None:
    """Why an incident that was stood down cannot be opened again."""
    if board.slot_taken(before):
        return Rejection.UNDO_AFTER_NEW_CALL
    if before.drill is not None and (board.drill is None or board.drill.drill != before.drill):
        return Rejection.UNDO_AFTER_DRILL
    return None

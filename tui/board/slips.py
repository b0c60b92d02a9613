"""What this desk can still take back, and the name it owes: which call, and in what words. Pure; knows no screen and no clock.

`passed_ms` is how long ago the board came: everything here runs out by itself, without another board.
"""

import math
from collections.abc import Iterable
from copy import replace
from dataclasses import dataclass

from appliance.api.board.board import BoardView
from appliance.api.board.calls import CallCard, NameOwedLine, TapOutLine, UndoLine
from appliance.flows.undo import to_undo
from appliance.plan.ids import DeskId, IncidentId
from appliance.words.kinds import KINDS
from tui.board.faces import CardFace
from tui.keys.table import BY_ACTION


@dataclass(frozen=True, slots=True)
class EndedFace:
    """A call stood down a moment ago; its `room` is a part of the words. `undo` is empty where this desk cannot take it back."""

    incident: IncidentId
    room: str
    words: str
    undo: str


@dataclass(frozen=True, slots=True)
class NameOwed:
    """That a name is owed, in words, and whether for longer than it should be."""

    words: str
    late: bool


def with_slips(face: CardFace, call: CallCard, desk: DeskId | None, passed_ms: int, *, undoable: bool) -> CardFace:
    """The card with what this desk can take back, and the name it owes, as its last marks."""
    undo = [undo_words(call.undo, passed_ms)] if undoable and call.undo else []
    name = name_words(call.names_owed, desk, passed_ms)
    if name is None:
        return replace(face, marks=(*face.marks, *undo))
    return replace(face, marks=(*face.marks, *undo, name.words), name_late=name.late)


def name_words(owed: tuple[NameOwedLine, ...], desk: DeskId | None, passed_ms: int) -> NameOwed | None:
    """What stands beside a call or a tap-out this desk owes a name for; None where it owes none."""
    due_in_ms = next((line.due_in_ms for line in owed if line.asks(desk)), None)
    if due_in_ms is None:
        return None
    left_ms = due_in_ms - passed_ms
    if left_ms < 1000:  # "0 s" would be neither owed nor overdue
        return NameOwed(f"NAME OVERDUE: {BY_ACTION['name_owed'].shown}", late=True)
    return NameOwed(f"name owed: {left_ms // 1000} s", late=False)


def name_owed_for(lines: Iterable[CallCard | TapOutLine], desk: DeskId | None) -> CallCard | TapOutLine | None:
    """The first of these that this desk owes a name for."""
    return next((line for line in lines if any(owed.asks(desk) for owed in line.names_owed)), None)


def ended_faces(view: BoardView, desk: DeskId | None, passed_ms: int) -> tuple[EndedFace, ...]:
    """Calls stood down a moment ago, the newest first."""
    undone = to_undo(view, desk, passed_ms)
    still = [call for call in view.ended if call.undo.ends_in_ms > passed_ms]
    return tuple(
        EndedFace(
            incident=call.incident,
            room=call.room_name,
            words=f"{KINDS[call.kind].shape} STOOD DOWN  {call.room_name}  "
            f"({'DRILL ' if call.drill else ''}call {call.number}, {KINDS[call.kind].title})",
            undo=undo_words(call.undo, passed_ms) if call.incident == undone else "",
        )
        for call in sorted(still, key=lambda each: -each.undo.ends_in_ms)
    )


def undo_words(line: UndoLine, passed_ms: int) -> str:
    """`Undo: Z (8 s)`, never counting to zero while it can still be done."""
    return f"Undo: {BY_ACTION['undo'].shown} ({math.ceil((line.ends_in_ms - passed_ms) / 1000)} s)"

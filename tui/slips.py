"""What this desk can still take back, and the name it owes: which call, and in what words. Pure; knows no screen and no clock.

`passed_ms` is how long ago the board came: everything here runs out by itself, without another board.
"""

import math
from dataclasses import dataclass, replace

from appliance.api.messages import BoardView, CallCard, UndoLine
from appliance.plan.ids import DeskId, IncidentId
from tui.faces import CardFace
from tui.keys import BY_ACTION
from tui.wording import KINDS, SHAPES


@dataclass(frozen=True, slots=True)
class EndedFace:
    """A call stood down a moment ago, in words. `undo` is empty where this desk cannot take it back."""

    incident: IncidentId
    words: str
    undo: str


def to_undo(view: BoardView, desk: DeskId | None, passed_ms: int) -> IncidentId | None:
    """The incident of what this desk did last, while that can be taken back."""
    lines = [(call.undo, call.incident) for call in view.calls if call.undo is not None]
    lines += [(line.undo, line.incident) for line in view.tap_outs if line.undo is not None]
    lines += [(call.undo, call.incident) for call in view.ended]
    own = [(line.ends_in_ms, incident) for line, incident in lines if line.desk == desk and line.ends_in_ms > passed_ms]
    return max(own)[1] if own else None


def with_slips(face: CardFace, call: CallCard, desk: DeskId | None, passed_ms: int, *, undoable: bool) -> CardFace:
    """The card with what this desk can take back, and the name it owes, as its last marks."""
    undo = [undo_words(call.undo, passed_ms)] if undoable and call.undo else []
    due_in_ms = next((line.due_in_ms for line in call.names_owed if line.desk == desk), None)
    if due_in_ms is None:
        return replace(face, marks=(*face.marks, *undo))
    left_ms = due_in_ms - passed_ms
    late = left_ms < 1000  # "0 s" would be neither owed nor overdue
    name = f"NAME OVERDUE: {BY_ACTION['name_owed'].shown}" if late else f"name owed: {left_ms // 1000} s"
    return replace(face, marks=(*face.marks, *undo, name), name_late=late)


def ended_faces(view: BoardView, desk: DeskId | None, passed_ms: int) -> tuple[EndedFace, ...]:
    """Calls stood down a moment ago, the newest first."""
    undone = to_undo(view, desk, passed_ms)
    still = [call for call in view.ended if call.undo.ends_in_ms > passed_ms]
    return tuple(
        EndedFace(
            incident=call.incident,
            words=f"{SHAPES[call.kind]} STOOD DOWN  {call.room_name}  "
            f"({'DRILL ' if call.drill else ''}call {call.number}, {KINDS[call.kind]})",
            undo=undo_words(call.undo, passed_ms) if call.incident == undone else "",
        )
        for call in sorted(still, key=lambda each: -each.undo.ends_in_ms)
    )


def undo_words(line: UndoLine, passed_ms: int) -> str:
    """`Undo: Z (8 s)`, never counting to zero while it can still be done."""
    return f"Undo: {BY_ACTION['undo'].shown} ({math.ceil((line.ends_in_ms - passed_ms) / 1000)} s)"

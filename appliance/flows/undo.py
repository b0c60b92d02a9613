"""What a desk can still take back. Pure."""

from appliance.api.board.board import BoardView
from appliance.plan.ids import DeskId, IncidentId


def to_undo(view: BoardView, desk: DeskId | None, passed_ms: int) -> IncidentId | None:
    """The incident of what this desk did last, while that can be taken back."""
    lines = [(call.undo, call.incident) for call in view.calls if call.undo is not None]
    lines += [(line.undo, line.incident) for line in view.tap_outs if line.undo is not None]
    lines += [(call.undo, call.incident) for call in view.ended]
    own = [(line.ends_in_ms, incident) for line, incident in lines if line.desk == desk and line.ends_in_ms > passed_ms]
    return max(own)[1] if own else None

"""Says what desks can still undo, and which names they owe, as a desk shows them. Pure; knows no socket and no clock."""

from appliance.api.board.calls import EndedCall, NameOwedLine, UndoLine
from appliance.api.board.press_view import place_called
from appliance.core.board import Board
from appliance.core.calls.names_owed import NAME_OWED_MS
from appliance.core.ground.incident import Incident
from appliance.core.ground.last_act import LastAct, still_fresh
from appliance.core.ground.moment import Moment
from appliance.core.ground.names import Names, is_shared_phone


def undo_line(last: LastAct | None, now: Moment) -> UndoLine | None:
    """Give the act that can still be undone, or None."""
    if last is None or not still_fresh(last, now):
        return None
    return UndoLine(desk=last.by.desk, what=last.what, ends_in_ms=last.left_ms(now))


def names_owed(board: Board, incident: Incident, now: Moment) -> tuple[NameOwedLine, ...]:
    """Give every desk and shared phone that owes a name for this call."""
    names = Names(board.index)
    return tuple(
        NameOwedLine(
            desk=desk,
            due_in_ms=since_ms + NAME_OWED_MS - now.mono_ms,
            phone=names.desk(desk) if is_shared_phone(desk) else "",
        )
        for desk, since_ms in incident.names_owed.items()
    )


def ended_calls(board: Board, now: Moment) -> tuple[EndedCall, ...]:
    """Give the calls whose stand-down can still be undone."""
    found: list[EndedCall] = []
    for incident, last in board.last_acts.items():
        undo = undo_line(last, now)
        if incident in board.incidents or undo is None:
            continue
        call = last.before
        found.append(
            EndedCall(
                incident=incident,
                number=call.number,
                room_name=place_called(call, board),
                kind=call.kind,
                drill=call.drill is not None,
                undo=undo,
            )
        )
    return tuple(found)

"""Folds an event of a device, or of a trouble, into the board."""

from typing import assert_never

from appliance.core.board import TIMES_BELIEVED, Board, OutOfService, Shelved, Trouble
from appliance.core.devices.events import (
    AnyDeviceEvent,
    ButtonBackInService,
    ButtonOutOfService,
    ButtonsTakenOver,
    TroubleRaised,
    TroubleRestored,
    TroubleShelved,
    TroubleUnshelved,
)
from appliance.core.devices.supervision import families_of
from appliance.core.ground.epochs import carried, carried_span
from appliance.core.ground.moment import Moment


def fold(board: Board, event: AnyDeviceEvent, at: Moment) -> None:
    """Change the board by what is wrong, is right again, or may not be relied on."""
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
        case ButtonOutOfService():
            out = OutOfService(event.people, event.reason, at, at.after_s(event.ends_after_s))
            board.out_of_service[event.button] = out
        case ButtonBackInService():
            board.out_of_service.pop(event.button, None)
        case ButtonsTakenOver():
            board.epoch_rank = event.rank
        case _:
            assert_never(event)


def begins_anew(board: Board, at: Moment) -> None:
    """Change the board when a new run of the program begins: supervision begins again, and everything keeps its age."""
    board.watching_since_ms = at.mono_ms
    board.families_back_ms.clear()
    board.restored_ms.clear()
    for key, trouble in board.troubles.items():
        board.troubles[key] = Trouble(trouble.cause, trouble.detail, carried(trouble.since, at))
    for key, shelved in board.shelved.items():
        since, ends_ms = carried_span(shelved.since, shelved.ends_ms, at)
        board.shelved[key] = Shelved(shelved.cause, shelved.reason, since, ends_ms)
    for button, out in board.out_of_service.items():
        since, ends_ms = carried_span(out.since, out.ends_ms, at)
        board.out_of_service[button] = OutOfService(out.people, out.reason, since, ends_ms)

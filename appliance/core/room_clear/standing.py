"""Tells which entries about a room clear stand over a restart. Pure."""

from typing import assert_never

from appliance.core.ground.stands import Falls, Stands
from appliance.core.room_clear.events import AnyRoomClearEvent, ClassHere, ClassHerePressed, ClearBegan, ClearEnded
from appliance.plan.ids import ClearId


def changes(event: AnyRoomClearEvent) -> tuple[Stands | Falls, ...]:
    """Give what an event puts up or takes down: the beginning, the last count, and the press of the other room, until the clear is over."""
    match event:
        case ClearBegan():
            return (Stands(_began(event.clear)),)
        case ClassHere():
            return (Stands(_counted(event.clear)),)
        case ClassHerePressed():
            return (Stands(_pressed(event.clear)),)
        case ClearEnded():
            return Falls(_began(event.clear)), Falls(_counted(event.clear)), Falls(_pressed(event.clear))
        case _:
            assert_never(event)


def _began(clear: ClearId) -> str:
    return f"clear:{clear}"


def _counted(clear: ClearId) -> str:
    return f"clear-counted:{clear}"


def _pressed(clear: ClearId) -> str:
    return f"clear-pressed:{clear}"

"""Tells which entries about the whole building stand over a restart. Pure."""

from typing import assert_never

from appliance.core.building.events import (
    AnyBuildingEvent,
    CheckInEnded,
    CheckInStarted,
    ResponseEnded,
    ResponseStarted,
    RoomMarked,
    SafePressed,
)
from appliance.core.ground.stands import Falls, Stands
from appliance.core.ground.words import RoomAnswer
from appliance.plan.ids import RoomId


def changes(event: AnyBuildingEvent) -> tuple[Stands | Falls, ...]:
    """Give what an event puts up or takes down: one key for the check-in, and one for each room's last answer. When the check-in ends,
    no answer stays.
    """
    match event:
        case ResponseStarted():
            return (Stands("response"),)
        case ResponseEnded():
            return (Falls("response"),)
        case CheckInStarted():
            return (Stands("check-in"),)
        case RoomMarked(room=room):
            return (Falls(_answer(room)) if event.answer is RoomAnswer.NO_ANSWER else Stands(_answer(room)),)
        case SafePressed(room=room):
            return (Stands(_answer(room)),) if event.check_in is not None else ()
        case CheckInEnded():
            answered = (*event.needs_help, *event.safe)
            return (Falls("check-in"), *(Falls(_answer(room)) for room in answered))
        case _:
            assert_never(event)


def _answer(room: RoomId) -> str:
    return f"answer:{room}"

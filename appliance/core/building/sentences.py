"""Makes one plain sentence of each event of the whole building: its responses and its room check-ins. Pure; a part of `transcript`."""

from typing import assert_never

from appliance.core.building.events import (
    AnyBuildingEvent,
    CheckInEnded,
    CheckInEvent,
    CheckInStarted,
    ResponseEnded,
    ResponseEvent,
    ResponseStarted,
    RoomMarked,
    SafePressed,
)
from appliance.core.ground.names import Names
from appliance.core.ground.words import BuildingResponse, RoomAnswer
from appliance.plan.ids import RoomId

RESPONSES = {
    BuildingResponse.HOLD: "Hold",
    BuildingResponse.SECURE: "Secure",
    BuildingResponse.LOCKDOWN: "Lockdown",
    BuildingResponse.EVACUATE: "Evacuate",
    BuildingResponse.SHELTER: "Shelter",
}
_ANSWERS = {
    RoomAnswer.NO_ANSWER: "no answer yet",
    RoomAnswer.NEEDS_HELP: "needs help",
    RoomAnswer.SAFE: "safe",
}


def response_line(event: ResponseEvent, names: Names) -> str:
    """Say what the whole building does from then on. For practice, say so first."""
    practice = "DRILL, " if event.drill is not None else ""
    match event:
        case ResponseStarted():
            detail = f" ({event.detail})" if event.detail else ""
            return f"{practice}{RESPONSES[event.response]}{detail} started {names.actor(event.by)}."
        case ResponseEnded():
            how = "with the drill" if event.by is None else names.actor(event.by)
            return f"{practice}{RESPONSES[event.response]} ended {how}."
        case _:
            assert_never(event)


def check_in_line(event: CheckInEvent, names: Names) -> str:
    """Say what rooms were asked and what they answered; at the end, name the silent ones."""
    match event:
        case CheckInStarted():
            return f"{_practice(event)}Room check-in started {names.actor(event.by)}: {_rooms(event.rooms)} asked."
        case RoomMarked():
            return f"{names.room(event.room)}: {_ANSWERS[event.answer]}, noted {names.actor(event.by)}."
        case SafePressed(check_in=None):
            return f"{names.room(event.room)}: safe was pressed; no room check-in took it as an answer."
        case SafePressed():
            return f"{names.room(event.room)}: safe, pressed on its button."
        case CheckInEnded():
            how = "with the drill" if event.by is None else names.actor(event.by)
            silent = f" ({', '.join(map(names.room, event.no_answer))})" if event.no_answer else ""
            return (
                f"{_practice(event)}Room check-in ended {how}: {len(event.no_answer)} no answer{silent}, "
                f"{len(event.needs_help)} needed help, {len(event.safe)} safe."
            )
        case _:
            assert_never(event)


def _practice(event: CheckInStarted | CheckInEnded) -> str:
    return "DRILL, " if event.drill is not None else ""


def _rooms(rooms: tuple[RoomId, ...]) -> str:
    return "1 room" if len(rooms) == 1 else f"{len(rooms)} rooms"


def building_line(event: AnyBuildingEvent, names: Names) -> str:
    """Say what the building does, or what its rooms answered."""
    match event:
        case ResponseStarted() | ResponseEnded():
            return response_line(event, names)
        case _:
            return check_in_line(event, names)

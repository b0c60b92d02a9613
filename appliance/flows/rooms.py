"""The rooms of the plan, as choices of an act: how a room is named, how it is typed, and what finds it in a list. Pure."""

from appliance.api.desk.plan import RoomLine
from appliance.flows.known import Known
from appliance.flows.parts import Given, Option
from appliance.plan.ids import RoomId

COLUMN = 36
"""Cells of the name, where a room stands in a list with its floor."""
LABEL = "Room:"
WHICH = "For which room? Type its name, or part of it."

BEFORE_A_PLACE = tuple(
    f"{help_}{where}"
    for help_ in ("for help ", "help ", "")
    for where in ("for the", "from the", "in the", "at the", "for", "from", "in", "at", "the")
)
"""What may be typed before the name of a place."""


def rooms(given: Given) -> tuple[Option, ...]:
    """Every room of the plan."""
    facts = given.known.facts
    return tuple(
        Option(
            room.room,
            room.name,
            typed_for(room),
            line=f"{room.name}\t{floor_words(room.floor)}",
            found_by=found_by(room.name, room.room),
        )
        for room in (facts.rooms if facts else ())
    )


def room_of(known: Known, room: RoomId) -> RoomLine | None:
    """Give a room of the plan by its id."""
    return next((each for each in (known.facts.rooms if known.facts else ()) if each.room == room), None)


def typed_for(room: RoomLine) -> tuple[str, ...]:
    """What may be typed for a room."""
    return room.name, str(room.room)


def found_by(name: str, room: RoomId) -> str:
    """What finds a room: its name, and its id in the plan."""
    return f"{name} {room}"


def floor_words(floor: str) -> str:
    """The floor as it stands beside a room: the plan may give a number or words."""
    return f"floor {floor}" if floor.isdigit() else floor

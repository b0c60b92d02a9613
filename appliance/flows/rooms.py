"""The rooms of the plan as choices. Pure."""

from appliance.api.desk.plan import RoomLine
from appliance.flows.parts import Given, Option

COLUMN = 36
"""Cells of a list for the name of a room."""


def rooms(given: Given) -> tuple[Option, ...]:
    """Every room of the plan."""
    facts = given.known.facts
    return tuple(map(room_option, facts.rooms if facts else ()))


def room_option(room: RoomLine) -> Option:
    """A room to choose, found by what it is called and by its id."""
    return Option(
        room.room, room.name, room_names(room), line=f"{room.name}\t{floor_words(room)}", found_by=found_by(room)
    )


def room_names(room: RoomLine) -> tuple[str, ...]:
    """What may be typed for a room."""
    return room.name, str(room.room)


def found_by(room: RoomLine) -> str:
    """What a list that is narrowed by typing searches."""
    return " ".join(room_names(room))


def floor_words(room: RoomLine) -> str:
    """On which floor it is, as a list shows it."""
    return f"floor {room.floor}" if room.floor.isdigit() else room.floor

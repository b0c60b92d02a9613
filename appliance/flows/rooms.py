"""The rooms of the plan, as choices of an act: how a room is named, how it is typed, and what finds it in a list; and what whoever is sent
there should know. Pure.
"""

from appliance.api.board.calls import CallCard
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


NOTES = (("Exits", "Exits", "exits"), ("Thrown", "What can be thrown", "thrown"), ("Stand", "Where to stand", "stand"))
"""What heads each note of a room on a screen, what heads it when it is read out, and its field."""


def rooms(given: Given) -> tuple[Option, ...]:
    """Every room of the plan."""
    facts = given.known.facts
    return tuple(map(room_option, facts.rooms if facts else ()))


def room_option(room: RoomLine) -> Option:
    """A room to choose. Its name and its id find it."""
    return Option(
        room.room, room.name, room_names(room), line=f"{room.name}\t{floor_words(room)}", found_by=found_by(room)
    )


def room_of(known: Known, room: RoomId) -> RoomLine | None:
    """Give a room of the plan by its id."""
    return next((each for each in (known.facts.rooms if known.facts else ()) if each.room == room), None)


def room_names(room: RoomLine) -> tuple[str, ...]:
    """What may be typed for a room."""
    return room.name, str(room.room)


def found_by(room: RoomLine) -> str:
    """What a list that is narrowed by typing searches."""
    return " ".join(room_names(room))


def floor_words(place: RoomLine | CallCard) -> str:
    """The floor as it stands beside a room: the plan may give a number or words."""
    return f"floor {place.floor}" if place.floor.isdigit() else place.floor


def note_rows(rooms: tuple[RoomLine, ...], room: RoomId | None) -> tuple[tuple[str, str, str], ...]:
    """Give each note that the plan has of a room: what heads it on a screen, what heads it aloud, and the note."""
    known = next((each for each in rooms if each.room == room), None)
    return tuple((head, aloud, note) for head, aloud, field in NOTES if (note := getattr(known, field, "")))


def notes_aloud(rooms: tuple[RoomLine, ...], room: RoomId | None) -> tuple[str, ...]:
    """Give the same as sentences."""
    return tuple(f"{aloud}: {note.rstrip('.')}." for _, aloud, note in note_rows(rooms, room))

"""Defines where help is needed: in a room, in an area, at a place in words, or nowhere known. Pure; must not know how the place was
told.
"""

import msgspec

from appliance.core.ground.rejections import Rejection
from appliance.plan.ids import AreaName, RoomId, ZoneId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Button, Room

WORDS_CHARACTERS_MAX = 60
"""A place in free words fits on a line of an 80-column screen beside the number and the clock of its call. "Behind the gym, by the bike
racks" has 34.
"""

UNKNOWN = "place unknown"
WORDS_KEPT_BACK = "a place in words"
"""Stands for the words where they may not be read: like a note, they may tell about a child."""

type Spot = RoomId | tuple[str, str]
"""Tells calls apart: a room by its id alone, anything else by its kind and its name."""


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """One of `room`, `area` and `words`, or none of them if nobody knows. `near` is a room beside it, for words and for an unknown
    place.
    """

    room: RoomId | None = None
    area: AreaName | None = None
    words: str = ""
    near: RoomId | None = None

    def __post_init__(self) -> None:
        told = (self.room is not None) + (self.area is not None) + bool(self.words)
        if told > 1 or (self.near is not None and (self.room is not None or self.area is not None)):
            raise ValueError(
                "A place is a room, or an area, or words; only words and an unknown place have a room near them."
            )

    @property
    def unknown(self) -> bool:
        """Whether nobody can say what place it is. A room near it is only a hint."""
        return self.room is None and self.area is None and not self.words

    def spot(self, incident: str) -> Spot:
        """Give the spot that tells this place apart. Nobody can say that two unknown places are the same, so each is a spot of its own
        `incident`.
        """
        if self.room is not None:
            return self.room
        if self.area is not None:
            return "area", self.area.casefold()
        return ("words", " ".join(self.words.casefold().split())) if self.words else ("unknown", incident)

    def key(self, incident: str) -> str:
        """Give the spot as one text, for code that keeps calls of one place together."""
        spot = self.spot(incident)
        return f"room:{spot}" if isinstance(spot, str) else ":".join(spot)


def planned_place(button: Button) -> Place:
    """Give the place where a press of this button says that help is needed: its room. For a button with a duty it is the area, else the
    room near it, else nowhere.
    """
    if button.room:
        return Place(room=button.room)
    if button.area:
        return Place(area=button.area)
    return Place(near=button.near) if button.near else Place()


def belongs_to(button: Button, index: PlanIndex) -> str:
    """Give what people call the place of a button: its room. For a button that goes with a duty it is the duty, with its place if one is
    planned.
    """
    place = planned_place(button)
    return of_duty(button.duty, place, index) if button.duty else title(place, index)


def of_duty(duty: str, place: Place, index: PlanIndex) -> str:
    """Name a duty, and its place as far as it is known."""
    if place.unknown and place.near is not None:
        near = index.rooms.get(place.near)
        return f"{duty}, near {near.name if near else place.near}"
    return duty if place.unknown else f"{duty}, {title(place, index)}"


def title(place: Place, index: PlanIndex) -> str:
    """Give what people call a place; an id if the plan has no name."""
    if place.room is not None:
        known = index.rooms.get(place.room)
        return known.name if known else str(place.room)
    said = place.area or place.words or UNKNOWN
    if place.near is None:
        return said
    near = index.rooms.get(place.near)
    return f"{said}, near {near.name if near else place.near}"


def without_words(place: Place) -> Place:
    """Give the place for readers who may not read what was written."""
    return msgspec.structs.replace(place, words=WORDS_KEPT_BACK) if place.words else place


def phone_at(place: Place, index: PlanIndex) -> str:
    """Give the phone system's name of the phone in the room, or in the room near it; empty if there is none."""
    known = _room_at(place, index)
    return known.phone_name if known else ""


def zone_of(place: Place, index: PlanIndex) -> ZoneId | None:
    """Give the zone of its room, of its area, or of the room near it. None if these give no zone; then every desk counts."""
    if place.area is not None:
        area = index.areas.get(place.area)
        return area.zone if area else None
    known = _room_at(place, index)
    return known.zone if known else None


def called_by_plan(place: Place, index: PlanIndex) -> Place:
    """Give the same place. If its words are just the name or id of a room, or the name of an area, give that room or area."""
    if not place.words:
        return place
    said = " ".join("".join(each if each.isprintable() else " " for each in place.words).split())
    named = said.casefold()
    for room in index.plan.rooms:
        if named in {room.room.casefold(), room.name.casefold()}:
            return Place(room=room.room)
    for area in index.plan.areas:
        if named == area.name.casefold():
            return Place(area=AreaName(area.name))
    return Place(words=said, near=place.near)


def why_not_there(place: Place, index: PlanIndex) -> Rejection | None:
    """Say why nobody can be sent to this place, or give None: its room or area must be in the plan, and its words fit a line."""
    if any(room not in index.rooms for room in (place.room, place.near) if room is not None):
        return Rejection.NO_SUCH_ROOM
    if place.area is not None and place.area not in index.areas:
        return Rejection.NO_SUCH_AREA
    return Rejection.PLACE_TOO_LONG if len(place.words) > WORDS_CHARACTERS_MAX else None


def _room_at(place: Place, index: PlanIndex) -> Room | None:
    room = place.near if place.room is None else place.room
    return None if room is None else index.rooms.get(room)

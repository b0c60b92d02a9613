"""Where help is needed: in a room, in an area, at a place in words, or nowhere known. Pure; must not know by which way that was told."""

import msgspec

from appliance.plan.ids import AreaName, RoomId, ZoneId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Button, Room

WORDS_CHARACTERS_MAX = 60
"""A free place: a line of an 80-column screen beside the number and the clock of its call. "Behind the gym, by the bike racks" has 34."""

UNKNOWN = "place unknown"
WORDS_KEPT_BACK = "a place in words"
"""What stands for them where they may not be read: as a note they may tell of a child."""

type Spot = RoomId | tuple[str, str]
"""What calls are told apart by: a room by its id alone, everything else by what it is and which."""


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """One of `room`, `area` and `words`; nothing at all where nobody knows. `near` is a room beside it, for words and for the unknown."""

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
        """Whether nobody can say what place it is: a room near it is only a hint."""
        return self.room is None and self.area is None and not self.words

    def spot(self, incident: str) -> Spot:
        """What it is told apart by. Nobody can say that two unknown places are one: each is its `incident`'s own."""
        if self.room is not None:
            return self.room
        if self.area is not None:
            return "area", self.area.casefold()
        return ("words", " ".join(self.words.casefold().split())) if self.words else ("unknown", incident)

    def key(self, incident: str) -> str:
        """The same as one text, for whatever keeps calls of one place together."""
        spot = self.spot(incident)
        return f"room:{spot}" if isinstance(spot, str) else ":".join(spot)


def planned_place(button: Button) -> Place:
    """Where a press of it says that help is needed: its room; of one with a duty its area, else the room near it, else nowhere."""
    if button.room:
        return Place(room=button.room)
    if button.area:
        return Place(area=button.area)
    return Place(near=button.near) if button.near else Place()


def belongs_to(button: Button, index: PlanIndex) -> str:
    """What people call the place of a button: its room; of one that goes with a duty that duty, and its place as far as it is planned."""
    place = planned_place(button)
    return of_duty(button.duty, place, index) if button.duty else title(place, index)


def of_duty(duty: str, place: Place, index: PlanIndex) -> str:
    """A duty, and the place where it is, as far as that is known."""
    if place.unknown and place.near is not None:
        near = index.rooms.get(place.near)
        return f"{duty}, near {near.name if near else place.near}"
    return duty if place.unknown else f"{duty}, {title(place, index)}"


def title(place: Place, index: PlanIndex) -> str:
    """What people call it; an id where the plan has no name."""
    if place.room is not None:
        known = index.rooms.get(place.room)
        return known.name if known else str(place.room)
    said = place.area or place.words or UNKNOWN
    if place.near is None:
        return said
    near = index.rooms.get(place.near)
    return f"{said}, near {near.name if near else place.near}"


def without_words(place: Place) -> Place:
    """The same for whoever may not read what was written."""
    return msgspec.structs.replace(place, words=WORDS_KEPT_BACK) if place.words else place


def phone_at(place: Place, index: PlanIndex) -> str:
    """What the phone system calls the phone in the room, or in the one near it; empty where there is none."""
    known = _room_at(place, index)
    return known.phone_name if known else ""


def zone_of(place: Place, index: PlanIndex) -> ZoneId | None:
    """The zone of its room, of its area, or of the room near it; None where that says nothing: then every desk counts."""
    if place.area is not None:
        area = index.areas.get(place.area)
        return area.zone if area else None
    known = _room_at(place, index)
    return known.zone if known else None


def called_by_plan(place: Place, index: PlanIndex) -> Place:
    """The same, but words that are just the name or id of a room, or the name of an area, are that room or area."""
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


def _room_at(place: Place, index: PlanIndex) -> Room | None:
    room = place.near if place.room is None else place.room
    return None if room is None else index.rooms.get(room)

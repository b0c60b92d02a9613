"""A call that a desk raises: for a room, an area, a place in words or an unknown one. Pure.

Words that are like nothing in the plan are a place only once a person says so: a slip of a room's name must not send help astray.
"""

from appliance.core.calls.commands import RaiseCallFromDesk
from appliance.core.ground.place import UNKNOWN, WORDS_CHARACTERS_MAX, Place
from appliance.flows.calls.urgency import kinds
from appliance.flows.flow import AskAgain, Flow
from appliance.flows.parts import Given, Option, Part
from appliance.flows.places import is_of_the_plan, like, of_the_plan, place_given, said_again
from appliance.flows.rooms import BEFORE_A_PLACE, COLUMN, LABEL, room_of, rooms
from appliance.plan.ids import RoomId

WHERE = "For which room? Type its name, or part of it. Areas and places in your own words do as well."


def places(given: Given) -> tuple[Option, ...]:
    """Every room and every area of the plan, and that nobody knows."""
    return (*of_the_plan(given), _unknown())


def _unknown() -> Option:
    return Option(
        Place(),
        f"unknown: {UNKNOWN}",
        ("unknown", UNKNOWN),
        first=True,
        line="PLACE UNKNOWN: nobody can say where",
        found_by=f"{UNKNOWN} nobody knows where",
    )


def _as_it_stands(words: str) -> Option:
    return Option(Place(words=words), f"yes: {words}", ("yes", "y"), first=True, line=f"RAISE IT FOR: {words}")


def _in_words(given: Given, words: str) -> tuple[Option, ...]:
    """What may have been meant, then the words as they stand, and that nobody knows the place."""
    unknown = _unknown()
    meant = (option for option in like(words, places(given)) if option != unknown)
    return (*meant, _as_it_stands(words), unknown)


def _said_again(given: Given) -> tuple[Option, ...]:
    return said_again(given, places(given), _as_it_stands(str(given.parts["place"])), "no: say the room again")


def _is_near_nothing(given: Given) -> bool:
    place = place_given(given)
    return place is None or place.room is not None or place.area is not None


def _raise(given: Given) -> RaiseCallFromDesk | AskAgain:
    place, kind = place_given(given), given.parts["kind"]
    if place is None:
        return AskAgain("Nothing was done.", ("place", "sure", "kind", "near"))
    if place.room is not None:
        return RaiseCallFromDesk(room=place.room, kind=kind)
    near = RoomId(given.parts["near"]) if given.parts["near"] else None
    return RaiseCallFromDesk(place=Place(area=place.area, words=place.words, near=near), kind=kind)


def _name(given: Given) -> str:
    """The place as the title of a panel names it."""
    place = place_given(given)
    assert place is not None, "a screen asks on only about a place"
    if place.room is not None:
        room = room_of(given.known, place.room)
        return room.name if room else place.room
    words = place.area or place.words or UNKNOWN
    near = room_of(given.known, RoomId(given.parts["near"])) if given.parts.get("near") else None
    return f"{words}, near {near.name}" if near else words


_WHERE = Part(
    "place",
    WHERE,
    places,
    lead=BEFORE_A_PLACE,
    own_words=True,
    title=lambda _: "RAISE A CALL for a room, an area or a place in your words",
    label=lambda _: "Room, area or place:",
    characters_max=WORDS_CHARACTERS_MAX,
    narrows=True,
    column=COLUMN,
    unlike=_in_words,
)
_SURE = Part(
    "sure",
    "",
    _said_again,
    asks=lambda given: f"There is no room or area of that name. Raise the call for {given.parts['place']}?",
    skipped=is_of_the_plan,
    confirms=True,
)
_KIND = Part(
    "kind",
    "What kind of help?",
    kinds,
    skipped=lambda given: place_given(given) is None,
    title=lambda given: f"RAISE A CALL for {_name(given)}: what kind?",
)
_NEAR = Part(
    "near",
    "Which room is it near? Help and the right wing are found by it.",
    rooms,
    lead=("near",),
    skipped=_is_near_nothing,
    empty=True,
    title=lambda given: f"RAISE A CALL for {_name(given)}: which room is it near?",
    label=lambda _: LABEL,
    narrows=True,
    column=COLUMN,
    left_out="NO ROOM is near it, or nobody knows which",
)

RAISE_CALL = Flow("call", _raise, (_WHERE, _SURE, _KIND, _NEAR))
"""Line by line: the kind may come with the place, so it stands before what may be left out."""
RAISE_FROM_LISTS = Flow("raise from lists", _raise, (_WHERE, _NEAR, _KIND), of_plan=True)
"""For a console with lists: its list of places offers words as they stand, and the kind is the last key."""

"""A call that a desk raises: for a room, an area, a place in words or an unknown one. Pure.

Words that are like nothing in the plan are a place only once a person says so: a slip of a room's name must not send help astray.
"""

from copy import replace

from appliance.core.calls.commands import RaiseCallFromDesk
from appliance.core.ground.place import UNKNOWN, WORDS_CHARACTERS_MAX, Place
from appliance.flows.calls.urgency import kinds
from appliance.flows.flow import AskAgain, Flow
from appliance.flows.near_misses import near_misses
from appliance.flows.parts import Given, Option, Part
from appliance.flows.rooms import BEFORE_A_PLACE, COLUMN, LABEL, room_of, rooms
from appliance.plan.ids import RoomId

WHERE = "For which room? Type its name, or part of it. Areas and places in your own words do as well."


def places(given: Given) -> tuple[Option, ...]:
    """Every room and every area of the plan, and that nobody knows."""
    return (*of_the_plan(given), _unknown())


def like(words: str, every: tuple[Option, ...]) -> tuple[Option, ...]:
    """The choices whose name is like these words, the best first: they may have been meant."""
    named = {typed.casefold(): option for option in every for typed in option.typed}
    close = [named[typed.casefold()] for typed in near_misses(words, named)]
    return tuple(option for place, option in enumerate(close) if option not in close[:place])


def of_the_plan(given: Given) -> tuple[Option, ...]:
    """Every room and every area of the plan."""
    facts = given.known.facts
    return (
        *(replace(each, value=Place(room=each.value)) for each in rooms(given)),
        *(
            Option(
                Place(area=area.name),
                area.name,
                (area.name,),
                first=True,
                line=f"{area.name}\tarea, no button",
                found_by=area.name,
            )
            for area in (facts.areas if facts else ())
        ),
    )


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
    """What may have been meant, then the words as they stand; any other room or area may be said instead."""
    words, every = str(given.parts["place"]), places(given)
    meant = like(words, every)
    return (
        *(replace(option, first=True) for option in meant),
        _as_it_stands(words),
        Option(None, "no: say the room again", ("no",), first=True),
        *(replace(option, first=False) for option in every if option not in meant),
    )


def _is_of_the_plan(given: Given) -> bool:
    return isinstance(given.parts["place"], Place)


def _place(given: Given) -> Place | None:
    """What stands so far; None where it is to be said again."""
    place = given.parts["place"] if _is_of_the_plan(given) else given.parts["sure"]
    assert place is None or isinstance(place, Place)
    return place


def _is_near_nothing(given: Given) -> bool:
    place = _place(given)
    return place is None or place.room is not None or place.area is not None


def _raise(given: Given) -> RaiseCallFromDesk | AskAgain:
    place, kind = _place(given), given.parts["kind"]
    if place is None:
        return AskAgain("Nothing was done.", ("place", "sure", "kind", "near"))
    if place.room is not None:
        return RaiseCallFromDesk(room=place.room, kind=kind)
    near = RoomId(given.parts["near"]) if given.parts["near"] else None
    return RaiseCallFromDesk(place=Place(area=place.area, words=place.words, near=near), kind=kind)


def _name(given: Given) -> str:
    """The place as the title of a panel names it."""
    place = _place(given)
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
    skipped=_is_of_the_plan,
    confirms=True,
)
_KIND = Part(
    "kind",
    "What kind of help?",
    kinds,
    skipped=lambda given: _place(given) is None,
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

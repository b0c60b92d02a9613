"""A call that a desk raises, in words: for a room, an area, a place in words or an unknown one. Pure.

Words that are like nothing in the plan are a place only once a person says so: a slip of a room's name must not send help astray.
"""

from appliance.core.calls.commands import RaiseCallFromDesk
from appliance.core.ground.place import UNKNOWN, Place
from appliance.flows.calls.urgency import kinds
from appliance.flows.flow import AskAgain
from appliance.flows.parts import Given, Option, Part
from appliance.flows.rooms import rooms
from appliance.plan.ids import RoomId
from tui.near_misses import near_misses
from tui.plain.asking.act import act

WHERE = "For which room? Type its name, or part of it. Areas and places in your own words do as well."

BEFORE_A_PLACE = tuple(
    f"{help_}{where}"
    for help_ in ("for help ", "help ", "")
    for where in ("for the", "from the", "in the", "at the", "for", "from", "in", "at", "the")
)


def places(given: Given) -> tuple[Option, ...]:
    """Every room and every area of the plan, and that nobody knows."""
    facts = given.known.facts
    areas = tuple(
        Option(Place(area=area.name), area.name, (area.name,), first=True) for area in (facts.areas if facts else ())
    )
    unknown = Option(Place(), f"unknown: {UNKNOWN}", ("unknown", UNKNOWN), first=True)
    return (*(Option(Place(room=each.value), each.says, each.typed) for each in rooms(given)), *areas, unknown)


def _said_again(given: Given) -> tuple[Option, ...]:
    """What may have been meant, then the words as they stand; any other room or area may be said instead."""
    words, every = str(given.parts["place"]), places(given)
    close = near_misses(words, (typed for option in every for typed in option.typed))
    meant = [option for option in every if any(typed in close for typed in option.typed)]
    others = [option for option in every if option not in meant]
    return (
        *(Option(option.value, option.says, option.typed, first=True) for option in meant),
        Option(Place(words=words), f"yes: {words}", ("yes", "y"), first=True),
        Option(None, "no: say the room again", ("no",), first=True),
        *(Option(option.value, option.says, option.typed) for option in others),
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


RAISE_CALL = act(
    "raise_call",
    "call B204 assist",
    _raise,
    (
        Part("place", WHERE, places, lead=BEFORE_A_PLACE, own_words=True),
        Part(
            "sure",
            "",
            _said_again,
            asks=lambda given: f"There is no room or area of that name. Raise the call for {given.parts['place']}?",
            skipped=_is_of_the_plan,
            confirms=True,
        ),
        Part("kind", "What kind of help?", kinds, skipped=lambda given: _place(given) is None),
        Part(
            "near",
            "Which room is it near? Help and the right wing are found by it.",
            rooms,
            lead=("near",),
            skipped=_is_near_nothing,
            empty=True,
        ),
    ),
)

"""Where a call is that came from no room: a person at a desk says a room, an area, or the place in their words. Pure."""

from appliance.api.board.calls import CallCard
from appliance.core.calls.commands import LocateCall
from appliance.core.ground.place import WORDS_CHARACTERS_MAX, Place
from appliance.flows.flow import AskAgain, Flow
from appliance.flows.naming import call_named
from appliance.flows.parts import Given, Option, Part
from appliance.flows.places import is_of_the_plan, like, of_the_plan, place_given, said_again
from appliance.flows.rooms import BEFORE_A_PLACE, COLUMN, LABEL, rooms
from appliance.plan.ids import RoomId

ASKED = "Where is it? Type a room, or part of its name. Areas and places in your own words do as well."
PLACE_IS_KNOWN = "This call came from its room or area, so its place is known."


_BEFORE = (*(f"is {each}" for each in BEFORE_A_PLACE), "is", *BEFORE_A_PLACE)


def place_is_known(call: CallCard) -> str:
    """Why nobody says where this call is; empty if somebody may."""
    return "" if call.may_locate else PLACE_IS_KNOWN


def _as_it_stands(words: str) -> Option:
    return Option(Place(words=words), f"yes: {words}", ("yes", "y"), first=True, line=f"IT IS AT: {words}")


def _in_words(given: Given, words: str) -> tuple[Option, ...]:
    return (*like(words, of_the_plan(given)), _as_it_stands(words))


def _said_again(given: Given) -> tuple[Option, ...]:
    return said_again(given, of_the_plan(given), _as_it_stands(str(given.parts["place"])), "no: say it again")


def _is_near_nothing(given: Given) -> bool:
    place = place_given(given)
    return place is None or not place.words


def _locate(given: Given) -> LocateCall | AskAgain:
    place = place_given(given)
    if place is None:
        return AskAgain("Nothing was done.", ("place", "sure", "near"))
    near = RoomId(given.parts["near"]) if given.parts["near"] else None
    return LocateCall(incident=given.incident, place=_near(place, near))


def _near(place: Place, near: RoomId | None) -> Place:
    return Place(words=place.words, near=near) if place.words else place


def _title(given: Given) -> str:
    assert given.call is not None, "a call is somewhere"
    return f"WHERE IS {call_named(given.call)}"


LOCATE = Flow(
    "where",
    _locate,
    (
        Part(
            "place",
            ASKED,
            of_the_plan,
            lead=_BEFORE,
            own_words=True,
            label=lambda _: "Room, area or place:",
            characters_max=WORDS_CHARACTERS_MAX,
            narrows=True,
            column=COLUMN,
            unlike=_in_words,
        ),
        Part(
            "sure",
            "",
            _said_again,
            asks=lambda given: f"There is no room or area of that name. Is it at {given.parts['place']}?",
            skipped=is_of_the_plan,
            confirms=True,
        ),
        Part(
            "near",
            "Which room is it near? Help and the right wing are found by it.",
            rooms,
            lead=("near",),
            skipped=_is_near_nothing,
            empty=True,
            label=lambda _: LABEL,
            narrows=True,
            column=COLUMN,
            left_out="NO ROOM is near it, or nobody knows which",
        ),
    ),
    done="Done: the card and the record say it now. Tell whoever goes.",
    title=_title,
    of_plan=True,
)

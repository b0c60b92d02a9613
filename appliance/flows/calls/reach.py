"""Who would be told if a room pressed now: which room is meant, and the words of the answer. Pure; decides nothing."""

from dataclasses import dataclass

from appliance.api.desk.reach import ReachStep
from appliance.flows.flow import Flow
from appliance.flows.parts import Part
from appliance.flows.rooms import BEFORE_A_PLACE, COLUMN, LABEL, WHICH, rooms
from appliance.plan.ids import RoomId
from appliance.words.times import count

NAMES_WITHHELD = "whose names are not told here"
SOMEBODY_AT_ONCE = "Somebody would be told at once."


@dataclass(frozen=True, slots=True)
class AsksReach:
    """The box is to be asked who would be told of a press from this room."""

    room: RoomId


REACH = Flow(
    "reach",
    lambda given: AsksReach(given.parts["room"]),
    (
        Part(
            "room",
            WHICH,
            rooms,
            lead=BEFORE_A_PLACE,
            title=lambda _: "IF THIS ROOM PRESSED NOW, who would be told?",
            label=lambda _: LABEL,
            narrows=True,
            column=COLUMN,
        ),
    ),
)


def told_at(step: ReachStep, *, aloud: bool) -> str:
    """Desks and people of one step of the ladder. `aloud`: the number of people alone would sound as if their names were lost."""
    people = step.people
    if step.people_count and not people:
        number = count(step.people_count, "person", "people")
        people = (f"{number} on duty, {NAMES_WITHHELD}" if aloud else number,)
    return ", ".join((*step.places, *people)) or ("nobody" if aloud else "NOBODY")

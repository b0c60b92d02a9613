"""Who would be told if a room pressed now: which room is meant, and the words of the answer. Pure; decides nothing."""

from dataclasses import dataclass

from appliance.api.desk.reach import ReachKnown, ReachStep
from appliance.flows.flow import Flow
from appliance.flows.parts import Part
from appliance.flows.rooms import BEFORE_A_PLACE, COLUMN, LABEL, WHICH, rooms
from appliance.plan.ids import RoomId
from appliance.words.times import count, in_words

NAMES_WITHHELD = "whose names are not told here"
_SOMEBODY_AT_ONCE, _AT_ONCE = "Somebody would be told at once.", "At once"


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
    of_plan=True,
)


def verdict(known: ReachKnown) -> str:
    """The first broken link of the chain, or that it holds, with a mark: a line of a screen."""
    return f"! {known.broken}" if known.broken else f"= {_SOMEBODY_AT_ONCE}"


def rows(known: ReachKnown) -> tuple[tuple[str, str], ...]:
    """The button, then each step of the ladder, for a screen: its name, and its words."""
    steps = ((f"After {step.after_s} s" if step.after_s else _AT_ONCE, _told_at(step)) for step in known.steps)
    return (("Button", known.button or "works"), *steps)


def spoken(known: ReachKnown) -> list[str]:
    """The same in sentences. A button that does not work is the first broken link, so it is not said again."""
    holds = f"{_SOMEBODY_AT_ONCE[:1].lower()}{_SOMEBODY_AT_ONCE[1:]}"
    return [
        f"If {known.room_name} pressed now, {f'the chain is broken. {known.broken}' if known.broken else holds}",
        *([] if known.button else ["Its button works."]),
        *(_step_spoken(step) for step in known.steps),
    ]


def _step_spoken(step: ReachStep) -> str:
    when = f"After {in_words(step.after_s * 1000)}" if step.after_s else _AT_ONCE
    return f"{when}: {_told_at(step, aloud=True)}."


def _told_at(step: ReachStep, *, aloud: bool = False) -> str:
    """Desks and people of one step of the ladder. `aloud`: the number of people alone would sound as if their names were lost."""
    people = step.people
    if step.people_count and not people:
        number = count(step.people_count, "person", "people")
        people = (f"{number} on duty, {NAMES_WITHHELD}" if aloud else number,)
    return ", ".join((*step.places, *people)) or ("nobody" if aloud else "NOBODY")

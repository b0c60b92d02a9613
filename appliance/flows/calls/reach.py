"""Who would be told if a room pressed now: which room is meant, and the words of the answer. Pure; decides nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from appliance.api.desk.reach import ReachKnown, ReachMessage, ReachStep
from appliance.flows.flow import Flow
from appliance.flows.parts import Part
from appliance.flows.rooms import BEFORE_A_PLACE, COLUMN, LABEL, WHICH, rooms
from appliance.plan.ids import RoomId
from appliance.words.times import ago, count, in_words

NAMELESS = "a person whose name is not told here"
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
    messages = (("Message", _message(each, ago)) for each in known.messages)
    more = (("Message", f"and {known.messages_more} more"),) if known.messages_more else ()
    return (("Button", known.button or "works"), *steps, *messages, *more)


def spoken(known: ReachKnown) -> list[str]:
    """The same in sentences. A button that does not work is the first broken link, so it is not said again."""
    holds = f"{_SOMEBODY_AT_ONCE[:1].lower()}{_SOMEBODY_AT_ONCE[1:]}"
    return [
        f"If {known.room_name} pressed now, {f'the chain is broken. {known.broken}' if known.broken else holds}",
        *([] if known.button else ["Its button works."]),
        *(_step_spoken(step) for step in known.steps),
        *(f"Besides, a message: {_message(each, in_words)}." for each in known.messages),
        *((f"And {count(known.messages_more, 'more message', 'more messages')}.",) if known.messages_more else ()),
    ]


def _message(line: ReachMessage, span: Callable[[int], str]) -> str:
    """One way of one person, whether it works, and its last proof."""
    state = {True: "", False: ", NOT REACHED NOW", None: ", not heard from yet"}[line.works]
    return f"{line.way} to {line.who or NAMELESS}{state}, {_proof(line, span)}"


def _proof(line: ReachMessage, span: Callable[[int], str]) -> str:
    if line.proved_ago_ms is not None:
        return f"proved {span(line.proved_ago_ms)} ago"
    match line.tested_days_ago:
        case None:
            return "never proved"
        case 0:
            return "proved by a test today"
        case 1:
            return "proved by a test yesterday"
        case days:
            return f"proved by a test {days} days ago"


def _step_spoken(step: ReachStep) -> str:
    when = f"After {in_words(step.after_s * 1000)}" if step.after_s else _AT_ONCE
    return f"{when}: {_told_at(step, aloud=True)}."


def _told_at(step: ReachStep, *, aloud: bool = False) -> str:
    """Desks and people of one step of the ladder. `aloud`: the number of people alone would sound as if their names were lost."""
    people = step.people
    if step.people_count and not people:
        number = count(step.people_count, "person", "people")
        people = (f"{number} on duty, {NAMES_WITHHELD}" if aloud else number,)
    return ", ".join((*step.places, *people, *_messaged(step))) or ("nobody" if aloud else "NOBODY")


def _messaged(step: ReachStep) -> tuple[str, ...]:
    """Whom a step tells by a message. Where it tells nobody else, the step says so: a message alone is no proof that somebody knows."""
    if not step.messaged_count:
        return ()
    *first, last = step.messaged or ("",)
    who = " and ".join(filter(None, (", ".join(first), last))) or count(step.messaged_count, "person", "people")
    only = "only " if not (step.places or step.people_count) else ""
    return (f"{only}a message to {who}",)

"""Who is ready before a call: reading it, filling a gap, noting a training, and taking either back. Pure; the box decides who may.

Everybody reads gaps and counts. What is written goes out only for whoever schedules, so the lists to choose from are empty for others.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from appliance.api.listed.readiness import (
    FillGap,
    FromDeskOfReadiness,
    GapLine,
    GiveHourBack,
    NoteTrained,
    ReadinessKnown,
    TakeTrainedBack,
)
from appliance.core.readiness.words import BOX_TRAINING
from appliance.flows.flow import AskAgain, Flow, GoOn, only_leads
from appliance.flows.parts import Given, Option, Part
from appliance.flows.people.here import role_words
from appliance.flows.people.ready_words import span_words
from appliance.plan.model import Role
from appliance.words.roles import ROLES

HOUR_MIN = 60
NOT_HERE = "There is nothing to choose here. Type ready to ask the box; only a team lead or an administrator schedules, after the PIN."
NO_GAP_HERE = "This console knows no gap that you may fill. To ask the box, type ready, and then: take hour"
NO_TEST = "No button passed a walk test in two weeks. Begin one with W first."
NOT_A_DAY = "That is no date. Type it like this: 2026-12-01."
ONLY_WHO_SCHEDULES = "Only a team lead or an administrator schedules, after their PIN: key O."


@dataclass(frozen=True, slots=True)
class AsksReadiness:
    """The box is to be asked who is ready. `whole`: all that this reader may hear is told, and not only gaps and what is their own."""

    whole: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a gap, in minutes since midnight."""

    start_min: int
    end_min: int


@dataclass(frozen=True, slots=True)
class Place:
    """A gap and the role that fills it. A gap of a pair is there twice, once for each half."""

    gap: GapLine
    role: Role


def gaps(given: Given) -> tuple[Option, ...]:
    """Every gap, with the role that fills it."""
    found = (Place(gap, role) for gap in _known(given).gaps for role in gap.roles)
    return tuple(
        Option(
            place, f"{place.gap.says}: {_as_role(place)}", _typed(place), line=f"{place.gap.says}, {_as_role(place)}"
        )
        for place in found
    )


def hours(given: Given) -> tuple[Option, ...]:
    """The whole gap, and each hour of it. Nothing before a gap was chosen: a console of lines looks one part ahead."""
    if "gap" not in given.parts:
        return ()
    gap = _place(given).gap
    cells = [Span(start, min(end, gap.end_min)) for start, end in _cells(gap)]
    whole = Span(gap.start_min, gap.end_min)
    each = tuple(_hour(span, span_words(span.start_min, span.end_min)) for span in cells)
    return (_hour(whole, f"all of it: {span_words(whole.start_min, whole.end_min)}", "all"), *each)


def people(given: Given) -> tuple[Option, ...]:
    """Everybody of the plan, those first who have the role that is missing."""
    role = _place(given).role if "gap" in given.parts else None
    everyone = sorted(given.known.people(on_duty=False), key=lambda each: (role not in each.roles, each.name))
    return tuple(
        Option(each.person, each.name, (each.name, str(each.person)), line=f"{each.name}\t{role_words(each)}")
        for each in everyone
    )


def taken(given: Given) -> tuple[Option, ...]:
    """The hours of the coming week that somebody took."""
    return tuple(Option(each.taken, each.says, (each.says, str(each.taken))) for each in _known(given).hours)


def adults(given: Given) -> tuple[Option, ...]:
    """Everybody who works at the school today."""
    return tuple(Option(each.adult, each.name, (each.name, str(each.adult))) for each in _known(given).adults)


def trainings(given: Given) -> tuple[Option, ...]:
    """Every training of the list. A press in a walk test is noted with the button that was pressed."""
    return tuple(
        Option(each.training, each.title, (each.title, str(each.training)))
        for each in _known(given).trainings
        if each.training != BOX_TRAINING or not _known(given).tests
    )


def tests(given: Given) -> tuple[Option, ...]:
    """The buttons that passed a walk test lately, the last one first."""
    return tuple(Option(each, each.says, (each.says, str(each.button))) for each in _known(given).tests)


def noted(given: Given) -> tuple[Option, ...]:
    """The trainings that were noted at a console, the last one first."""
    return tuple(Option(each.noted, each.says, (each.says, str(each.noted))) for each in _known(given).noted)


def _known(given: Given) -> ReadinessKnown:
    return given.known.ready or ReadinessKnown(request=0)


def _place(given: Given) -> Place:
    place: Place = given.parts["gap"]
    return place


def _as_role(place: Place) -> str:
    return f"as {ROLES[place.role].noun}"


def _typed(place: Place) -> tuple[str, ...]:
    return (f"{place.gap.says} {ROLES[place.role].noun}", f"{place.gap.day} {place.role}")


def _cells(gap: GapLine) -> list[tuple[int, int]]:
    """Cut a gap at each full hour."""
    edges = [gap.start_min]
    while edges[-1] < gap.end_min:
        edges.append(min(gap.end_min, edges[-1] - edges[-1] % HOUR_MIN + HOUR_MIN))
    return list(pairwise(edges))


def _hour(span: Span, says: str, *typed: str) -> Option:
    return Option(span, says, (*typed, span_words(span.start_min, span.end_min), says))


def _one_hour(given: Given) -> bool:
    """Whether the gap is within one hour, so that there is nothing to choose."""
    return len(_cells(_place(given).gap)) < 2


def _fill(given: Given) -> FillGap:
    place = _place(given)
    span: Span = given.parts["hour"] or Span(place.gap.start_min, place.gap.end_min)
    return FillGap(
        request=0,
        person=given.parts["person"],
        role=place.role,
        day=place.gap.day,
        start_min=span.start_min,
        end_min=span.end_min,
    )


def _note(given: Given) -> NoteTrained | AskAgain:
    try:
        on = date.fromisoformat(given.parts["on"].strip())
    except ValueError:
        return AskAgain(NOT_A_DAY, ("on",), may_be_dropped=True)
    return NoteTrained(request=0, adult=given.parts["adult"], training=given.parts["training"], on=on.isoformat())


def _pressed(given: Given) -> NoteTrained:
    test = given.parts["test"]
    return NoteTrained(request=0, adult=given.parts["adult"], training=BOX_TRAINING, on=test.on, button=test.button)


_ADULT = Part("adult", "Who? Type a name, or part of it.", adults, none=NOT_HERE, narrows=True, title=lambda _: "WHO?")
READY: Flow[AsksReadiness] = Flow("ready", lambda _: AsksReadiness())
READY_ALL: Flow[AsksReadiness] = Flow("team week", lambda _: AsksReadiness(whole=True))
FILL: Flow[FillGap] = Flow(
    "take hour",
    _fill,
    (
        Part("gap", "Which gap is filled?", gaps, none=NO_GAP_HERE, title=lambda _: "WHICH GAP IS FILLED?"),
        Part(
            "hour",
            "All of it, or which hour?",
            hours,
            skipped=_one_hour,
            title=lambda given: f"{_place(given).gap.says}. WHICH HOURS ARE TAKEN?",
        ),
        Part(
            "person",
            "Who takes it? Type a name, or part of it.",
            people,
            narrows=True,
            chosen_beforehand=False,
            none=NOT_HERE,
            title=lambda given: (
                f"WHO TAKES IT, {_as_role(_place(given))}? Those with this role in the plan stand first."
            ),
            column=28,
        ),
    ),
    done="Done: this hour has somebody.",
    of_plan=True,
)
BACK: Flow[GiveHourBack] = Flow(
    "free hour",
    lambda given: GiveHourBack(request=0, taken=given.parts["taken"]),
    (Part("taken", "Which hour is given back?", taken, none=NOT_HERE, title=lambda _: "WHICH HOUR IS GIVEN BACK?"),),
    done="Done: the hour is open again.",
)
TRAINED: Flow[NoteTrained] = Flow(
    "training done",
    _note,
    (
        _ADULT,
        Part("training", "Which training?", trainings, none=NOT_HERE, title=lambda _: "WHICH TRAINING?"),
        Part(
            "on",
            "On which day? For example 2026-12-01",
            title=lambda _: "ON WHICH DAY?",
            label=lambda _: "Date (2026-12-01):",
            begins=lambda given: _known(given).today,
            alone=True,
            enter="notes it",
        ),
    ),
    done="Done: the training is noted.",
)
PRESSED: Flow[NoteTrained] = Flow(
    "training pressed",
    _pressed,
    (
        Part("test", "Which walk test?", tests, none=NO_TEST, title=lambda _: "WHICH WALK TEST?"),
        _ADULT,
    ),
    done="Done: the press counts as their training.",
)
WRONG: Flow[TakeTrainedBack] = Flow(
    "training wrong",
    lambda given: TakeTrainedBack(request=0, noted=given.parts["noted"]),
    (Part("noted", "Which note was a mistake?", noted, none=NOT_HERE, title=lambda _: "WHICH NOTE WAS A MISTAKE?"),),
    done="Done: that note does not count any more. Note it anew as it was.",
)
_ACTS: tuple[tuple[Flow[FromDeskOfReadiness], str, Callable[[Given], tuple[Option, ...]]], ...] = (
    (FILL, "Fill a gap: somebody takes an hour of one day", gaps),
    (BACK, "Give back an hour that somebody took", taken),
    (TRAINED, "Note a training: who completed what, and when", adults),
    (PRESSED, "Note who pressed in a walk test", tests),
    (WRONG, "Take back a training that was noted by mistake", noted),
)


def _acts(given: Given) -> tuple[Option, ...]:
    """What can be done: only what has something to choose from."""
    return tuple(Option(GoOn(flow), says, (flow.name,), line=says) for flow, says, offers in _ACTS if offers(given))


SCHEDULE: Flow[FromDeskOfReadiness] = Flow(
    "schedule",
    only_leads,
    (
        Part(
            "what",
            "What do you do?",
            _acts,
            none="There is no gap to fill, and no table of adults was adopted.",
            title=lambda _: "WHAT DO YOU DO?",
        ),
    ),
    of_plan=True,
)
"""All of them in one list, for a console that has room for it."""
DONE = {FillGap: FILL.done, GiveHourBack: BACK.done, TakeTrainedBack: WRONG.done, NoteTrained: TRAINED.done}


def done(wish: FromDeskOfReadiness) -> str:
    """What is said once the box has it."""
    if isinstance(wish, NoteTrained) and wish.button is not None:
        return PRESSED.done
    return DONE[type(wish)]

"""Practice that begins: rooms and a name, now or later; and what becomes of a plan. Pure."""

from copy import replace
from typing import Any

from appliance.api.board.practice import DrillOverLine
from appliance.core.practice.commands import DropDrillPlan, PlanDrill, StartDrill, StartPlannedDrill
from appliance.flows.flow import AskAgain, Flow, GoOn
from appliance.flows.known import Known
from appliance.flows.parts import Given, Option, Part
from appliance.flows.practice.plans import planned_words
from appliance.flows.practice.real import END_DRILL_IF_SURE
from appliance.flows.practice.times import NOT_A_TIME, WHEN, time_typed
from appliance.flows.practice.untimed import real_too, some_of
from appliance.flows.rooms import COLUMN, room_option
from appliance.plan.ids import ButtonId
from appliance.words.times import count

CALLED = "What is the drill called?"
NONE_PLANNED = "No drill is planned. To plan one, type: plan drill"


def planned(given: Given) -> tuple[Option, ...]:
    """Planned drills, the next first."""
    view = given.known.view
    return tuple(
        Option(line.plan, planned_words(line, given.known.wall_ms, given.known.zone), (line.name,))
        for line in (view.planned if view else ())
    )


def practised_rooms(given: Given) -> tuple[Option, ...]:
    """Every room of the plan, saying what stays real in it."""
    facts = given.known.facts
    return tuple(
        replace(option, line=f"{option.line}  {some_of(room.untimed)} stays REAL") if room.untimed else option
        for room in (facts.rooms if facts else ())
        for option in (room_option(room),)
    )


def now_or_later(given: Given) -> tuple[Option, ...]:
    """Whether it starts now, or is planned."""
    del given
    return (Option(True, "START it now"), Option(False, "PLAN it for later"))


def practices(given: Given) -> tuple[Option, ...]:
    """What there is to choose where a drill is planned, or one was measured: the planned ones start with one choice."""
    view = given.known.view
    over = view.drill_over if view else None
    plans = planned(given)
    return (
        *(Option(GoOn(BEGIN_DRILL, {"plan": plan.value}), f"START NOW {plan.says}") for plan in plans),
        Option("another", "Another drill, now or later"),
        *((Option(GoOn(DROP_DRILL), "Drop a planned drill"),) if plans else ()),
        *((Option(GoOn(_MEASURED), f"What the last drill took: {over.name}"),) if over else ()),
    )


def _measured(given: Given) -> DrillOverLine | str:
    over = given.known.view.drill_over if given.known.view else None
    return over or "No drill was measured yet."


def _nothing_else(given: Given) -> bool:
    return len(practices(given)) == 1


def _untimed(given: Given) -> tuple[ButtonId, ...]:
    """The buttons of the chosen rooms that ring as real all the same."""
    facts, chosen = given.known.facts, given.parts["rooms"]
    return tuple(each for room in (facts.rooms if facts else ()) if room.room in chosen for each in room.untimed)


def _called(given: Given) -> str:
    """Asked last before it starts, so that it says what stays real in it."""
    real = real_too(_untimed(given))
    return f"{real}. {CALLED}" if real else CALLED


def _name_title(given: Given) -> str:
    untimed = _untimed(given)
    real = f". REAL all the same: {some_of(untimed)}" if untimed else ""
    return f"DRILL in {count(len(given.parts['rooms']), 'room', 'rooms')}: it ends by itself{real}"


def _start(given: Given) -> StartDrill:
    return StartDrill(name=given.parts["name"], rooms=given.parts["rooms"])


def _plan(given: Given) -> PlanDrill | AskAgain:
    at_ms = time_typed(given.parts["when"], given.known.wall_ms, given.known.zone)
    if at_ms is None:
        return AskAgain(NOT_A_TIME, ("when",), may_be_dropped=True)
    return PlanDrill(name=given.parts["name"], rooms=given.parts["rooms"], at_ms=at_ms)


def _start_or_plan(given: Given) -> StartDrill | PlanDrill | AskAgain:
    return _start(given) if given.parts["now"] else _plan(given)


_ROOMS = Part(
    "rooms",
    "In which rooms? Type their names, with commas between.",
    practised_rooms,
    several=True,
    lead=("in",),
    title=lambda _: "DRILL: in which rooms? Calls from any other room stay real.",
    label=lambda _: "Room:",
    narrows=True,
    column=COLUMN,
    marked=("room", "rooms"),
)
_NAME = Part(
    "name",
    CALLED,
    offer=lambda _: "Practice",
    asks=_called,
    title=_name_title,
    label=lambda _: "Name of the drill:",
)
_WHEN = Part(
    "when",
    f"When? For example {WHEN}.",
    lead=("at", "on"),
    alone=True,
    title=lambda given: f"PLAN DRILL {given.parts['name']}: it does not start by itself",
    label=lambda _: f"When ({WHEN}):",
    enter="plans the drill",
)
START_DRILL = Flow("drill", _start, (_ROOMS, _NAME))
PLAN_DRILL = Flow(
    "plan",
    _plan,
    (replace(_ROOMS, lead=("drill in", "drill", "in")), _NAME, _WHEN),
    done="Done: it is planned. It does not start by itself.",
)
BEGIN_DRILL = Flow(
    "begin",
    lambda given: StartPlannedDrill(plan=given.parts["plan"]),
    (Part("plan", "Which planned drill starts now?", planned, lead=("drill",), none=NONE_PLANNED),),
)
DROP_DRILL = Flow(
    "drop",
    lambda given: DropDrillPlan(plan=given.parts["plan"]),
    (
        Part(
            "plan",
            "Which planned drill is dropped?",
            planned,
            lead=("drill",),
            none=NONE_PLANNED,
            title=lambda _: "DROP which planned drill?",
        ),
    ),
    done="Done: it is not planned any more.",
)
_MEASURED = Flow("measured", _measured)
PRACTISE: Flow[StartDrill | PlanDrill | StartPlannedDrill | DropDrillPlan | DrillOverLine] = Flow(
    "practise",
    _start_or_plan,
    (
        Part(
            "what",
            "What do you practise?",
            practices,
            skipped=_nothing_else,
            title=lambda _: "DRILL: nothing starts by itself. Calls from any other room stay real.",
        ),
        _ROOMS,
        replace(_NAME, with_next=True),
        Part("now", "Does it start now?", now_or_later),
        replace(_WHEN, skipped=lambda given: given.parts["now"]),
    ),
    of_plan=True,
)
"""All of it in one act, for a console that has room for a list of what there is to choose."""


def begun(known: Known) -> Flow[Any]:
    """Give the flow for a screen: while a drill runs, the end of it."""
    return END_DRILL_IF_SURE if known.view and known.view.drill else PRACTISE

"""Acts of the plain console about practice: start it, end it, plan it, start what was planned, drop it. Pure."""

from copy import replace

from appliance.core.practice.commands import (
    DropDrillPlan,
    EndDrill,
    MakeDrillReal,
    PlanDrill,
    StartDrill,
    StartPlannedDrill,
)
from appliance.flows.flow import AskAgain
from appliance.flows.parts import Given, Option, Part
from appliance.flows.rooms import rooms
from appliance.flows.zone import zone_at
from appliance.plan.ids import DrillId
from tui.drills import NOT_A_TIME, WHEN, becomes_real, planned_words, real_in_drill, time_typed
from tui.keys import BY_ACTION
from tui.plain.asking.act import act
from tui.plain.asking.draft import DROP

CALLED = "What is the drill called?"
NONE_PLANNED = "No drill is planned. To plan one, type: plan drill"


def planned(given: Given) -> tuple[Option, ...]:
    """Planned drills, the next first."""
    view = given.known.view
    lines = view.planned if view else ()
    return tuple(Option(line.plan, planned_words(line, _now_ms(given), zone_at(view)), (line.name,)) for line in lines)


def _end(given: Given) -> EndDrill | str:
    drill = given.known.view.drill if given.known.view else None
    return EndDrill(drill=DrillId(drill.drill)) if drill else "No drill is running."


def _asks_real(given: Given) -> str:
    view = given.known.view
    name = view.drill.name if view and view.drill else "the drill"
    return f"Is {name} real? No response of the building starts with it: type {BY_ACTION['response'].word} for that."


def _real_or_not(given: Given) -> tuple[Option, ...]:
    view = given.known.view
    real = f"real: {becomes_real(view)}. The drill is over" if view else "real"
    return (
        Option(True, real, ("real", "yes")),
        Option(False, "practice: the drill goes on", ("practice", "no")),
    )


def _make_real(given: Given) -> MakeDrillReal | str:
    drill = given.known.view.drill if given.known.view else None
    if drill is None:
        return "No drill is running any more: nothing was done."
    return MakeDrillReal(drill=DrillId(drill.drill)) if given.parts["real"] else "The drill goes on: nothing was done."


def _plan(given: Given) -> PlanDrill | AskAgain:
    at_ms = time_typed(given.parts["when"], _now_ms(given), zone_at(given.known.view))
    if at_ms is None:
        return AskAgain(f"{NOT_A_TIME} {DROP}", ("when",))
    return PlanDrill(name=given.parts["name"], rooms=given.parts["rooms"], at_ms=at_ms)


def _now_ms(given: Given) -> int:
    """The box's wall clock as the board last said it: near enough for what is planned by the minute."""
    return given.known.view.wall_ms if given.known.view else 0


def _called(given: Given) -> str:
    """Asked last before it starts, so that it says what stays real in it."""
    facts = given.known.facts
    untimed = (
        tuple(each for room in facts.rooms if room.room in given.parts["rooms"] for each in room.untimed)
        if facts
        else ()
    )
    return f"REAL in the drill too: {real_in_drill(untimed)}. {CALLED}" if untimed else CALLED


_ROOMS = Part("rooms", "In which rooms? Type their names, with commas between.", rooms, several=True, lead=("in",))
_WHEN = Part("when", f"When? For example {WHEN}.", lead=("at", "on"), alone=True)
_NAME = Part("name", CALLED, offer=lambda _: "Practice", asks=_called)

DRILL_ACTS = (
    act(
        "drill",
        "drill B204 B205",
        lambda given: StartDrill(name=given.parts["name"], rooms=given.parts["rooms"]),
        (_ROOMS, _NAME),
        own_help="Start practice in rooms you name. Any other call stays real.",
    ),
    act("drill", "end drill", _end, own_word="end drill", own_help="Practice is over: every call is real again."),
    act(
        "drill_real",
        "whole drill real",
        _make_real,
        (Part("real", "Is it real?", _real_or_not, asks=_asks_real),),
        done="Done: the drill is over, and what was open in it is real.",
    ),
    act(
        "drill",
        "plan drill B204 B205",
        _plan,
        (
            replace(_ROOMS, lead=("drill in", "drill", "in")),
            _NAME,
            _WHEN,
        ),
        done="Done: it is planned. It does not start by itself.",
        own_word="plan",
        own_help="Write down a drill for later. Nothing starts by itself; type drills to hear what is planned.",
    ),
    act(
        "drill",
        "begin Autumn",
        lambda given: StartPlannedDrill(plan=given.parts["plan"]),
        (Part("plan", "Which planned drill starts now?", planned, lead=("drill",), none=NONE_PLANNED),),
        own_word="begin",
        own_help="Start a drill that was planned, in its rooms.",
    ),
    act(
        "drill",
        "drop Autumn",
        lambda given: DropDrillPlan(plan=given.parts["plan"]),
        (Part("plan", "Which planned drill is dropped?", planned, lead=("drill",), none=NONE_PLANNED),),
        done="Done: it is not planned any more.",
        own_word="drop",
        own_help="A planned drill will not be practised.",
    ),
)

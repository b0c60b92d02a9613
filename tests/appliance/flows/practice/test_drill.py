"""Tests drills that begin, and their plans: what is asked, in which order, and what the box is asked for."""

from msgspec.structs import replace

from appliance.core.practice.commands import DropDrillPlan, PlanDrill, StartDrill, StartPlannedDrill
from appliance.flows.flow import AskAgain, GoOn
from appliance.flows.known import Known
from appliance.flows.parts import Given, Option, about_nothing
from appliance.flows.practice.drill import BEGIN_DRILL, DROP_DRILL, PLAN_DRILL, PRACTISE, START_DRILL, planned
from appliance.flows.practice.times import NOT_A_TIME, time_typed
from appliance.plan.ids import ButtonId, RoomId
from tests.tui.boards import FACTS, WALL_MS, board
from tests.tui.test_drills import AUTUMN, OVER

ROOMS = (RoomId("B204"), RoomId("gym"))


def given(view: object = None, **parts: object) -> Given:
    known = about_nothing(Known(view=view or board(), facts=FACTS))
    known.parts.update(parts)
    return known


def choices(now: Given) -> tuple[Option, ...]:
    part = PRACTISE.missing(now)
    assert part is not None and part.options is not None
    return part.options(now)


def test_it_begins_with_the_rooms_where_there_is_nothing_else_to_choose() -> None:
    assert PRACTISE.missing(given()).name == "rooms"
    lines = {option.value: option.shown for option in choices(given())}
    assert lines[RoomId("B204")] == "Room B204\tfloor 2"
    assert lines[RoomId("gym")] == "Gymnasium\tGround  b-gym stays REAL"


def test_what_is_planned_starts_with_one_choice_and_what_was_measured_is_read() -> None:
    view = board(planned=(AUTUMN,), drill_over=OVER)
    start, another, drop, measured = choices(given(view))
    assert start.says.startswith("START NOW Autumn, ")
    assert (
        isinstance(start.value, GoOn) and start.value.flow is BEGIN_DRILL and start.value.parts == {"plan": AUTUMN.plan}
    )
    assert BEGIN_DRILL.make(start.value.given(given(view))) == StartPlannedDrill(plan=AUTUMN.plan)
    assert another.says == "Another drill, now or later"
    assert isinstance(drop.value, GoOn) and drop.value.flow is DROP_DRILL
    assert isinstance(measured.value, GoOn) and measured.value.flow.make(given(view)) == OVER
    assert [each.says for each in choices(given(board(drill_over=OVER)))] == [
        "Another drill, now or later",
        "What the last drill took: Spring",
    ]


def test_rooms_then_a_name_then_now_or_later_then_a_time() -> None:
    now = given(rooms=ROOMS)
    name = PRACTISE.missing(now)
    assert name is not None and (name.name, name.offer(now), name.with_next) == ("name", "Practice", True)
    assert name.title is not None
    assert name.title(now) == "DRILL in 2 rooms: it ends by itself. REAL all the same: b-gym"
    assert name.wording(now) == "REAL in the drill too: b-gym (it cannot say when pressed). What is the drill called?"
    now.parts["name"] = "Autumn"
    assert [each.says for each in choices(now)] == ["START it now", "PLAN it for later"]
    now.parts["now"] = True
    assert PRACTISE.missing(now) is None
    assert PRACTISE.make(now) == StartDrill(name="Autumn", rooms=ROOMS)
    later = given(rooms=ROOMS, name="Autumn", now=False)
    assert PRACTISE.missing(later).name == "when"


def test_a_time_is_asked_again_until_it_is_one() -> None:
    soon = given(rooms=ROOMS, name="Autumn", when="soon", now=False)
    assert PLAN_DRILL.make(soon) == PRACTISE.make(soon) == AskAgain(NOT_A_TIME, ("when",), may_be_dropped=True)
    later = given(rooms=ROOMS, name="Autumn", when="tomorrow 10:30", now=False)
    at_ms = time_typed("tomorrow 10:30", WALL_MS, later.known.zone)
    assert at_ms is not None
    assert PLAN_DRILL.make(later) == PRACTISE.make(later) == PlanDrill(name="Autumn", rooms=ROOMS, at_ms=at_ms)


def test_a_planned_drill_names_what_stays_real_and_is_dropped_by_its_name() -> None:
    view = board(planned=(replace(AUTUMN, untimed=(ButtonId("b-gym"),)),))
    (autumn,) = planned(given(view))
    assert autumn.says.endswith(", 2 rooms, b-gym REAL") and autumn.typed == ("Autumn",)
    assert DROP_DRILL.make(given(view, plan=autumn.value)) == DropDrillPlan(plan=AUTUMN.plan)
    part = DROP_DRILL.missing(given())
    assert part is not None and part.options is not None and part.options(given()) == ()
    assert part.none == "No drill is planned. To plan one, type: plan drill"


def test_a_console_of_lines_asks_for_rooms_and_a_name_alone() -> None:
    assert [part.name for part in START_DRILL.parts] == ["rooms", "name"]
    assert [part.name for part in PLAN_DRILL.parts] == ["rooms", "name", "when"]
    assert START_DRILL.make(given(rooms=ROOMS, name="Autumn")) == StartDrill(name="Autumn", rooms=ROOMS)

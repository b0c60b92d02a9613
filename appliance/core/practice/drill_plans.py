"""Decides about planned drills: they are written down, started with one choice, or dropped. Pure; changes nothing.

A plan only says what people mean to do. Nothing starts by itself, and nothing is forgotten by itself: a planned drill whose time has
passed stands until a person starts or drops it.
"""

from appliance.core.board import Board, PlannedDrill
from appliance.core.building.check_in import rooms_asked
from appliance.core.ground.limits import TEXT_CHARACTERS_MAX
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.core.practice.commands import DropDrillPlan, PlanDrill, StartDrill, StartPlannedDrill
from appliance.core.practice.drills import start_drill
from appliance.core.practice.events import DrillPlanned, DrillPlanOver, DrillStarted, Follows
from appliance.plan.ids import DrillPlanId, RoomId

PLANNED_MAX = 20
"""A school year of monthly drills (Colorado and most other states ask for about one a month) and as many again; all of them fit in one
list.
"""

AHEAD_MS_MAX = 366 * 86_400_000
"""A year: a later time is a typing mistake."""


def plan_drill(board: Board, command: PlanDrill, by: Actor, now: Moment) -> list[Follows] | Rejection:
    """Write down what people mean to practise, in rooms or in whole zones of the plan."""
    name = command.name.strip()
    if not 0 < len(name) <= TEXT_CHARACTERS_MAX:
        return Rejection.TEXT_EMPTY_OR_TOO_LONG
    if any(room not in board.index.rooms for room in command.rooms):
        return Rejection.NO_SUCH_ROOM
    zones = rooms_asked(board, command.zones, practice=False) if command.zones else ()
    rooms = tuple(dict.fromkeys((*command.rooms, *zones)))
    if not rooms:
        return Rejection.NO_SUCH_ROOM
    if now.week_minute is None:
        return Rejection.CLOCK_NOT_KNOWN
    if not now.wall_ms < command.at_ms <= now.wall_ms + AHEAD_MS_MAX:
        return Rejection.DRILL_TIME_WRONG
    if len(board.planned) >= PLANNED_MAX:
        return Rejection.TOO_MANY_DRILLS_PLANNED
    plan = DrillPlanId(f"{board.epoch[:8]}-p{board.plans_made + 1}")
    return [DrillPlanned(by=by, plan=plan, name=name, rooms=rooms, at_ms=command.at_ms)]


def start_planned(board: Board, command: StartPlannedDrill, by: Actor) -> list[Follows] | Rejection:
    """Start a planned drill now, at its time or at any other, in those of its rooms that the plan still has."""
    planned = board.planned.get(command.plan)
    if planned is None:
        return Rejection.NO_SUCH_DRILL_PLAN
    started = start_drill(board, StartDrill(name=planned.name, rooms=_rooms_left(board, planned)), by)
    if isinstance(started, Rejection):
        return started
    drills = [event.drill for event in started if isinstance(event, DrillStarted)]
    return [*started, *(DrillPlanOver(by=by, plan=command.plan, started=drill) for drill in drills)]


def drop_plan(board: Board, command: DropDrillPlan, by: Actor) -> list[Follows] | Rejection:
    """Drop a planned drill: it will not be practised."""
    if command.plan not in board.planned:
        return Rejection.NO_SUCH_DRILL_PLAN
    return [DrillPlanOver(by=by, plan=command.plan, started=None)]


def _rooms_left(board: Board, planned: PlannedDrill) -> tuple[RoomId, ...]:
    return tuple(room for room in planned.rooms if room in board.index.rooms)

"""Folds an event of practice or of a walk test into the board."""

from typing import assert_never

from appliance.core.board import Board, Drill, DrillOver, PlannedDrill, TestOver, WalkTest
from appliance.core.ground.epochs import carried_span
from appliance.core.ground.moment import Moment
from appliance.core.practice.events import (
    AnyPracticeEvent,
    DrillEnded,
    DrillEvent,
    DrillMadeReal,
    DrillMeasured,
    DrillPlanned,
    DrillPlanOver,
    DrillStarted,
    PressAttested,
    WalkTestArmed,
    WalkTestEnded,
    WalkTestPassed,
)
from appliance.plan.ids import ButtonId

WALK_TEST_S = 120  # promise 9: a walk test arms one button for at most two minutes


def fold(board: Board, event: AnyPracticeEvent, at: Moment) -> None:
    """Change the board by what was practised or tested."""
    match event:
        case WalkTestArmed():
            board.walk_test = WalkTest(event.button, at.mono_ms, at.after_s(WALK_TEST_S), event.by)
        case WalkTestPassed():
            if board.walk_test is not None:
                board.count(event.source)
            _proved(board, event.button, at)
        case PressAttested():
            _proved(board, event.button, at)
        case WalkTestEnded():
            _tested(board, event.button, at, passed=False)
        case DrillStarted() | DrillEnded() | DrillMeasured() | DrillPlanned() | DrillPlanOver():
            _drill(board, event, at)
        case _:
            assert_never(event)


def begins_anew(board: Board, at: Moment) -> None:
    """Change the board when a new run of the program begins: a drill keeps its age, and a walk test ends, because nobody waits at the
    button any more.
    """
    board.drills = board.plans_made = 0
    board.practised.clear()
    if board.drill is not None:
        board.drill = _carried(board.drill, at)
    board.test_over = None
    if board.walk_test is not None:  # its time is up at the first look
        board.walk_test = WalkTest(board.walk_test.button, at.mono_ms, at.mono_ms)


def _drill(board: Board, event: DrillEvent, at: Moment) -> None:
    match event:
        case DrillStarted():
            board.drills += 1
            board.practised.clear()
            ends_ms = at.after_s(event.ends_after_s)
            board.drill = Drill(event.drill, event.name, frozenset(event.rooms), at, ends_ms)
        case DrillEnded():
            board.drill = None
            board.drill_real_at = event.by.desk if isinstance(event, DrillMadeReal) and event.by else None
        case DrillMeasured():
            board.practised.clear()
            board.drill_over = DrillOver(event.name, at, event.calls, event.calls_made, event.interrupted)
        case DrillPlanned():
            board.plans_made += 1
            board.planned[event.plan] = PlannedDrill(event.name, event.rooms, event.at_ms)
        case DrillPlanOver():
            board.planned.pop(event.plan, None)
        case _:
            assert_never(event)


def _proved(board: Board, button: ButtonId, at: Moment) -> None:
    """Note that a button passed a walk test. If no test is armed, the event is read back after a restart, perhaps years later. Then it
    only says when the button was proved.
    """
    board.proved[button] = 0 if at.week_minute is None else at.wall_ms
    if board.walk_test is not None:
        _tested(board, button, at, passed=True)


def _tested(board: Board, button: ButtonId, at: Moment, *, passed: bool) -> None:
    board.walk_test = None
    board.test_over = TestOver(button, passed, at)


def _carried(drill: Drill, at: Moment) -> Drill:
    started, ends_ms = carried_span(drill.started, drill.ends_ms, at)
    return Drill(drill.drill, drill.name, drill.rooms, started, ends_ms, interrupted=True)

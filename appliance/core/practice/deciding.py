"""Passes each command about practice to the function that decides it."""

from collections.abc import Sequence
from typing import assert_never

from appliance.core.board import Board
from appliance.core.devices.supervision import Heard
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.core.practice import drill_plans, drills, made_real, walk_tests
from appliance.core.practice.commands import (
    AnyPracticeCommand,
    ArmWalkTest,
    AttestTestPress,
    DropDrillPlan,
    EndDrill,
    EndWalkTest,
    MakeDrillReal,
    MakeReal,
    PlanDrill,
    StartDrill,
    StartPlannedDrill,
)
from appliance.core.practice.events import Follows


def decide(
    board: Board, heard: Heard, command: AnyPracticeCommand, by: Actor, now: Moment
) -> Sequence[Follows] | Rejection:
    """Give what follows from a command, in order."""
    match command:
        case StartDrill():
            return drills.start_drill(board, command, by)
        case EndDrill():
            return drills.end_drill(board, command, by)
        case PlanDrill():
            return drill_plans.plan_drill(board, command, by, now)
        case StartPlannedDrill():
            return drill_plans.start_planned(board, command, by)
        case DropDrillPlan():
            return drill_plans.drop_plan(board, command, by)
        case ArmWalkTest():
            return walk_tests.arm_walk_test(board, command, by)
        case EndWalkTest():
            return walk_tests.end_walk_test(board, command)
        case AttestTestPress():
            return walk_tests.attest_test_press(board, heard, command, by, now)
        case MakeReal() | MakeDrillReal():
            return made_real.make_real(board, heard, command, by, now)
        case _:
            assert_never(command)

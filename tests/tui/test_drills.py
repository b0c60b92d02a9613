"""Tests drills that are planned, and what the last one took: in words, and by keys only."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from appliance.api.board.practice import DrillOverLine, PlannedDrillLine, PracticeLine
from appliance.core.ground.words import PracticeCall
from appliance.core.practice.commands import (
    DropDrillPlan,
    EndDrill,
    MakeDrillReal,
    MakeReal,
    PlanDrill,
    StartPlannedDrill,
)
from appliance.flows.practice.plans import next_planned
from appliance.flows.practice.times import time_typed
from appliance.flows.zone import zone_at
from appliance.plan.ids import DrillId, DrillPlanId, IncidentId, RoomId
from tests.tui.boards import WALL_MS, board, call, drill
from tests.tui.conftest import Sits
from tests.tui.stage import Stage
from tests.tui.test_tap_outs import tap_out
from tui.board.calm import calm

DENVER = ZoneInfo("America/Denver")
NOW_MS = int(datetime(2026, 10, 31, 9, 0, tzinfo=DENVER).timestamp() * 1000)
HOUR_MS = 3_600_000
AUTUMN = PlannedDrillLine(
    plan=DrillPlanId("e-p1"), name="Autumn", rooms=(RoomId("B204"), RoomId("B205")), at_ms=WALL_MS + 2 * HOUR_MS
)
OVER = DrillOverLine(
    name="Spring",
    wall_ms=WALL_MS,
    calls=(
        PracticeLine(
            call=PracticeCall(number=7, room=RoomId("B204"), shown_ms=420, acknowledged_ms=6100), room_name="Room B204"
        ),
    ),
    calls_made=3,
    interrupted=True,
)


def test_the_idle_board_says_what_is_planned_and_when_its_time_is_past() -> None:
    assert not [line for line in calm(board(), 0).lines if line[0] == "Drill"]
    (line,) = [line for line in calm(board(planned=(AUTUMN,)), 0).lines if line[0] == "Drill"]
    assert line[1].startswith("planned: Autumn, ")
    assert line[2], "a plan is no fault"
    assert next_planned(board(planned=(AUTUMN, AUTUMN)), 3 * HOUR_MS).endswith(", its time is past and 1 more")
    assert next_planned(board(planned=(AUTUMN,), clock_trusted=False), 0) == ""


slow = pytest.mark.slow  # these tests run at a person's pace


@slow
async def test_a_planned_drill_starts_with_one_choice_and_is_dropped_with_two(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(planned=(AUTUMN,)))
        await person.sees("planned: Autumn")
        await person.presses("p")
        await person.sees("1 START NOW Autumn", "2 rooms", "2 Another drill")
        await person.presses("1")
        await person.until(lambda: stage.acts == [StartPlannedDrill(plan=AUTUMN.plan)], "the drill")
        await person.presses("p", "3")
        await person.sees("DROP which planned drill?")
        await person.presses("1")
        await person.until(lambda: stage.acts[1:] == [DropDrillPlan(plan=AUTUMN.plan)], "the plan dropped")


@slow
async def test_a_drill_is_planned_by_keys(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board())
        await person.presses("p", *"117", "enter", *"b205", "enter")
        await person.sees("GO ON with 2 rooms marked")
        await person.presses("down", "enter")
        await person.sees("Name of the drill", "2 PLAN it for later")
        await person.presses("2")
        await person.sees("PLAN DRILL Practice", "tomorrow 10:30")
        await person.presses(*"soon", "enter")
        await person.sees("That is no time.")
        await person.presses(*["backspace"] * 4, *"tomorrow 10:30", "enter")
        await person.until(lambda: len(stage.acts) == 1, "the plan")
        (asked,) = stage.acts
        assert isinstance(asked, PlanDrill)
        assert (asked.name, asked.rooms) == ("Practice", (RoomId("117"), RoomId("B205")))
        assert asked.at_ms == time_typed("tomorrow 10:30", WALL_MS, zone_at(board()))


@slow
async def test_whoever_ends_a_drill_reads_what_it_took(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(drill=drill("B204")))
        await person.sees("DRILL Medical practice")
        await person.presses("p", "1")
        await person.until(lambda: stage.acts == [EndDrill(drill=DrillId("d-1"))], "the end")
        stage.shows(board(drill_over=OVER))
        await person.sees("MEASURED in the drill Spring", "Call 7, Room B204: shown after 0.4 s")
        await person.presses("escape", "p")
        await person.sees("2 What the last drill took: Spring")
        await person.presses("2")
        await person.sees("acknowledged after 6.1 s")


PRACTISED = (call(14, "B205", drill=True), call(15, "Gym"), call(16, "117", drill=True))


@pytest.mark.slow
async def test_a_call_that_comes_while_it_is_asked_is_named_too(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(PRACTISED[0], drill=drill("B205", "117")))
        await person.sees(" J  Drill is real")
        await person.presses("j")
        await person.sees("1 IT IS REAL: 1 call rings as real: Room B205")
        stage.shows(board(PRACTISED[0], PRACTISED[2], drill=drill("B205", "117")))
        await person.sees("1 IT IS REAL: 2 calls ring as real: Room B205, Room 117")
        await person.presses("escape", "p")
        await person.sees("3 IT IS REAL: 2 calls ring as real: Room B205, Room 117")
        stage.shows(board(*PRACTISED, drill=drill("B205", "117"), tap_outs=(tap_out(19, drill=True),)))
        await person.sees("1 tap-out is asked as", "real, without ringing: Room 19")
        stage.shows(board(PRACTISED[1]))
        await person.sees("DRILL Medical practice is over already.")


@slow
async def test_one_key_makes_a_practice_call_real_and_it_is_reported_as_shown_anew(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(PRACTISED[0], drill=drill("B205")))
        await person.sees("DRILL ASSIST", " A  It is real")
        await person.looks()
        await person.until(lambda: stage.reported == ["i-14"], "the report of practice")
        await person.presses("a")
        await person.until(lambda: stage.acts == [MakeReal(incident=IncidentId("i-14"))], "the call made real")
        stage.shows(board(call(14, "B205"), drill=drill("B205")))
        await person.sees("RINGING  REAL")
        await person.until(lambda: stage.reported == ["i-14", "i-14"], "the report of the real call")
        await person.sees_no_more("It is real")
        await person.looks()
        await person.presses("a")
        await person.sees("A: This call is real already.")


@slow
async def test_the_whole_drill_is_made_real_by_one_key_and_an_answer_that_names_what_happens(
    stage: Stage, sits: Sits
) -> None:
    async with sits() as person:
        stage.shows(board(*PRACTISED, drill=drill("B205", "117")))
        await person.sees(" J  Drill is real")
        await person.presses("j")
        await person.sees(
            "DRILL Medical practice: is it REAL? No response of the building starts",
            "1 IT IS REAL: 2 calls ring as real: Room B205, Room 117",
        )
        await person.presses("2")
        await person.sees_no_more("is it REAL?")
        await person.presses("p", "3", "1")
        await person.until(lambda: stage.acts == [MakeDrillReal(drill=DrillId("d-1"))], "the drill made real")


@slow
async def test_no_key_makes_anything_real_while_nothing_is_practised(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204")))
        await person.sees("Room B204")
        await person.looks()
        await person.presses("j")
        await person.sees("J: No drill is running.")
        assert " J  " not in person.screen and " A  " not in person.screen

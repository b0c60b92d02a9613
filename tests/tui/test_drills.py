"""Drills that are planned and what the last one took: in words, and by keys only."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from appliance.api.board.building import CheckInView, ResponseLine
from appliance.api.board.practice import DrillOverLine, PlannedDrillLine, PracticeLine
from appliance.core.ground.words import BuildingResponse, PracticeCall
from appliance.core.practice.commands import (
    DropDrillPlan,
    EndDrill,
    MakeDrillReal,
    MakeReal,
    PlanDrill,
    StartPlannedDrill,
)
from appliance.flows.practice.measured import measured_words
from appliance.flows.practice.plans import next_planned
from appliance.flows.practice.real import becomes_real
from appliance.flows.practice.times import day_and_hour, time_typed
from appliance.flows.zone import zone_at
from appliance.plan.ids import CheckInId, DrillId, DrillPlanId, IncidentId, RoomId
from tests.tui.boards import WALL_MS, board, call, drill
from tests.tui.conftest import Sits
from tests.tui.stage import Stage
from tests.tui.test_tap_outs import tap_out
from tui.calm import calm

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


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("10:30", (2026, 10, 31, 10, 30)),
        ("today 9:05", (2026, 10, 31, 9, 5)),
        (" Tomorrow 10:30 ", (2026, 11, 1, 10, 30)),  # the clock goes back that night
        ("2026-12-01 7:45", (2026, 12, 1, 7, 45)),
    ],
)
def test_a_time_is_typed_as_people_say_it(typed: str, meant: tuple[int, int, int, int, int]) -> None:
    at_ms = time_typed(typed, NOW_MS, DENVER)
    assert at_ms is not None
    assert datetime.fromtimestamp(at_ms / 1000, DENVER).timetuple()[:5] == meant


@pytest.mark.parametrize("typed", ["", "soon", "25:00", "10:61", "2026-13-01 10:00", "tomorrow", "10.30", "2026-12-01"])
def test_what_is_no_time_is_none(typed: str) -> None:
    assert time_typed(typed, NOW_MS, DENVER) is None


def test_days_near_are_named_and_others_dated() -> None:
    days = {
        (2026, 10, 31, 10, 30): "today 10:30",
        (2026, 11, 1, 9, 15): "tomorrow 9:15",
        (2026, 12, 1, 10, 30): "Tue 1 Dec 10:30",
        (2027, 1, 12, 10, 30): "Tue 12 Jan 2027 10:30",
    }
    for day, words in days.items():
        assert day_and_hour(int(datetime(*day, tzinfo=DENVER).timestamp() * 1000), NOW_MS, DENVER) == words


def test_the_idle_board_says_what_is_planned_and_when_its_time_is_past() -> None:
    assert not [line for line in calm(board(), 0).lines if line[0] == "Drill"]
    (line,) = [line for line in calm(board(planned=(AUTUMN,)), 0).lines if line[0] == "Drill"]
    assert line[1].startswith("planned: Autumn, ")
    assert line[2], "a plan is no fault"
    assert next_planned(board(planned=(AUTUMN, AUTUMN)), 3 * HOUR_MS).endswith(", its time is past and 1 more")
    assert next_planned(board(planned=(AUTUMN,), clock_trusted=False), 0) == ""


def test_what_was_measured_is_a_sentence_a_call() -> None:
    assert measured_words(OVER) == (
        "Call 7, Room B204: shown after 0.4 s, acknowledged after 6.1 s.",
        "And 2 calls more: the log has them.",
        "The box restarted during it: only what came after that is measured.",
    )


slow = pytest.mark.slow  # a person's pace


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


def test_what_becomes_real_is_counted_and_named() -> None:
    assert becomes_real(board(drill=drill("B204"))) == "no call of it is open; every press is real"
    assert becomes_real(board(*PRACTISED[:2])) == "1 call rings as real: Room B205"
    assert becomes_real(board(*PRACTISED, call(17, "B204", drill=True))) == (
        "3 calls ring as real: Room B205, Room 117 and 1 more"
    )


def test_practice_beside_a_real_call_ends_and_a_tap_out_is_asked_without_ringing() -> None:
    beside = (call(14, "B204", drill=True), call(15, "B204"), call(16, "Gym", drill=True))
    assert becomes_real(board(*beside, drill=drill("B204", "Gym"))) == (
        "1 call rings as real: Gym; 1 ends beside what is real in its room: Room B204"
    )
    both = (tap_out(12, drill=True), tap_out(17, room=RoomId("12")), tap_out(19, drill=True))
    assert becomes_real(board(call(16, "12", drill=True), tap_outs=both, drill=drill("12", "19"))) == (
        "1 call rings as real: Room 12; 1 tap-out is asked as real, without ringing: Room 19; "
        "1 ends beside what is real in its room: Room 12"
    )


def test_what_the_whole_building_practises_ends_too() -> None:
    hold = ResponseLine(response=BuildingResponse.HOLD, detail="", practice=True, age_ms=0, started_by="")
    check_in = CheckInView(check_in=CheckInId("c-1"), practice=True, age_ms=0, rooms=())
    practised = board(PRACTISED[0], response=hold, check_in=check_in, drill=drill("B205"))
    assert becomes_real(practised) == (
        "1 call rings as real: Room B205; practice of HOLD ends; the practice check-in ends"
    )
    real = replace(practised, response=replace(hold, practice=False), check_in=replace(check_in, practice=False))
    assert becomes_real(real) == "1 call rings as real: Room B205"


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

"""Tests that people plan drills and people start them: nothing starts, and nothing is forgotten, by itself."""

import pytest

from appliance.core.ground.rejections import Rejection
from appliance.core.practice.commands import DropDrillPlan, PlanDrill, StartPlannedDrill
from appliance.core.practice.drill_plans import PLANNED_MAX
from appliance.plan.ids import DrillPlanId, RoomId, ZoneId
from tests.appliance.core.story import WALL_MS

TOMORROW_MS = WALL_MS + 86_400_000
AUTUMN = DrillPlanId("aaaaaaaa-p1")


def plan(story, *rooms, name="Autumn", at_ms=TOMORROW_MS, zones=()):
    return story.desk("front", PlanDrill, name=name, rooms=tuple(map(RoomId, rooms)), at_ms=at_ms, zones=zones)


@pytest.fixture
def planned(story):
    assert plan(story, "201", "202") is None
    return story


def test_it_starts_when_a_person_says_so_and_is_planned_no_more(planned):
    assert planned.desk("library", StartPlannedDrill, plan=AUTUMN) is None
    assert planned.board.drill.name == "Autumn"
    assert planned.board.drill.rooms == {"201", "202"}
    assert not planned.board.planned
    assert planned.desk("library", StartPlannedDrill, plan=AUTUMN) is Rejection.NO_SUCH_DRILL_PLAN


def test_its_time_comes_and_goes_and_nothing_starts(planned):
    planned.now_ms = 2 * 86_400_000
    planned.look()
    assert planned.board.drill is None
    assert list(planned.board.planned) == [AUTUMN]


def test_it_is_found_again_after_a_restart_until_it_is_dropped(planned):
    planned.restart()
    assert planned.board.planned[AUTUMN].at_ms == TOMORROW_MS
    assert plan(planned, "203") is None
    assert len(planned.board.planned) == 2, "the new one has another name"
    assert planned.desk("front", DropDrillPlan, plan=AUTUMN) is None
    assert planned.desk("front", DropDrillPlan, plan=AUTUMN) is Rejection.NO_SUCH_DRILL_PLAN
    planned.restart()
    assert AUTUMN not in planned.board.planned


def test_a_zone_means_all_its_rooms_once(story):
    plan(story, "201", "office", zones=(ZoneId("upstairs"),))
    assert story.board.planned[AUTUMN].rooms == ("201", "office", "202", "203", "204", "205", "206")


def test_a_plan_refused_at_its_time_stays_planned(planned):
    planned.press("B201")
    assert planned.desk("front", StartPlannedDrill, plan=AUTUMN) is Rejection.ROOM_HAS_OPEN_CALL
    assert AUTUMN in planned.board.planned


def test_what_makes_no_sense_is_not_planned(story):
    assert plan(story, "201", at_ms=WALL_MS) is Rejection.DRILL_TIME_WRONG
    assert plan(story, "201", at_ms=WALL_MS + 400 * 86_400_000) is Rejection.DRILL_TIME_WRONG
    assert plan(story, "999") is Rejection.NO_SUCH_ROOM
    assert plan(story) is Rejection.NO_SUCH_ROOM
    assert plan(story, zones=(ZoneId("moon"),)) is Rejection.NO_SUCH_ROOM
    assert plan(story, "201", name=" ") is Rejection.TEXT_EMPTY_OR_TOO_LONG
    for _ in range(PLANNED_MAX):
        assert plan(story, "201") is None
    assert plan(story, "201") is Rejection.TOO_MANY_DRILLS_PLANNED


def test_without_a_clock_nobody_can_say_when(story):
    story.week_minute = None
    assert plan(story, "201") is Rejection.CLOCK_NOT_KNOWN


def test_rooms_the_building_has_no_more_are_left_out(planned):
    from msgspec.structs import replace

    known = planned.board.index.plan
    planned.adopt(
        replace(
            known,
            rooms=tuple(room for room in known.rooms if room.room != "202"),
            buttons=tuple(button for button in known.buttons if button.room != "202"),
        )
    )
    planned.desk("front", StartPlannedDrill, plan=AUTUMN)
    assert planned.board.drill.rooms == {"201"}

"""Tests that every screen shows and takes times by the clock on the building's wall, wherever the console runs."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from appliance.api.board.building import DayCheckLine
from appliance.api.board.outside import DistrictLine
from appliance.api.board.practice import PlannedDrillLine, WalkTestOverLine
from appliance.api.board.view import Views
from appliance.api.desk.entries import FeedItem, FeedItems
from appliance.api.desk.morning import MorningKnown
from appliance.core.board import Board
from appliance.core.devices.supervision import Heard
from appliance.core.ground.moment import Moment
from appliance.flows.box.district import district_words
from appliance.flows.people.day_check import signed
from appliance.flows.people.morning import morning
from appliance.flows.practice.plans import next_planned
from appliance.flows.practice.times import time_typed
from appliance.flows.zone import zone_at
from appliance.plan.ids import DrillPlanId, IncidentId, RoomId
from appliance.plan.index import PlanIndex
from appliance.plan.model import NO_PLAN
from tests.appliance.doors.harness import school
from tests.tui.boards import WALL_MS, board
from tui.board.calm import calm
from tui.line.news import TimelineArrived
from tui.plain.history import history
from tui.plain.readings import log
from tui.screens.calls.timeline import timeline_lines

KATHMANDU = ZoneInfo("Asia/Kathmandu")
"""Five hours and three quarters before UTC: no machine has this zone by chance."""
THERE = datetime.fromtimestamp(WALL_MS / 1000, KATHMANDU)
ITEM = FeedItem(number=3, wall_ms=WALL_MS, incident=IncidentId("i-1"), call=1, line="Called.")
VIEW = board(
    timezone="Asia/Kathmandu",
    test_over=WalkTestOverLine(button="B204-wall", passed=True, ended_ms=0, wall_ms=WALL_MS),
    day_check=DayCheckLine(wall_ms=WALL_MS, by="Ana Ortiz", today=True, not_well=0),
    planned=(PlannedDrillLine(plan=DrillPlanId("p"), name="Autumn", rooms=(RoomId("B204"),), at_ms=WALL_MS + 60_000),),
    district=DistrictLine(
        office=True,
        sealed_for=True,
        head=8,
        countersigned=8,
        countersigned_ms=WALL_MS,
        held=0,
        overdue=0,
        reachable=True,
        for_ms=0,
        why="",
        head_state="ok",
    ),
)


def test_the_idle_board_has_the_buildings_time() -> None:
    idle = calm(VIEW, 0)
    words = {name: said for name, said, _ in idle.lines}
    assert idle.time == words["Clock"] == f"{THERE:%H:%M:%S}"
    assert f"at {THERE:%H:%M:%S}:" in words["Last test"]


def test_so_have_the_morning_check_the_district_and_what_is_planned() -> None:
    assert signed(VIEW) == f"Checked {THERE:%-H:%M} by Ana Ortiz"
    assert any(f"({THERE:%H:%M:%S})" in words for words, _ in district_words(VIEW, 0))
    assert next_planned(VIEW, 0) == f"Autumn, today {datetime.fromtimestamp(WALL_MS / 1000 + 60, KATHMANDU):%-H:%M}"
    known = MorningKnown(request=0, rooms=1, broken=(), buttons_silent=(), sounders=0, sounders_silent=(), duty=())
    found = {each.name: each.words for each in morning(VIEW, known, (), 0)}
    assert found["Clock"] == f"{THERE:%H:%M:%S}"
    assert f"at {THERE:%H:%M:%S}:" in found["Last test"]


def test_so_have_the_log_of_a_call_and_the_history_of_the_day() -> None:
    zone = zone_at(VIEW)
    assert timeline_lines((ITEM,), zone) == (f"{THERE:%H:%M:%S}  Called.",)
    arrived = TimelineArrived(IncidentId("i-1"), FeedItems(request=0, head=3, items=(ITEM,)))
    assert log(arrived, zone, proven=True) == [f"{THERE:%H:%M:%S}: Called."]
    assert history((ITEM,), WALL_MS, zone, everything=False, proven=True)[1].startswith(
        f"Number 1, at {THERE:%H:%M:%S}."
    )


def test_today_is_the_buildings_day() -> None:
    midnight_ms = int(THERE.replace(hour=0, minute=0, second=0, microsecond=0).timestamp() * 1000)
    for wall_ms, said in ((midnight_ms, "1 call or tap-out today"), (midnight_ms - 1, "Nobody called today")):
        (first, *_) = history((replace(ITEM, wall_ms=wall_ms),), WALL_MS, KATHMANDU, everything=False, proven=True)
        assert first.startswith(said)


def test_what_is_typed_is_meant_there_too() -> None:
    meant = time_typed("10:30", WALL_MS, zone_at(VIEW))
    assert meant is not None
    at = datetime.fromtimestamp(meant / 1000, KATHMANDU)
    assert (at.date(), f"{at:%H:%M}") == (THERE.date(), "10:30")


@pytest.mark.parametrize("name", ["", "Nowhere/Land", "../etc/passwd"])
def test_without_a_zone_that_is_known_it_is_the_consoles_own(name: str) -> None:
    here = datetime.now(UTC).astimezone().utcoffset()
    assert datetime.now(zone_at(board(timezone=name))).utcoffset() == here
    assert datetime.now(zone_at(None)).utcoffset() == here


def test_the_box_says_which_zone_that_is_once_it_has_a_plan() -> None:
    there = Board.empty()
    assert of(there) == ""
    there.index = PlanIndex(replace(school(), timezone="Asia/Kathmandu"))
    assert of(there) == "Asia/Kathmandu"
    assert NO_PLAN.timezone == "UTC", "which no building need be in"


def of(there: Board) -> str:
    now = Moment(0, 0, None)
    return Views(there, Heard(), now, unrecorded=frozenset(), recording=True, version=1).at(None).timezone

"""Tests that a wall board is opened and told through the process of the pages, over real sockets."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.core.building.commands import StartResponse
from appliance.core.calls.commands import RaiseCallFromDesk
from appliance.core.ground.words import BuildingResponse
from appliance.doors.page.pairing import open_window
from appliance.doors.peer import Rights
from appliance.plan.document import to_document
from appliance.plan.ids import ButtonId, RoomId
from appliance.plan.model import Kind
from appliance.plan.walls import Wall
from tests.appliance.doors.harness import running_harness
from tests.appliance.doors.page.pages import BY, Building, pages
from tests.appliance.page.serving import Pages, keyed, served
from tests.appliance.page.test_server import there

WALL = ButtonId("staffroom")


@pytest.fixture
async def building(tmp_path: Path) -> AsyncIterator[Building]:
    async with running_harness(tmp_path, Rights.here()) as harness, pages(harness, greeted=False) as building:
        plan = replace(harness.engine.board.index.plan, walls=(Wall(WALL, "Staff room"),))
        await harness.adopt(to_document(plan)).kept
        yield building


@pytest.fixture
async def site(building: Building, tmp_path: Path) -> AsyncIterator[Pages]:
    async with served(tmp_path, building.harness.folder / "page.sock") as site:
        await there(site)
        yield site


async def test_a_wall_is_paired_opened_and_told_of_its_wings_until_a_lockdown_makes_it_dark(
    building: Building, site: Pages
) -> None:
    engine, browser = building.harness.engine, keyed()
    code = await open_window(engine, building.door.openings.building, WALL, BY)
    answer = await site.pairs(browser, code)
    assert (answer["page"], answer["kind"]) == (WALL, "wall")
    stream = await site.opens(browser, WALL)
    opened = await stream.until("opened")
    calm = {"zone": "upstairs", "word": "calm", "practice": False}
    assert (opened["name"], opened["state"]) == ("Staff room", {"dark": False, "wings": [calm]})
    engine.submit(RaiseCallFromDesk(room=RoomId("201"), kind=Kind.EMERGENCY), BY)
    assert await _state(stream, dark=False) == [{"zone": "upstairs", "word": "call", "practice": False}]
    engine.submit(StartResponse(response=BuildingResponse.LOCKDOWN), BY)
    assert await _state(stream, dark=True) == []


async def _state(stream, *, dark: bool) -> list[dict[str, object]]:
    """Wait for a state that is not calm, and give its wings."""
    while True:
        said = await stream.until("state")
        if said["dark"] is dark and all(wing["word"] != "calm" for wing in said["wings"]):
            return said["wings"]

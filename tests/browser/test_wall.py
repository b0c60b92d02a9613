"""A wall board in a real browser: calm, a call, help on the way, dark in a lockdown, and honest about news that do not come."""

import os
from pathlib import Path

from msgspec.structs import replace

from appliance.core.building.commands import EndResponse, StartResponse
from appliance.core.ground.words import BuildingResponse
from appliance.plan.ids import ButtonId, ZoneId
from appliance.plan.model import Plan
from appliance.plan.walls import Wall
from tests.browser.looks import BROKEN
from tests.browser.site import NEEDED, Screen, Site, with_pages
from tests.system.school import school

pytestmark = NEEDED

WALL = ButtonId("staffroom")
PICTURES = os.environ.get("HANDBELL_PICTURES", "")
"""A folder for pictures of the states, for whoever wants to look at them."""
SIZES = {"tv": (1920, 1080), "chromebook": (1366, 657), "phone": (390, 844)}


def with_a_wall() -> Plan:
    plan = with_pages(school(4))
    zones = ZoneId("west"), ZoneId("east"), ZoneId("north-annex-downstairs")
    rooms = tuple(replace(room, zone=zones[at % 3]) for at, room in enumerate(plan.rooms))
    return replace(plan, rooms=rooms, walls=(Wall(WALL, "Staff room", zones),))


async def pictured(screen: Screen, state: str) -> None:
    """Look at the board at each size: nothing reaches over its sides."""
    outside = "return [...document.querySelectorAll('li, p, h1')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).length"
    for size, (width, height) in SIZES.items():
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        await screen.does(lambda driver, m=metrics: driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", m))  # type: ignore[misc]
        assert await screen.does(lambda driver: driver.execute_script(outside)) == 0, f"{state} at {size}"
        assert await screen.does(lambda driver: driver.execute_script(BROKEN)) == [], (
            f"{state} at {size}: in the middle of a word"
        )
        if PICTURES:
            file = str(Path(PICTURES) / f"wall-{state}-{size}.png")
            await screen.does(lambda driver, file=file: driver.save_screenshot(file))  # type: ignore[misc]


async def words_of(screen: Screen) -> list[str]:
    """Give the word of each wing."""
    return await screen.does(
        lambda driver: driver.execute_script(
            "return [...document.querySelectorAll('#wings li')].map(e => e.dataset.word)"
        )
    )


async def test_a_wall_board_says_where_somebody_calls_and_nothing_else(tmp_path: Path) -> None:
    async with Site(tmp_path, with_a_wall()) as site:
        screen = await site.screen("wall")
        await screen.opens("/pair#" + await site.code(WALL))
        await screen.shows("Staff room", "Nobody calls.", "West", "East", "North", "Quiet")
        await pictured(screen, "calm")

        building = await site.box.building("B201")
        await building.press("B201-wall")
        seen = await screen.shows("Somebody calls for help", "Help is wanted.")
        assert "B201" not in seen and "Juniper" not in seen and "Assist" not in seen
        assert await words_of(screen) == ["call", "calm", "calm"]
        await pictured(screen, "call")
        await screen.clicks("language")
        await screen.shows("Alguien pide ayuda")
        await screen.clicks("language")

        card = await site.desk.shows("B201")
        await site.desk.sends(card)
        await site.desk.confirms(card)
        assert "Ottoline" not in await screen.shows("Help is on the way")
        assert await words_of(screen) == ["on-the-way", "calm", "calm"]
        await pictured(screen, "on-the-way")

        await site.desk.does(StartResponse(response=BuildingResponse.LOCKDOWN))
        while (await screen.text()).strip():
            pass
        await pictured(screen, "dark")
        await site.desk.does(EndResponse(response=BuildingResponse.LOCKDOWN))
        await screen.shows("Help is on the way")

        site.page.kill()
        await screen.shows("No news for", "This board may be wrong", "Not known")
        assert "Help is on the way" not in await screen.text()
        await pictured(screen, "stale")
        await site.page.starts()
        await screen.shows("Help is on the way")
        assert await screen.runs("return document.title") == "Board"

"""A desk in a browser while twelve rooms call at once: each room is seen without scrolling, and the bright key is the next one."""

import asyncio
from pathlib import Path

from msgspec.structs import replace

from appliance.core.calls.commands import Confirm, Dispatch
from appliance.core.ground.words import Answer
from appliance.plan.model import Plan, Role
from tests.browser.looks import BROKEN
from tests.browser.site import NEEDED, Screen, Site
from tests.browser.test_desk import LIBRARY, OfDesk, with_a_browser
from tests.patience import patient
from tests.system.browser_desk import BrowserDesk
from tests.system.school import button_of, rooms, school

pytestmark = NEEDED

ROOMS = rooms(12)
BELOW = """
  const foot = document.getElementById("foot").getBoundingClientRect().top;
  const seen = (each) => { const box = each.getBoundingClientRect(); return box.top >= 0 && box.bottom <= foot; };
  return [...document.querySelectorAll(".call h2")].filter((each) => !seen(each)).map((each) => each.textContent);
"""
BRIGHT = "return [...document.querySelectorAll('nav .first')].map((each) => each.textContent).join() === arguments[0]"


def crowded() -> Plan:
    """Twelve rooms, of which some have long names, and a desk in a browser."""
    plan, desks = school(len(ROOMS)), with_a_browser()
    long = tuple(
        replace(room, name=f"Science laboratory and preparation {room.room}" if at % 3 == 0 else room.name)
        for at, room in enumerate(plan.rooms)
    )
    assert any(each.desk == LIBRARY for each in desks.desks)
    return replace(plan, rooms=long, desks=desks.desks, ladder=desks.ladder)


async def is_as_large_as(screen: Screen, width: int, height: int) -> None:
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    await screen.does(lambda driver: driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics))


async def bright_is(screen: Screen, words: str) -> None:
    """Wait until one key is bright, with these words."""
    async with patient():
        while not await screen.runs(BRIGHT, words):
            await asyncio.sleep(0.05)


async def test_twelve_calls_are_seen_at_once_and_the_next_key_is_the_bright_one(tmp_path: Path) -> None:
    async with Site(tmp_path, crowded()) as site, BrowserDesk(site.box):
        desk = await OfDesk.paired(site)
        screen = desk.screen
        await is_as_large_as(screen, 1920, 1080)
        await desk.opens()
        building = await site.box.building(*ROOMS)
        await building.press(button_of(ROOMS[0]))
        await screen.shows("NOBODY HAS IT YET")
        await bright_is(screen, "SPACE I have it")
        await desk.keys(" ")
        await bright_is(screen, "D Send help")
        call = await site.desk.shows(ROOMS[0])
        await site.desk.does(Dispatch(incident=call.incident, role=Role.LEAD))
        await site.desk.does(Confirm(incident=call.incident, responder="Ottoline Vasquez", answer=Answer.BY_RADIO))
        await screen.shows("On the way")
        await bright_is(screen, "S On scene")
        for each in ROOMS[1:]:
            await building.press(button_of(each))
        await screen.until(f"return document.querySelectorAll('.call').length === {len(ROOMS)}")
        assert await screen.runs(BELOW) == []
        assert await screen.runs(BROKEN) == []
        await is_as_large_as(screen, 1366, 768)
        assert len(await screen.runs(BELOW)) <= len(ROOMS) // 2, (
            "a Chromebook shows half of them, and scrolls to the others"
        )
        assert await screen.runs(BROKEN) == []

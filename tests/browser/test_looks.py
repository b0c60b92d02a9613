"""Tests that a page fits its screen in each state, at the size of a phone, a Chromebook and a desktop. `HANDBELL_PICTURES=FOLDER` keeps
what was seen, for somebody to look at.
"""

import asyncio
import os
from pathlib import Path

from msgspec.structs import replace
from selenium.webdriver.common.by import By

from appliance.core.building.commands import EndResponse, StartResponse
from appliance.core.ground.words import BuildingResponse
from appliance.plan.model import Kind, Plan
from tests.browser.looks import BROKEN
from tests.browser.site import CARRIED, NEEDED, Screen, Site, with_pages
from tests.patience import patient
from tests.system.school import school

pytestmark = NEEDED
SIZES = {"phone": (390, 844), "chromebook": (1366, 657), "desktop": (1920, 969)}
"""What is left for a page in CSS pixels: an iPhone 14, a Chromebook of 1366 by 768, a full-HD desktop."""
OUTSIDE = """
  return [...document.querySelectorAll("button, a, h1, #headline, #detail, input")].filter((each) => {
    const box = each.getBoundingClientRect();
    return box.width && (box.left < 0 || box.right > innerWidth || (arguments[0] && box.bottom > innerHeight));
  }).map((each) => each.id || each.textContent.trim());
"""


async def looks(screen: Screen, state: str, *, whole: bool = True) -> None:
    """Look at the page at each size: nothing reaches over its sides. `whole`: nor over its lower edge, so nobody scrolls to call."""
    kept = os.environ.get("HANDBELL_PICTURES", "")
    for size, (width, height) in SIZES.items():
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        await screen.does(
            lambda driver, metrics=metrics: driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        )
        assert await screen.does(lambda driver: driver.execute_script(OUTSIDE, whole)) == [], f"{state} at {size}"
        assert await screen.does(lambda driver: driver.execute_script(BROKEN)) == [], (
            f"{state} at {size}: in the middle of a word"
        )
        if Path(kept).is_dir() and kept:
            file = str(Path(kept) / f"{state}-{size}.png")
            await screen.does(lambda driver, file=file: driver.save_screenshot(file))


def crowded() -> Plan:
    """Give the page every kind that there is, and its room a long name."""
    plan = with_pages(school(4))
    first, *others = plan.rooms
    page = replace(plan.pages[0], kinds=tuple(Kind))
    name = "Science laboratory and preparation room B201"
    return replace(plan, rooms=(replace(first, name=name), *others), pages=(page, *plan.pages[1:]))


async def test_a_page_with_every_kind_and_a_long_name_fits_its_screen(tmp_path: Path) -> None:
    async with Site(tmp_path, crowded()) as site:
        screen = await site.screen()
        await site.pairs(screen)
        await looks(screen, "crowded")
        await screen.holds("emergency")
        await site.desk.shows("B201")
        await screen.shows("Received")
        await looks(screen, "crowded-received")
        await screen.clicks("language")
        await screen.shows("Recibida")
        await looks(screen, "crowded-spanish")


async def test_a_page_fits_its_screen_in_every_state(tmp_path: Path) -> None:
    async with Site(tmp_path) as site:
        screen = await site.screen()
        await screen.opens("/pair")
        await screen.shows("Pair this browser")
        await looks(screen, "pair", whole=False)
        await screen.opens("/room")
        await screen.shows("no key")
        await looks(screen, "no-key")
        await site.pairs(screen)
        await screen.kept()
        await looks(screen, "ready")
        await screen.presses_key("assist")
        await screen.shows("Press Enter again")
        await looks(screen, "half")
        await screen.shows("Hold a button for one second")
        await screen.holds("emergency")
        card = await site.desk.shows("B201")
        await screen.shows("Received")
        await looks(screen, "received")
        await site.desk.acknowledges(card)
        await screen.shows("A person has your call")
        await looks(screen, "acknowledged")
        await site.desk.sends(card)
        await site.desk.confirms(card)
        await screen.shows("Help is on the way")
        await looks(screen, "on-the-way")
        await screen.clicks("language")
        await screen.shows("La ayuda está en camino")
        await looks(screen, "spanish")
        await screen.clicks("language")
        await site.desk.does(StartResponse(response=BuildingResponse.LOCKDOWN))
        async with patient():
            while "dark" not in await screen.runs("return document.documentElement.className"):
                await asyncio.sleep(0.05)
        await looks(screen, "lockdown")
        await site.desk.does(EndResponse(response=BuildingResponse.LOCKDOWN))
        site.page.kill()
        await screen.shows("Not connected: use the phone")
        await screen.holds("assist")
        await screen.shows("has no receipt yet")
        await looks(screen, "lost")
        carried = await site_again(site)
        await carried.shows("Is this computer in Juniper B202 now?")
        await looks(carried, "carried")


async def site_again(site: Site) -> Screen:
    """Start the process of the pages again, and pair the carried computer."""
    await site.page.starts()
    screen = await site.screen("carried")
    await site.pairs(screen, CARRIED)
    assert await screen.does(lambda driver: driver.find_element(By.ID, "yes").is_displayed())
    return screen

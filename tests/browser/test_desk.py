"""A desk in a real browser: paired, opened by a touch, a call answered by keys and by touches, the box and each process killed and back."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from appliance.plan.ids import ButtonId, DeskId, ZoneId
from appliance.plan.model import Desk, Limits, Plan
from tests.browser.site import NEEDED, Screen, Site
from tests.patience import patient
from tests.system.browser_desk import BrowserDesk
from tests.system.school import school
from tui.board.aim import LOOKED_AT_MS
from tui.browser.presence import ONE_TOUCH_MS

pytestmark = NEEDED

LIBRARY = DeskId("library")
PICTURES = os.environ.get("HANDBELL_DESK_PICTURES", "")
"""A folder for pictures of the states, for whoever wants to look at them."""
SIZES = {"chromebook": (1366, 768), "tablet": (820, 1180)}


def with_a_browser() -> Plan:
    plan = school(4, Limits(dispatch_s=60))
    library = Desk(LIBRARY, "Library", ZoneId("office"), browser=True)
    ladder = (replace(plan.ladder[0], desks=(*plan.ladder[0].desks, LIBRARY)), *plan.ladder[1:])
    return replace(plan, desks=(*plan.desks, library), ladder=ladder)


class OfDesk:
    """A person at the page of a desk."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    @classmethod
    async def paired(cls, site: Site) -> "OfDesk":
        """Pair a browser with the desk, once pages are served."""
        screen = await site.screen("desk")
        async with patient(30):
            while True:
                with contextlib.suppress(OSError):
                    _, writer = await asyncio.open_connection("127.0.0.1", site.page.port)
                    writer.close()
                    break
                await asyncio.sleep(0.1)
        await screen.opens("/pair#" + await site.code(ButtonId(LIBRARY)))
        return cls(screen)

    async def keys(self, *keys: str) -> None:
        """Press keys, each once what it acts on has stood there for long enough."""
        for key in keys:
            await asyncio.sleep(1.3 * LOOKED_AT_MS / 1000)
            await self.screen.does(lambda driver, key=key: ActionChains(driver).send_keys(key).perform())  # type: ignore[misc]

    async def touches(self, words: str) -> None:
        """Touch the button with these words."""
        path = f"//button[contains(normalize-space(.), '{words}')]"
        await self.screen.does(lambda driver: driver.find_element(By.XPATH, path).click())

    async def is_asked_nothing(self) -> None:
        async with patient(10):
            while not await self.screen.runs("return document.getElementById('asked').hidden"):
                await asyncio.sleep(0.05)

    async def opens(self) -> None:
        await self.screen.shows("This desk is locked")
        await self.screen.clicks("open")
        await self.screen.shows("Raise a call")
        await asyncio.sleep(1.5 * ONE_TOUCH_MS / 1000)  # a touch that opens the desk is no act

    async def pictured(self, name: str) -> None:
        if PICTURES:
            for size, (width, height) in SIZES.items():
                await self.screen.does(lambda driver, w=width, h=height: driver.set_window_size(w, h))  # type: ignore[misc]
                await asyncio.sleep(0.7)
                file = str(Path(PICTURES) / f"desk-{name}-{size}.png")
                await self.screen.does(lambda driver, file=file: driver.save_screenshot(file))  # type: ignore[misc]


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with Site(tmp_path, with_a_browser()) as site:
        yield site


async def test_a_call_is_answered_at_a_desk_in_a_browser(site: Site) -> None:
    async with BrowserDesk(site.box) as process:
        desk = await OfDesk.paired(site)
        screen = desk.screen
        await screen.shows("No call is open", "Library")
        await desk.pictured("locked")
        await desk.opens()
        await desk.pictured("calm")
        building = await site.box.building("B201")
        await building.press("B201-wall")
        await screen.shows("Juniper B201", "NOBODY HAS IT YET", "RINGING")
        assert "Juniper B201" in await screen.runs("return document.getElementById('announce').textContent")
        await building.until_lamp("B201-wall", "received", within_s=10)
        await desk.pictured("call")
        await desk.keys(" ")
        await building.until_lamp("B201-wall", "acknowledged", within_s=10)
        await desk.keys("d")
        await screen.shows("SEND HELP to Juniper B201", "Ottoline Vasquez")
        await desk.pictured("send")
        await desk.touches("Team lead")
        await desk.is_asked_nothing()
        assert "Vasquez" not in await screen.shows("Sent, not confirmed"), "the board names nobody"

        process.kill()
        await screen.shows("The line to the box is lost", "Juniper B201 (call 1)")
        await desk.pictured("lost")
        await process.starts()
        await desk.opens()

        await desk.keys("c")
        await screen.shows("CONFIRMED: somebody goes to Juniper B201")
        await desk.touches("by radio")
        await building.until_lamp("B201-wall", "on-the-way", within_s=10)
        await desk.keys("9")
        await screen.shows("Handbell does NOT call 911", "1 Larkspur Lane")
        await desk.pictured("911")
        await desk.keys(Keys.ESCAPE, "b", "3")
        await screen.shows("Type LOCKDOWN and press ENTER")
        await desk.pictured("building")
        await desk.keys(Keys.ESCAPE, "s")
        await screen.shows("√ arrived")
        await desk.keys("x")
        await screen.shows("STAND DOWN Juniper B201")
        await desk.touches("Attended")
        await screen.shows("No call is open")
        await building.until_lamp("B201-wall", "ready", within_s=10)


async def test_the_box_killed_and_back_and_a_page_that_is_hidden(site: Site) -> None:
    async with BrowserDesk(site.box):
        desk = await OfDesk.paired(site)
        screen = desk.screen
        await desk.opens()
        site.box.kill()
        await screen.shows("The line to the box is lost")
        await site.box.starts()
        await screen.shows("No call is open")
        await desk.opens()
        site.page.kill()
        await screen.shows("The line to the box is lost")
        await site.page.starts()
        await desk.opens()
        await screen.does(lambda driver: driver.switch_to.new_window("tab"))
        await until_unattended(site)


async def test_a_key_that_something_lies_on_opens_no_desk_and_takes_no_call(site: Site) -> None:
    async with BrowserDesk(site.box):
        desk = await OfDesk.paired(site)
        screen = desk.screen
        await screen.shows("This desk is locked")
        await lies_on_a_key(screen)
        await desk.keys("r")
        await screen.shows("Raise a call")
        assert await screen.runs("return document.getElementById('asked').hidden"), "that key only opened the desk"
        building = await site.box.building("B201")
        await building.press("B201-wall")
        await screen.shows("Juniper B201", "NOBODY HAS IT YET")
        await asyncio.sleep(0.9)
        await lies_on_a_key(screen)
        await desk.keys("n")
        await screen.shows("NOTE", "NOBODY HAS IT YET")


async def lies_on_a_key(screen: Screen) -> None:
    """Repeat SPACE as a keyboard does on which something lies."""
    space = {"type": "rawKeyDown", "autoRepeat": True, "key": " ", "code": "Space", "windowsVirtualKeyCode": 32}
    for _ in range(10):
        await screen.does(lambda driver: driver.execute_cdp_cmd("Input.dispatchKeyEvent", space))
        await asyncio.sleep(0.05)


async def test_of_two_windows_the_newer_one_has_the_desk_and_they_do_not_quarrel(site: Site) -> None:
    async with BrowserDesk(site.box):
        desk = await OfDesk.paired(site)
        screen = desk.screen
        await desk.opens()
        (first,) = await screen.does(lambda driver: driver.window_handles)
        await screen.does(lambda driver: driver.switch_to.new_window("window"))
        await screen.opens("/desk")
        await desk.opens()
        newer = await screen.does(lambda driver: driver.current_window_handle)
        await screen.does(lambda driver: driver.switch_to.window(first))
        await screen.shows("This desk is open in another window.", "close this window")
        await screen.does(lambda driver: driver.switch_to.window(newer))
        building = await site.box.building("B201")
        await building.press("B201-wall")
        await screen.shows("Juniper B201", "NOBODY HAS IT YET")


async def until_unattended(site: Site) -> None:
    async with site.box.sitting_at("hall", attended=False) as hall:
        await hall.board(lambda board: not next(each.attended for each in board.desks if each.desk == LIBRARY), 20)

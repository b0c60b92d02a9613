"""Tests that everyone can use a responder's phone, a desk in a browser, a wall board, an educator's own page and a page without
encryption, in their states and in both languages.
"""

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.browser.judging import AXE, AXE_WHY_NOT, faults, is_for_everyone
from tests.browser.site import NEEDED, Site, with_pages
from tests.browser.test_desk import OfDesk, with_a_browser
from tests.browser.test_mine import told, types
from tests.browser.test_phone import TOLD, phone, touches
from tests.browser.test_wall import WALL, with_a_wall
from tests.ports import free_port
from tests.system.browser_desk import BrowserDesk
from tests.system.school import school

pytestmark = [*NEEDED, pytest.mark.proof, pytest.mark.skipif(not AXE.exists(), reason=AXE_WHY_NOT)]


async def test_a_responders_phone_is_for_everyone(tmp_path: Path) -> None:
    async with Site(tmp_path, TOLD) as site:
        screen, building = await phone(site), await site.box.building("B201")
        await screen.shows("Sound is off")
        await is_for_everyone(screen, "no call")
        await building.press("B201-wall")
        await screen.shows("I am going", "I cannot")
        await is_for_everyone(screen, "called")
        await touches(screen, "going")
        await screen.shows("You said: going.")
        await is_for_everyone(screen, "going")
        site.page.kill()
        await screen.shows("Not connected")
        await is_for_everyone(screen, "not connected")


async def test_a_desk_in_a_browser_is_for_everyone(tmp_path: Path) -> None:
    async with Site(tmp_path, with_a_browser()) as site, BrowserDesk(site.box):
        desk = await OfDesk.paired(site)
        screen = desk.screen
        await screen.shows("No call is open", "Library")
        assert await faults(screen) == [], "locked: any touch would open it"
        await desk.opens()
        await is_for_everyone(screen, "calm")
        building = await site.box.building("B201")
        await building.press("B201-wall")
        await screen.shows("Juniper B201", "NOBODY HAS IT YET")
        await is_for_everyone(screen, "a call")
        await desk.keys("d")
        await screen.shows("SEND HELP to Juniper B201")
        assert await faults(screen) == [], "asked whom to send"
        site.page.kill()
        await screen.shows("The line to the box is lost")
        assert await faults(screen) == [], "the line is lost"


async def test_a_wall_board_is_for_everyone(tmp_path: Path) -> None:
    async with Site(tmp_path, with_a_wall()) as site:
        screen = await site.screen("wall")
        await screen.opens("/pair#" + await site.code(WALL))
        await screen.shows("Staff room", "Nobody calls.")
        await is_for_everyone(screen, "calm")
        building = await site.box.building("B201")
        await building.press("B201-wall")
        await screen.shows("Somebody calls for help")
        await is_for_everyone(screen, "a call")
        site.page.kill()
        await screen.shows("No news for", "This board may be wrong")
        await is_for_everyone(screen, "stale")


async def test_ones_own_page_is_for_everyone(tmp_path: Path) -> None:
    async with Site(tmp_path) as site, BrowserDesk(site.box):
        code = await told(site)
        screen = await site.screen("anybodys")
        await screen.opens("/mine")
        await screen.shows("Type what stands on your receipt.")
        await is_for_everyone(screen, "asks")
        await types(screen, "1", code)
        await screen.shows("He threw the chair")
        assert await faults(screen) == [], "the page"


async def test_a_page_without_encryption_is_for_everyone(tmp_path: Path) -> None:
    plan = replace(with_pages(school(4)), plain_http=True)
    async with Site(tmp_path, plan) as site:
        site.page.kill()
        port = free_port()
        site.page.more = ["--plain", f"127.0.0.1:{port}"]
        await site.page.starts()
        screen = await site.screen()
        screen.base = f"http://127.0.0.1:{port}"
        await screen.opens("/")
        await screen.shows("In which room are you?")
        await is_for_everyone(screen, "which room")
        await screen.opens("/r/b201")
        await screen.shows("Juniper B201", "If you press here, use the phone too.")
        await is_for_everyone(screen, "ready")
        await screen.presses_key("assist")
        await screen.shows("Press Enter once more.")
        assert await faults(screen) == [], "pressed once"
        await screen.holds("emergency")
        await screen.shows("Sent. Use the phone too.")
        await is_for_everyone(screen, "sent")
        site.box.kill()
        await screen.holds("emergency")
        await screen.shows("Not sent: use the phone.")
        await is_for_everyone(screen, "not sent")
        await screen.opens("/r/nowhere")
        await screen.shows("No page here: use the phone.")
        await is_for_everyone(screen, "no such room")

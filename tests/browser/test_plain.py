"""A page without encryption in a real browser: a room by its address, a press by pointer and by keys, and what it says then."""

import os
from pathlib import Path

from msgspec.structs import replace

from tests.browser.site import NEEDED, Screen, Site, with_pages
from tests.ports import free_port
from tests.system.school import school

pytestmark = NEEDED

PICTURES = os.environ.get("HANDBELL_PICTURES", "")


async def pictured(screen: Screen, state: str) -> None:
    if PICTURES:
        file = str(Path(PICTURES) / f"plain-{state}.png")
        await screen.does(lambda driver: driver.save_screenshot(file))


async def test_a_page_without_encryption_says_that_a_press_was_sent_and_to_phone(tmp_path: Path) -> None:
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
        await pictured(screen, "which")
        await screen.types("id", "b201")
        await screen.shows("Juniper B201", "If you press here, use the phone too.", "Emergency")
        await pictured(screen, "ready")
        await screen.taps("assist")
        await screen.holds("emergency")
        await screen.shows("Sent. Use the phone too.")
        await pictured(screen, "sent")
        card = await site.desk.shows("B201")
        assert card.kind.value == "emergency"
        await screen.presses_key("medical")
        await screen.shows("Press Enter once more.")
        await screen.presses_key("medical")
        await screen.shows("Sent. Use the phone too.")
        assert any("page without encryption" in line for line in await site.desk.timeline())
        site.box.kill()
        await screen.holds("emergency")
        await screen.shows("Not sent: use the phone.")
        await pictured(screen, "not-sent")
        await screen.opens("/r/B201")
        await screen.shows("No page here: use the phone.")
        await site.box.starts()
        await screen.shows("Juniper B201", "If you press here, use the phone too.", "Emergency")
        for unknown in ("/r/nowhere", "/r/%E0%A4%A"):
            await screen.opens(unknown)
            await screen.shows("No page here: use the phone.")

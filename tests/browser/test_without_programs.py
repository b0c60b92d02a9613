"""A page whose program does not come, because the box was too busy for one file, says by itself where to turn."""

from pathlib import Path

from tests.browser.site import NEEDED, Site

pytestmark = NEEDED

SAYS = {
    "/room": "If this still stands here in five seconds, use the phone.",
    "/phone": "If this stays, nobody reaches you here.",
    "/desk": "If this stays, use the phone.",
    "/wall": "If this stays, ask at the office.",
}


async def test_a_page_without_its_program_says_where_to_turn(tmp_path: Path) -> None:
    async with Site(tmp_path) as site:
        screen = await site.screen()
        await screen.does(lambda driver: driver.execute_cdp_cmd("Network.enable", {}))
        await screen.does(lambda driver: driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*.js"]}))
        for path, says in SAYS.items():
            await screen.opens(path)
            await screen.shows(says)

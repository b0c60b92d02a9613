"""`page-first-paint`: measures a room's page in a browser that kept nothing of it, from the address to the first words on the screen."""

import asyncio
from collections.abc import AsyncIterator

import pages
from figures import Figure, p

from tests.appliance.page.serving import NAME
from tests.browser.many import names
from tests.browser.site import Screen

ROUNDS = 20
FIRST_PAINT_MS_MAX = 300.0
KEPT = {"storageTypes": "service_workers,cache_storage"}
PAINTED = """const painted = () => performance.getEntriesByType("paint").find((each) => each.name === "first-contentful-paint");
while (!painted()) await new Promise((go) => setTimeout(go, 10));
return painted().startTime"""


async def measure() -> AsyncIterator[Figure]:
    """Open the page of a paired browser again and again; before each time it forgets files, workers and connections, but not its key."""
    async with pages.building(1) as building:
        screen = Screen(building.folder / "browser", f"https://{NAME}:{building.process.port}")
        screen.home.mkdir()
        screen.trust(building.process.trusted)
        await asyncio.to_thread(screen.start)
        try:
            await screen.opens("/pair#" + await building.code(names(1)[0]))
            await screen.shows("Ready")
            taken = [await _painted(screen) for _ in range(ROUNDS)]
        finally:
            await asyncio.to_thread(screen.driver.quit)
    says = f"p95 of {ROUNDS}; p50 {p(taken, 50):.0f}, most {max(taken):.0f} ms; Chromium without a window, loopback, with TLS"
    yield Figure("page-first-paint", p(taken, 95), "ms", value_max=FIRST_PAINT_MS_MAX, says=says)


async def _painted(screen: Screen) -> float:
    await screen.opens("/icon.svg")
    for command, given in (
        ("Storage.clearDataForOrigin", {"origin": screen.base, **KEPT}),
        ("Network.clearBrowserCache", {}),
    ):
        await screen.does(lambda driver, command=command, given=given: driver.execute_cdp_cmd(command, given))
    await screen.opens("/room")
    return float(await screen.runs(PAINTED))

"""Tests the process of the pages over real sockets: TLS, its files, what browsers ask, and what they are told."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.core.ground.words import Door
from appliance.doors.page.pairing import open_window
from appliance.doors.peer import Rights
from tests.appliance.doors.harness import running_harness
from tests.appliance.doors.page.pages import BY, PAGE, Browser, Building, pages
from tests.appliance.page.serving import Pages, keyed, served


@pytest.fixture
async def building(tmp_path: Path) -> AsyncIterator[Building]:
    async with running_harness(tmp_path, Rights.here()) as harness, pages(harness, greeted=False) as building:
        yield building


@pytest.fixture
async def site(building: Building, tmp_path: Path) -> AsyncIterator[Pages]:
    async with served(tmp_path, building.harness.folder / "page.sock") as site:
        await there(site)
        yield site


async def there(site: Pages) -> None:
    """Wait until the process has its line to the daemon."""
    while "code" in await site.asks("hello"):
        await asyncio.sleep(0.05)


async def paired(building: Building, site: Pages) -> Browser:
    browser = keyed()
    code = await open_window(building.harness.engine, building.door.openings.building, PAGE, BY)
    assert (await site.pairs(browser, code))["page"] == PAGE
    return browser


async def test_a_browser_is_paired_opens_its_page_and_presses(building: Building, site: Pages) -> None:
    browser = await paired(building, site)
    stream = await site.opens(browser, PAGE)
    opened = await stream.until("opened")
    assert opened["room"] and opened["kinds"] == ["tap-out", "assist", "emergency"]
    assert opened["state"]["phase"] == "ready"
    assert (await site.presses(browser, PAGE, "emergency"))["repeat"] is False
    calls = building.harness.engine.board.incidents.values()
    assert [(each.room, each.kind.value, each.source.door) for each in calls] == [("201", "emergency", Door.PAGE)]
    while (state := await stream.until("state"))["kept"] != {"emergency": 1}:
        pass
    assert state["ledger"] == browser.ledger.hex()

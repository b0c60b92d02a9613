"""Tests pages without encryption over real sockets: a press that is sent, everything else that such a page cannot do, and strange sites."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from msgspec.structs import replace

from appliance.core.ground.words import Door
from appliance.doors.peer import Rights
from appliance.page.asks import Asks
from appliance.page.command import bound, serving_plain
from appliance.page.limits import PLAIN_BURST
from appliance.page.plain import FILES, NOT_SENT
from appliance.page.settings import Settings
from appliance.page.site_files import SHOWN_AS
from appliance.plan.document import to_document
from appliance.settings import Address
from appliance.tasks import Tasks
from tests.appliance.doors.harness import running_harness
from tests.appliance.doors.page.pages import Building, pages
from tests.ports import free_port


@pytest.fixture
async def building(tmp_path: Path) -> AsyncIterator[Building]:
    async with running_harness(tmp_path, Rights.here()) as harness, pages(harness, greeted=False) as building:
        await harness.adopt(to_document(replace(harness.engine.board.index.plan, plain_http=True))).kept
        yield building


@pytest.fixture
async def browser(building: Building) -> AsyncIterator[aiohttp.ClientSession]:
    where = Address("127.0.0.1", free_port())
    tasks = Tasks()
    settings = Settings(alert=building.harness.folder / "page.sock", plain=where)
    tasks.start(serving_plain(settings, bound(where)), name="plain")
    async with aiohttp.ClientSession(f"http://127.0.0.1:{where.port}") as session:
        yield session
    await tasks.stop()


async def asks(browser: aiohttp.ClientSession, what: str, origin: str = "", **fields: object) -> dict[str, Any]:
    body = json.dumps({"ask": what, **fields})
    headers = {"Origin": origin or str(browser._base_url).rstrip("/")}
    async with browser.post("/ask", data=body, headers=headers) as answer:
        return {"status": answer.status, **await answer.json()}


async def there(browser: aiohttp.ClientSession) -> None:
    """Wait until the process has its line to the daemon."""
    while (await asks(browser, "plain-room", room="201")).get("code") == "away":
        await asyncio.sleep(0.05)


async def test_a_room_by_its_address_presses_and_is_told_that_it_was_sent(
    building: Building, browser: aiohttp.ClientSession
) -> None:
    await there(browser)
    async with browser.get("/r/201") as page:
        assert page.status == 200 and 'src="/plain.js"' in await page.text()
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    said = await asks(browser, "plain-room", room="201")
    assert (said["room"], said["kinds"]) == ("Room 201", ["assist", "medical", "emergency"])
    assert await asks(browser, "plain-press", room="201", kind="emergency") == {"status": 200, "sent": True}
    calls = building.harness.engine.board.incidents.values()
    assert [(each.room, each.kind.value, each.source.door) for each in calls] == [("201", "emergency", Door.PLAIN_PAGE)]


async def test_every_file_of_the_page_is_there_and_no_other_page(
    building: Building, browser: aiohttp.ClientSession
) -> None:
    for name in FILES:
        async with browser.get("/" + name) as answer:
            assert answer.status == 200, name
    for path in (*filter(None, SHOWN_AS), *SHOWN_AS.values(), "room.js", "pair.js", "worker.js", "keys.js"):
        async with browser.get("/" + path) as answer:
            assert answer.status == 404, path


async def test_it_can_pair_nothing_and_open_nothing_else(building: Building, browser: aiohttp.ClientSession) -> None:
    """Every question that pages with encryption have is refused, also what others add to them."""
    await there(browser)
    known = {*Asks(None).handlers, "private-open", "private-up", "desk-open", "desk-up", "mine"}  # type: ignore[arg-type]
    assert "pair" in known
    for what in known:
        assert (await asks(browser, what))["code"] == "not-understood", what
    async with browser.get("/events", params={"id": "P201"}) as answer:
        assert answer.status == 404
    assert not building.harness.engine.board.incidents and not building.harness.engine.board.pages


@pytest.mark.parametrize("origin", ["https://evil.example", "http://evil.example", "null"])
async def test_a_strange_site_cannot_press(building: Building, browser: aiohttp.ClientSession, origin: str) -> None:
    await there(browser)
    assert (await asks(browser, "plain-press", origin, room="201", kind="assist"))["status"] == 403
    assert not building.harness.engine.board.incidents


async def test_a_name_that_somebody_leads_here_is_refused(building: Building, browser: aiohttp.ClientSession) -> None:
    async with browser.get("/r/201", headers={"Host": "evil.example"}) as answer:
        assert answer.status == 421


async def test_one_computer_cannot_press_without_end(building: Building, browser: aiohttp.ClientSession) -> None:
    await there(browser)
    rooms = [f"20{number}" for number in range(1, 7)]
    assert len(rooms) == PLAIN_BURST
    for room in rooms:
        assert (await asks(browser, "plain-press", room=room, kind="assist")).get("sent"), room
    refused = await asks(browser, "plain-press", room="201", kind="emergency")
    assert refused["status"] == 429 and "phone" in refused["says"]
    spelled = r'{"ask": "plain\u002dpress", "room": "201", "kind": "emergency"}'
    headers = {"Origin": str(browser._base_url).rstrip("/")}
    async with browser.post("/ask", data=spelled, headers=headers) as answer:
        assert answer.status == 429, "JSON can spell a word in many ways"


async def test_while_the_box_is_away_it_says_not_sent(building: Building, browser: aiohttp.ClientSession) -> None:
    await there(browser)
    await building.harness.tasks.stop("pages")
    said = await asks(browser, "plain-press", room="201", kind="assist")
    assert "sent" not in said and said["says"] == NOT_SENT

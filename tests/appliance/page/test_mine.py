"""Tests that an educator's own page goes through the process of the pages, over real sockets from the request to the record; that the
process keeps none of it; and that codes are not tried without end from one computer.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from appliance.api.records.messages import AccountTaken
from appliance.doors.peer import Rights
from appliance.page.limits import PAIRINGS_BURST
from appliance.tasks import Tasks
from tests.appliance.doors.harness import FRONT, Harness, running_harness
from tests.appliance.doors.page.pages import Building, pages
from tests.appliance.doors.records.test_line import WORDS, a_call_that_is_over
from tests.appliance.page.serving import Pages, served
from tests.appliance.page.test_server import there
from tui.browser.door import SOCKET_NAME, Door, bound


@pytest.fixture
async def building(tmp_path: Path) -> AsyncIterator[Building]:
    async with running_harness(tmp_path, Rights.here()) as harness, pages(harness, greeted=False) as building:
        yield building


@pytest.fixture
async def site(building: Building, tmp_path: Path) -> AsyncIterator[Pages]:
    folder = building.harness.folder
    async with served(tmp_path, folder / "page.sock", folder / SOCKET_NAME) as site:
        await there(site)
        yield site


@asynccontextmanager
async def browser_desk(harness: Harness) -> AsyncIterator[None]:
    """Run what `handbell browser-desk` runs."""
    tasks = Tasks()
    tasks.start(Door(bound(harness.folder / SOCKET_NAME), harness.socket).run(), name="desks in browsers")
    yield
    await tasks.stop()


async def told(harness: Harness) -> str:
    """Tell an account at a desk, and give its code."""
    async with harness.console(FRONT) as console:
        paper = await a_call_that_is_over(harness, console)
        answer = await paper.tell()
        assert isinstance(answer, AccountTaken)
        return answer.code


async def mine(site: Pages, number: object, code: str, *, spanish: bool = False) -> dict[str, Any]:
    return await site.asks("mine", number=number, code=code, spanish=spanish)


async def test_number_and_code_give_the_page_and_no_browser_may_keep_it(building: Building, site: Pages) -> None:
    code = await told(building.harness)
    async with browser_desk(building.harness):
        page = await mine(site, 1, code)
        while page.get("code") == "away":  # the process comes to the desks by itself, within a second
            await asyncio.sleep(0.5)
            page = await mine(site, 1, code)
        assert any(block.get("text") == WORDS for section in page["sections"] for block in section["blocks"])
        assert code not in str(page)


async def test_without_desks_in_browsers_it_says_that_it_is_away(building: Building, site: Pages) -> None:
    assert (await mine(site, 1, "7KQ2-M9XD"))["code"] == "away"


@pytest.mark.parametrize("number", [0, -1, "1", 10**9])
async def test_what_is_no_number_of_a_record_is_not_passed_on(building: Building, site: Pages, number: object) -> None:
    assert (await mine(site, number, "7KQ2-M9XD"))["code"] == "not-understood"


async def test_one_computer_tries_a_few_codes_and_then_waits(building: Building, site: Pages) -> None:
    said = [await mine(site, 1, "7KQ2-M9XD") for _ in range(int(PAIRINGS_BURST) + 1)]
    assert [each["status"] for each in said] == [*[200] * int(PAIRINGS_BURST), 429]
    assert said[-1]["code"] == "wait"


async def test_a_question_that_is_spelled_otherwise_is_measured_all_the_same(building: Building, site: Pages) -> None:
    body = rb'{"ask": "\u006dine", "number": 1, "code": "7KQ2-M9XD", "spanish": false}'
    said = [await site.posts(body) for _ in range(int(PAIRINGS_BURST) + 1)]
    assert [each["status"] for each in said] == [*[200] * int(PAIRINGS_BURST), 429]

"""Tests a desk in a browser over the real daemon and the real process: a call from the press to the stand-down, kills, who counts as
attended, and what whoever carries the frames can do.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.api.ask import Reply
from appliance.api.page.client import PageClient
from appliance.api.page.messages import PageGreeting, PairBrowser
from appliance.core.pages.commands import RetirePage
from appliance.plan.ids import ButtonId, DeskId, ZoneId
from appliance.plan.model import Desk, Limits, Plan
from tests.patience import until
from tests.system.box import Box
from tests.system.browser_desk import BrowserDesk, Paired
from tests.system.school import school

pytestmark = pytest.mark.slow

LIBRARY = DeskId("library")


def with_a_browser() -> Plan:
    plan = school(4, Limits(dispatch_s=60))
    library = Desk(LIBRARY, "Library", ZoneId("office"), browser=True)
    ladder = (replace(plan.ladder[0], desks=(*plan.ladder[0].desks, LIBRARY)), *plan.ladder[1:])
    return replace(plan, desks=(*plan.desks, library), ladder=ladder)


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[Box]:
    async with Box(tmp_path, plan=with_a_browser()) as box:
        await box.starts()
        yield box


async def sitting(box: Box, stack: AsyncExitStack) -> tuple[BrowserDesk, Paired]:
    """Give the process, and a page at which somebody is."""
    process = await stack.enter_async_context(BrowserDesk(box))
    front = await box.desk("front", attended=False)
    page = await stack.enter_async_context(Paired.with_desk(box, front, LIBRARY))
    await stack.enter_async_context(page.carried())
    assert await page.opens() is None
    await page.is_open()
    return process, page


async def attended(box: Box) -> bool:
    async with box.sitting_at("hall", attended=False) as hall:
        view = await anext(hall.line.states())
        return next(desk.attended for desk in view.desks if desk.desk == LIBRARY)


async def test_a_call_from_the_press_to_the_stand_down_and_a_kill_in_the_middle(box: Box) -> None:
    async with AsyncExitStack() as stack:
        process, page = await sitting(box, stack)
        building = await box.building("B201")
        await building.press("B201-wall")
        scene = await page.shows(lambda scene: scene.get("calls"))
        assert scene["calls"][0]["room"] == "Juniper B201"
        assert any(each.get("rings") == "call" for each in page.scenes) or await page.shows(
            lambda scene: scene.get("rings")
        )
        await building.until_lamp(
            "B201-wall", "received", within_s=10
        )  # it stands at a desk that is attended, and can be heard

        await page.presses("space")
        await page.shows(
            lambda scene: "taken" not in scene["calls"][0]["stage"] and not scene["calls"][0].get("ringing")
        )
        await building.until_lamp("B201-wall", "acknowledged", within_s=10)

        process.kill()  # whoever sits there sees that it is blind; the call goes on
        await process.starts()
        await stack.enter_async_context(page.carried())
        assert await page.opens() is None
        await page.is_open()
        await page.shows(lambda scene: scene.get("calls"))

        await page.presses("d")
        await page.chooses("Team lead")
        await page.shows(lambda scene: scene["calls"][0]["stage"] == "Sent, not confirmed")
        await page.presses("c")
        await page.chooses("radio", text="Ottoline Vasquez")
        await building.until_lamp("B201-wall", "on-the-way", within_s=10)
        await page.presses("s")
        await page.shows(lambda scene: scene["calls"][0]["steps"][3][1])
        await page.presses("x")
        await page.chooses("attended", text="Ottoline Vasquez")
        await page.shows(lambda scene: not scene.get("calls"))
        await building.until_lamp("B201-wall", "ready", within_s=10)
        front = await box.desk("front")
        assert any("Library" in line for line in await front.timeline())


async def test_a_desk_is_attended_only_while_its_page_is_seen_and_was_touched(box: Box) -> None:
    async with AsyncExitStack() as stack:
        _, page = await sitting(box, stack)
        await until_attended(box, True)
        page.is_here(seen=False, touched=False)
        await page.shows(lambda scene: scene.get("locked"))
        await until_attended(box, False)
        page.is_here(
            touched=False
        )  # in front again, but nobody touched it: seen, locked, and what was touched before counts
        page.say("stroke", key="r")
        await page.shows(lambda scene: scene.get("locked"))
        assert "asked" not in page.scene
        page.is_here()
        await until_attended(box, True)
        page.goes()
        await until_attended(box, False)


async def until_attended(box: Box, wanted: bool) -> None:
    for _ in range(100):
        if await attended(box) is wanted:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"the desk did not become {'attended' if wanted else 'unattended'}")


async def test_a_browser_that_is_retired_loses_its_desk_at_once_and_cannot_open_it_again(box: Box) -> None:
    async with AsyncExitStack() as stack:
        _, page = await sitting(box, stack)
        front = await box.desk("front")
        assert (await front.line.act(RetirePage(page=ButtonId(LIBRARY)))).ok
        await until(lambda: page.closed is not None)
        assert page.closed is not None and page.closed.code == "retired"
        refused = await page.opens()
        assert isinstance(refused, Reply) and not refused.ok


async def test_who_carries_the_frames_can_open_nothing_say_nothing_and_break_only_the_line(box: Box) -> None:
    async with AsyncExitStack() as stack:
        _, page = await sitting(box, stack)
        asked, _, _ = page.wish()
        changed = (
            replace(asked, page="front"),
            replace(asked, ephemeral=page.wish()[0].ephemeral),
            replace(asked, signature=bytes(64)),
        )
        for wish in changed:
            answer = await page._client.ask(wish)
            assert isinstance(answer, Reply) and not answer.ok
        assert isinstance(await page._client.ask(PairBrowser(request=0, public_key=bytes(65), proof=bytes(32))), Reply)
        page.carry(b"x" * 100)
        await until(lambda: page.closed is not None)
        assert page.closed is not None and page.closed.code == "broken"
        assert await page.opens() is None
        await page.is_open()


async def test_words_that_no_page_says_end_the_line_and_not_the_process(box: Box) -> None:
    async with AsyncExitStack() as stack:
        _, page = await sitting(box, stack)
        page.say("adopt", plan="mine")
        await until(lambda: page.closed is not None)
        assert await page.opens() is None
        await page.is_open()


async def test_the_daemon_killed_and_back(box: Box) -> None:
    async with AsyncExitStack() as stack:
        _, page = await sitting(box, stack)
        box.kill()
        await until(lambda: page.closed is not None)
        assert page.closed is not None and page.closed.code == "away"
        refused = await page.opens()
        assert isinstance(refused, Reply) and refused.code == "away"
        line = page.browser.line
        line.told.clear()
        await box.starts()
        await stack.enter_async_context(PageClient.connect(box.run / "page.sock", line.tell))
        await until(lambda: any(isinstance(each, PageGreeting) for each in line.told[-1:]))
        assert await page.opens() is None
        await page.is_open()

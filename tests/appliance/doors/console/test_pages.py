"""Tests how a desk holds a window open to pair a browser: over a real desk line, with a browser at the door of the pages."""

from appliance.api.ask import Reply
from appliance.api.desk.plan import AskPlan
from appliance.api.page.messages import BrowserPaired
from appliance.api.ways.pages import OpenPairing, PageLine, PairingOpened
from appliance.core.ground.words import Actor
from appliance.core.pages.commands import RetirePage
from appliance.core.pages.events import PagePaired
from appliance.doors.page.pairing import WINDOW_S
from appliance.plan.pairable import PairedAs
from tests.appliance.doors.harness import FRONT, Harness
from tests.appliance.doors.page.pages import OTHER, PAGE, Browser, pages


async def test_a_desk_reads_out_a_code_a_browser_pairs_with_it_and_the_desk_retires_the_page(harness: Harness) -> None:
    async with pages(harness) as building, harness.console(FRONT) as front:
        opened = await front.line.ask(OpenPairing(request=0, page=PAGE))
        assert isinstance(opened, PairingOpened) and opened.ends_after_s == WINDOW_S
        browser = Browser(building.line)
        assert isinstance(await browser.pairs(opened.code), BrowserPaired)
        known = await front.line.ask(AskPlan(request=0))
        assert known.pages == (
            PageLine(page=PAGE, kind=PairedAs.ROOM, where="Room 201", paired=True),
            PageLine(page=OTHER, kind=PairedAs.ROOM, where="Room 202", paired=False),
        )
        assert (await front.line.act(RetirePage(page=PAGE))).ok
        assert harness.engine.board.pages == {}


async def test_the_record_says_which_desk_held_the_window_and_has_no_code(harness: Harness) -> None:
    kept: list[PagePaired] = []
    harness.engine.listen(lambda change: kept.extend(each for each in change.shown if isinstance(each, PagePaired)))
    async with pages(harness) as building, harness.console(FRONT) as front:
        opened = await front.line.ask(OpenPairing(request=0, page=PAGE))
        await Browser(building.line).pairs(opened.code)
    (event,) = kept
    assert event.by == Actor(FRONT) and opened.code not in repr(event)


async def test_a_later_window_closes_the_earlier_one(harness: Harness) -> None:
    async with pages(harness) as building, harness.console(FRONT) as front:
        first = await front.line.ask(OpenPairing(request=0, page=PAGE))
        second = await front.line.ask(OpenPairing(request=0, page=OTHER))
        assert isinstance(await Browser(building.line).pairs(first.code), Reply)
        paired = await Browser(building.line).pairs(second.code)
        assert isinstance(paired, BrowserPaired) and paired.page == OTHER


async def test_nobody_pairs_a_page_that_the_plan_does_not_have_or_without_a_desk(harness: Harness) -> None:
    async with pages(harness), harness.console(FRONT) as front, harness.console(None) as watcher:
        for console, page, code in ((front, "B201", "unknown-page"), (watcher, PAGE, "watching")):
            answer = await console.line.ask(OpenPairing(request=0, page=page))
            assert isinstance(answer, Reply) and answer.code == code
    assert harness.engine.heard.pairing is None

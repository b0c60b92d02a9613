"""Tests a room's page in Chromium, against a real alert daemon and a real process of the pages."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from appliance.core.building.commands import StartResponse
from appliance.core.ground.words import BuildingResponse
from appliance.core.pages.commands import RetirePage
from tests.browser.site import CARRIED, NEEDED, PAGE, Site
from tests.patience import patient

pytestmark = NEEDED


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with Site(tmp_path) as site:
        yield site


async def test_a_browser_is_paired_and_its_press_is_seen_through_to_help(site: Site) -> None:
    screen = await site.screen()
    await site.pairs(screen)
    await screen.holds("emergency")
    card = await site.desk.shows("B201")
    await screen.shows("Received")
    await site.desk.acknowledges(card)
    await screen.shows("A person has your call")
    await site.desk.sends(card)
    await site.desk.confirms(card)
    await screen.shows("Help is on the way")
    await site.desk.notes_arrival(card)
    await site.desk.stands_down(card)
    await screen.shows("Ready")


async def test_a_code_is_typed_and_a_wrong_one_pairs_nothing(site: Site) -> None:
    screen = await site.screen()
    await screen.opens("/")
    await screen.shows("Pair this browser", "a private or incognito window")
    await screen.types("code", "AAAA AAAA")
    await screen.shows("the code is not right")
    code = await site.code()
    await screen.types("code", f"{code[:4]}-{code[4:].lower()}")
    await screen.shows("Ready", "Juniper B201")
    await screen.opens("/")
    await screen.shows("Ready")


async def test_a_press_is_held_or_made_by_two_keys_and_less_is_no_press(site: Site) -> None:
    screen = await site.screen()
    await site.pairs(screen)
    await screen.taps("assist")
    await screen.presses_key("assist")
    await screen.shows("Press Enter again")
    await screen.shows("Hold a button for one second")
    await screen.presses_key("assist")
    await screen.presses_key("assist")
    card = await site.desk.shows("B201")
    assert (card.kind.value, card.presses) == ("assist", 1)
    await screen.shows("Received")
    await screen.presses_key("assist", Keys.SPACE)
    await screen.presses_key("assist", Keys.SPACE)
    await site.desk.sees("B201", lambda card: card.presses == 2)


async def test_a_press_while_the_daemon_is_away_is_told_when_it_is_back(site: Site) -> None:
    screen = await site.screen()
    await site.pairs(screen)
    site.box.kill()
    await screen.shows("Not connected: use the phone")
    await screen.holds("emergency")
    await screen.shows("has no receipt yet")
    await site.box.starts()
    site.desk = await site.box.desk("front")
    card = await site.desk.shows("B201")
    assert card.kind.value == "emergency"
    assert "no receipt" not in await screen.shows("Received")


async def test_a_press_waits_while_the_pages_are_away_also_over_a_reload(site: Site) -> None:
    screen = await site.screen()
    await site.pairs(screen)
    await screen.kept()
    site.page.kill()
    await screen.shows("Not connected: use the phone")
    await screen.holds("assist")
    await screen.shows("has no receipt yet")
    await screen.reloads()
    await screen.shows("Not connected: use the phone", "Juniper B201", "Emergency", "has no receipt yet")
    await site.page.starts()
    await site.desk.shows("B201")
    await screen.shows("Received")
    assert (await site.desk.sees("B201")).presses == 1


async def test_one_tab_works_and_another_says_so_until_it_takes_over(site: Site) -> None:
    screen = await site.screen()
    await site.pairs(screen)
    first = await screen.does(lambda driver: driver.current_window_handle)
    await screen.does(lambda driver: driver.switch_to.new_window("tab"))
    second = await screen.does(lambda driver: driver.current_window_handle)
    await screen.opens("/room")
    await screen.shows("This page works in another tab")
    await screen.does(lambda driver: (driver.switch_to.window(first), driver.close(), driver.switch_to.window(second)))
    await screen.shows("Ready")
    await screen.holds("assist")
    await site.desk.shows("B201")


async def test_a_browser_that_forgot_its_key_says_that_it_must_be_paired_anew(site: Site) -> None:
    screen = await site.screen()
    await site.pairs(screen)
    wipe = {"origin": screen.base, "storageTypes": "all"}
    await screen.does(lambda driver: driver.execute_cdp_cmd("Storage.clearDataForOrigin", wipe))
    await screen.reloads()
    await screen.shows("This browser has no key: use the phone", "Pair this browser")


async def test_a_page_that_is_retired_says_so(site: Site) -> None:
    screen = await site.screen()
    await site.pairs(screen)
    await site.desk.does(RetirePage(page=PAGE))
    await screen.shows("This page was retired: use the phone", "Pair this browser")
    assert "Emergency" not in await screen.text(), "a button that calls nobody does not stand there"
    await screen.reloads()
    await screen.shows("This page was retired: use the phone")
    assert "Emergency" not in await screen.text()


async def test_a_page_is_dark_in_a_lockdown_and_calls_all_the_same(site: Site) -> None:
    screen = await site.screen()
    await site.pairs(screen)
    await site.desk.does(StartResponse(response=BuildingResponse.LOCKDOWN))
    ground = "return getComputedStyle(document.documentElement).backgroundColor"
    async with patient():
        while await screen.runs(ground) != "rgb(0, 0, 0)":
            await asyncio.sleep(0.05)
    assert not await screen.runs('return document.getElementById("dot").href.includes("circle")')
    await screen.holds("assist")
    await site.desk.shows("B201")
    await screen.kept()
    site.page.kill()
    await screen.reloads()
    await screen.shows("Not connected: use the phone")
    assert await screen.runs(ground) == "rgb(0, 0, 0)"


async def test_a_process_of_pages_that_hangs_is_noticed_by_the_page_itself(site: Site) -> None:
    screen = await site.screen()
    await site.pairs(screen)
    site.page.signal(signal.SIGSTOP)
    await screen.shows("Not connected: use the phone")
    await screen.holds("assist")
    site.page.signal(signal.SIGCONT)
    card = await site.desk.shows("B201")
    await screen.shows("Received")
    assert card.presses == 1


async def test_a_carried_computer_is_asked_each_day_where_it_is(site: Site) -> None:
    screen = await site.screen()
    await site.pairs(screen, CARRIED)
    await screen.shows("Is this computer in Juniper B202 now?")
    await screen.clicks("yes")
    assert "Is this computer" not in await screen.shows("place as of ")
    await screen.runs(
        '(await import("/store.js")).put("place", { day: "2026-01-02", time: "07:52", room: "Juniper B202" })'
    )
    await screen.reloads()
    await screen.shows("Is this computer in Juniper B202 now?")
    await screen.holds("assist")
    await site.desk.shows("B202")

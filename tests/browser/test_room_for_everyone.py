"""Tests that everyone can use the page of a room and the page of pairing: in each of their states, in both languages, without a mouse, and
by what a screen reader finds.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from appliance.core.building.commands import EndResponse, StartResponse
from appliance.core.ground.words import BuildingResponse
from appliance.core.pages.commands import RetirePage
from appliance.core.practice.commands import ArmWalkTest, EndWalkTest
from tests.browser.judging import AXE, AXE_WHY_NOT, faults, focused, heard, is_for_everyone, visible_focus
from tests.browser.misfortunes import forgets
from tests.browser.site import CARRIED, NEEDED, PAGE, Screen, Site

pytestmark = [*NEEDED, pytest.mark.proof, pytest.mark.skipif(not AXE.exists(), reason=AXE_WHY_NOT)]


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with Site(tmp_path) as site:
        yield site


async def keys(screen: Screen, *pressed: str) -> None:
    """Press keys, wherever the focus is."""
    await screen.does(lambda driver: ActionChains(driver).send_keys(*pressed).perform())


async def tabs_to(screen: Screen, what: str) -> None:
    """Press Tab until this has the focus. Each stop on the way must be seen."""
    for _ in range(12):
        await keys(screen, Keys.TAB)
        at = await focused(screen)
        assert await visible_focus(screen), f"nobody sees that {at} has the focus"
        if at == what:
            return
    raise AssertionError(f"Tab does not come to {what}")


async def test_every_state_of_a_rooms_page_is_for_everyone(site: Site) -> None:
    screen, desk = await site.screen(), site.desk
    await screen.opens("/room")
    await screen.shows("This browser has no key")
    await is_for_everyone(screen, "forgot")
    await site.pairs(screen)
    await is_for_everyone(screen, "ready")
    await screen.holds("emergency")
    card = await desk.shows("B201")
    for act, says in (
        (None, "Received"),
        (desk.acknowledges, "A person has your call"),
        (desk.sends, None),
        (desk.confirms, "Help is on the way"),
        (desk.notes_arrival, None),
        (desk.stands_down, "Ready"),
    ):
        if act is not None:
            await act(card)
        if says is not None:
            await screen.shows(says)
            await is_for_everyone(screen, says)
    await desk.does(StartResponse(response=BuildingResponse.LOCKDOWN))
    await screen.until("return document.documentElement.classList.contains('dark')")
    await is_for_everyone(screen, "dark")
    await desk.does(EndResponse(response=BuildingResponse.LOCKDOWN))
    await screen.until("return !document.documentElement.classList.contains('dark')")

    first = await screen.does(lambda driver: driver.current_window_handle)
    await screen.does(lambda driver: driver.switch_to.new_window("tab"))
    await screen.opens("/room")
    await screen.shows("This page works in another tab")
    await is_for_everyone(screen, "tab")
    await screen.does(lambda driver: (driver.close(), driver.switch_to.window(first)))

    site.page.kill()
    await screen.shows("Not connected: use the phone")
    await screen.holds("assist")
    await screen.shows("has no receipt yet")
    await is_for_everyone(screen, "lost, with a press that waits")
    await site.page.starts()
    await desk.shows("B201")
    await screen.shows("Received")
    await desk.does(RetirePage(page=PAGE))
    await screen.shows("This page was retired")
    await is_for_everyone(screen, "over")
    await forgets(screen)


async def test_a_walk_test_and_a_press_that_nobody_is_told_of_are_for_everyone(site: Site) -> None:
    screen = await site.screen()
    await site.pairs(screen)
    await site.desk.does(ArmWalkTest(button=PAGE))
    await screen.shows("Walk test", "The next press here is a test.")
    await is_for_everyone(screen, "walk test")
    await site.desk.does(EndWalkTest(button=PAGE))
    await screen.shows("Ready")
    site.box.kill()
    await screen.shows("Not connected: use the phone")
    await site.box.starts()  # and nobody comes to a desk
    await screen.holds("assist")
    await screen.shows("Not delivered: use the phone", "Nobody can be told by this page now.")
    await is_for_everyone(screen, "not delivered")


async def test_pairing_and_a_carried_computer_are_for_everyone(site: Site) -> None:
    screen = await site.screen()
    await screen.opens("/pair")
    await screen.shows("Pair this browser")
    await is_for_everyone(screen, "pair")
    await screen.types("code", "AAAAAAAA")
    await screen.shows("the code is not right")
    assert await faults(screen) == []
    await site.pairs(screen, CARRIED)
    await screen.shows("Is this computer in Juniper B202 now?")
    await is_for_everyone(screen, "asked where it is")
    await screen.clicks("yes")
    await screen.shows("place as of")
    await is_for_everyone(screen, "place")


async def test_a_room_calls_by_keyboard_alone_from_the_first_page_on(site: Site) -> None:
    screen = await site.screen()
    await screen.opens("/")
    await screen.shows("Pair this browser")
    await tabs_to(screen, "code")
    await keys(screen, await site.code(), Keys.ENTER)
    await screen.shows("Ready", "Juniper B201")
    await tabs_to(screen, "language")
    await keys(screen, Keys.ENTER)
    await screen.shows("Lista")
    await keys(screen, Keys.SPACE)
    await screen.shows("Ready")
    await tabs_to(screen, "emergency")
    await keys(screen, Keys.ENTER)
    await screen.shows("Press Enter again to call")
    await keys(screen, Keys.ENTER)
    card = await site.desk.shows("B201")
    assert (card.kind.value, card.presses) == ("emergency", 1)
    await screen.shows("Received")


async def test_a_screen_reader_finds_what_is_said_and_each_way_to_call(site: Site) -> None:
    screen = await site.screen()
    await site.pairs(screen)
    found = await heard(screen)
    roles = [role for role, _ in found]
    assert ("heading", "Juniper B201") in found
    assert {"main", "status", "banner"} <= set(roles)
    buttons = [name for role, name in found if role == "button"]
    for kind, says in (("Break", "short break"), ("Help", "should come"), ("Emergency", "hurt or in danger")):
        assert any(kind in name and says in name and "Hold for one second" in name for name in buttons), buttons
    assert [name for name in buttons if not name] == []
    texts = [name for role, name in found if role == "StaticText"]
    assert [mark for mark in "▲●○■" if mark in texts] == [], "a shape is read aloud"

    # what changes is read aloud without being looked for, at once, and as a whole
    script = """const said = []; globalThis.said = said;
        new MutationObserver(() => said.push(document.getElementById("status").innerText))
            .observe(document.getElementById("status"), {childList: true, characterData: true, subtree: true})"""
    await screen.runs(script)
    live = "const at = document.getElementById('status'); return [at.ariaLive, at.ariaAtomic]"
    assert await screen.runs(live) == ["assertive", "true"]
    await screen.holds("assist")
    await site.desk.shows("B201")
    await screen.shows("Received")
    changes = await screen.runs("return globalThis.said")
    assert any("Received" in each for each in changes)
    # and nothing is read again and again while nothing changes: two beats, and the page draws itself each second
    many = len(changes)
    await screen.until("globalThis.from ??= performance.now(); return performance.now() - globalThis.from > 5500")
    assert len(await screen.runs("return globalThis.said")) == many

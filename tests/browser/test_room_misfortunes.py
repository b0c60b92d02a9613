"""Tests what a room's page says, and what becomes of its presses, when its computer sleeps, has a wrong clock, or loses its cable."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.browser.misfortunes import asleep, frozen, has_clock
from tests.browser.site import NEEDED, PAGE, Site
from tests.browser.wired import Wired
from tests.proof.lan import why_not

pytestmark = [*NEEDED, pytest.mark.proof]
LOST = "Not connected: use the phone"
BEFORE, UNKNOWN = "before it was heard", "unknown when"
"""What the record says of a press that was made long before, or nobody knows when."""


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with Site(tmp_path) as site:
        yield site


@pytest.mark.skipif(why_not() is not None, reason=str(why_not()))
async def test_a_pulled_cable_shows_and_a_press_meanwhile_rings_once_when_it_is_back(tmp_path: Path) -> None:
    """First the room's cable, whose carrier the computer sees; then the box's, where the room has its carrier; then a wall
    that takes no packet and says nothing.
    """
    async with Wired(tmp_path) as wired:
        screen, desk = wired.screen, wired.site.desk
        await wired.site.pairs(screen)
        await screen.kept()
        wired.room.pull_cable()
        await screen.shows(LOST)
        await screen.holds("assist")
        await screen.shows("has no receipt yet")
        assert await desk.board(lambda board: board.calls == ())
        wired.room.plug_in()
        card = await desk.shows("B201")
        assert (card.kind.value, card.presses) == ("assist", 1)
        await screen.shows("Received")

        wired.box.pull_cable()
        await screen.shows(LOST)
        await screen.reloads()
        await screen.shows(LOST, "Juniper B201", "Emergency")
        await screen.holds("assist")
        wired.box.plug_in()
        await desk.sees("B201", lambda card: card.presses == 2)
        await screen.shows("Received")

        wired.box.is_deaf()
        await screen.shows(LOST)
        wired.box.is_whole()
        await screen.shows("Received")
        assert (await desk.sees("B201")).presses == 2


@pytest.mark.parametrize("sleeps", [frozen, asleep])
async def test_what_slept_through_the_end_of_its_page_shows_nothing_that_is_over(site: Site, sleeps: object) -> None:
    """The computer sleeps while its call is answered and stood down, and while the box starts anew. When it wakes it shows what holds."""
    screen = await site.screen()
    await site.pairs(screen)
    await screen.holds("emergency")
    card = await site.desk.shows("B201")
    await screen.shows("Received")
    assert callable(sleeps)
    with sleeps(screen):
        await site.desk.acknowledges(card)
        await site.desk.sends(card)
        await site.desk.confirms(card)
        await site.desk.notes_arrival(card)
        await site.desk.stands_down(card)
        await site.desk.sees_no("B201")
        site.page.kill()
        await site.page.starts()
    await screen.shows("Ready")
    await screen.holds("emergency")
    assert (await site.desk.shows("B201")).presses == 1
    await screen.shows("Received")


@pytest.mark.parametrize("ahead_s", [-40 * 365 * 86_400, -90 * 60, 90 * 60, 40 * 365 * 86_400])
async def test_a_wrong_clock_loses_no_press_and_makes_none_old(site: Site, ahead_s: int) -> None:
    """The clock of the computer is wrong by an hour and a half, or by forty years, either way."""
    screen = await site.screen()
    await has_clock(screen, ahead_s)
    await site.pairs(screen)
    await screen.holds("emergency")
    card = await site.desk.shows("B201")
    assert card.presses == 1
    assert not [line for line in await site.desk.timeline() if BEFORE in line or UNKNOWN in line]
    await screen.shows("Received")


async def test_a_clock_that_is_set_while_a_press_waits_loses_it_not(site: Site) -> None:
    """The box is away, somebody presses, and the page is opened anew with a clock that is a day behind: the press rings, of unknown age."""
    screen = await site.screen()
    await site.pairs(screen)
    await screen.kept()
    site.page.kill()
    await screen.shows(LOST)
    await screen.holds("assist")
    await screen.shows("has no receipt yet")
    await has_clock(screen, -86_400)
    await screen.reloads()
    await screen.shows("of an unknown time")
    await site.page.starts()
    assert (await site.desk.shows("B201")).presses == 1
    assert [line for line in await site.desk.timeline() if UNKNOWN in line]
    await screen.shows("Received")


async def test_a_browser_that_is_paired_anew_elsewhere_ends_the_first_at_once(site: Site) -> None:
    """Whoever has the second browser calls; the first says so, and its press rings nothing."""
    first, second = await site.screen("first"), await site.screen("second")
    await site.pairs(first, PAGE)
    await site.pairs(second, PAGE)
    await first.shows("This page was retired: use the phone")
    await first.runs(
        "document.getElementById('calls').hidden = false"
    )  # as somebody would who wants to press all the same
    await first.holds("emergency")
    await second.holds("assist")
    card = await site.desk.shows("B201")
    assert (card.kind.value, card.presses) == ("assist", 1)
    await first.shows("This page was retired: use the phone")

"""Tests a room's page in Chromium, against a real alert daemon and a real process of the pages."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.browser.site import NEEDED, Site

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

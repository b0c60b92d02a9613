"""Tests pages at the screen by keys: the code by which a browser is paired, and retiring."""

import msgspec
import pytest

from appliance.core.pages.commands import RetirePage
from appliance.plan.ids import ButtonId
from tests.tui.boards import WITH_PAGES, board
from tests.tui.conftest import Sits
from tests.tui.stage import Stage

pytestmark = pytest.mark.slow  # these tests run at a person's pace


async def test_the_code_stands_on_the_screen_with_what_is_done_with_it(stage: Stage, sits: Sits) -> None:
    stage.facts = WITH_PAGES
    async with sits() as person:
        stage.shows(board())
        await person.presses("2", "p")
        await person.sees("PAGES: which one?", "not paired")
        await person.presses(*"gym", "enter")
        await person.sees("PAGE gym-page: what is done about it?")
        await person.presses("1")
        await person.sees("PAIR PAGE gym-page: Gymnasium", "Code: K7QM PF2A", "within 2 minutes")
        assert stage.pairings == ["gym-page"]


async def test_a_browser_that_was_paired_a_moment_ago_can_be_retired(stage: Stage, sits: Sits) -> None:
    paired = tuple(msgspec.structs.replace(each, paired=True) for each in WITH_PAGES.pages)
    stage.facts = msgspec.structs.replace(
        WITH_PAGES, pages=tuple(msgspec.structs.replace(each, paired=False) for each in paired)
    )
    async with sits() as person:
        stage.shows(board())
        await person.presses("2", "p")
        await person.sees("PAGES: which one?", "not paired")
        await person.presses("escape")
        stage.facts = msgspec.structs.replace(WITH_PAGES, pages=paired)
        await person.presses("2")
        await person.sees("WAYS.")
        await person.presses("p", *"b204", "enter")
        await person.sees("PAGE b204-page: what is done about it?", "Retire it")


async def test_a_page_is_retired_by_keys(stage: Stage, sits: Sits) -> None:
    stage.facts = WITH_PAGES
    async with sits() as person:
        stage.shows(board())
        await person.presses("2", "p", *"b204", "enter")
        await person.sees("PAGE b204-page: what is done about it?", "Retire it")
        await person.presses("2")
        await person.until(lambda: stage.acts == [RetirePage(page=ButtonId("b204-page"))], "the page retired")

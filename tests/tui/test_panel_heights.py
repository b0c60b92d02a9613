"""Tests how much of a panel is seen on screens of each size: more where there is more room, and at least what is useful on the smallest."""

import pytest
from textual.widgets import Input, OptionList

from tests.tui.boards import board, call
from tests.tui.conftest import Sits
from tests.tui.sitting import Sitting
from tests.tui.stage import Stage
from tui.widgets.choices import LINES_MIN, lines_for

pytestmark = pytest.mark.slow  # each test starts a console: in `make test`, not in `make check`

SIZES = ((80, 24), (120, 40), (200, 60), (40, 10))


async def heights(person: Sitting) -> list[int]:
    """Give the height of the list on a screen of each size; what is below the list stays on the screen."""
    found = []
    for width, height in SIZES:
        await person.resizes(width, height)
        await person.looks(0)
        board_screen = person.app.board
        shown, hint = board_screen.query_one(OptionList).region, board_screen.query_one(".panel .hint").region
        await person.until(lambda hint=hint, height=height: 0 < hint.bottom < height, "the keys of the panel")
        assert board_screen.calls.region.height >= 3 and board_screen.calls.region.bottom <= shown.y
        found.append(shown.height)
    return found


async def test_a_list_of_choices_uses_the_height_of_the_screen_and_is_a_list_on_the_smallest(
    stage: Stage, sits: Sits
) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204")))
        await person.sees("SPACE: I have it")
        await person.presses("ctrl+p")
        assert await heights(person) == [8, 16, 26, 2]  # there are 26 commands
        assert person.app.board.query_one(Input).region.height == 1
        await person.presses(*"note")
        await person.sees("Note", "Room B204")


async def test_what_is_read_uses_the_height_of_the_screen(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204")))
        await person.sees("SPACE: I have it")
        await person.presses("f1")
        assert await heights(person) == [12, 20, 30, 2]


async def test_on_a_small_screen_a_refusal_is_read_in_full(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204")))
        await person.sees("SPACE: I have it")
        await person.presses("n", "a")
        await person.resizes(40, 10)
        person.app.board.panel.refused("The box could not write this down: the disk is full.")
        await person.sees("! The box could not write this down:", "the disk is full.")


def test_calls_get_half_of_what_a_larger_screen_has_more() -> None:
    assert [lines_for(screen, 16) for screen in (10, 18, 24, 25, 26, 60)] == [LINES_MIN, 2, 8, 9, 9, 26]

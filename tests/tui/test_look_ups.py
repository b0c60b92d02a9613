"""What a desk looks up by one key: the card for 911, who would be told, and everything that can be done now."""

import pytest

from appliance.core.words import Stage as CallStage
from appliance.plan.model import Kind
from tests.tui.boards import FACTS, REACH, board, call
from tests.tui.conftest import Sits
from tests.tui.stage import Stage
from tui.screens.card_911 import NOT_KNOWN, card_lines
from tui.screens.reach import reach_lines


def test_the_911_card_says_where_what_and_which_number_to_call_back() -> None:
    page = "\n".join(card_lines(FACTS, call(12, "B204", Kind.MEDICAL, age_ms=60_000), 5000))
    for words in ("1 Main Street", "Lincoln Middle School", "LMS-B204", "floor 2", "555 0100", "MEDICAL", "1:05"):
        assert words in page
    assert "somebody is ill or injured" in page.lower()


def test_the_911_card_without_a_call_still_says_where_this_is() -> None:
    page = "\n".join(card_lines(FACTS, None, 0))
    assert "1 Main Street" in page and "555 0100" in page


def test_what_the_plan_does_not_say_is_not_made_up() -> None:
    bare = type(FACTS)(request=0, building="Lincoln", address="", phone="", rooms=(), people=(), desks=(), uncovered=())
    assert sum(NOT_KNOWN in line for line in card_lines(bare, None, 0)) == 2


def test_a_drill_says_on_the_card_not_to_call_911() -> None:
    assert "DRILL" in card_lines(FACTS, call(12, "B204", drill=True), 0)[-1]


def test_every_line_of_the_cards_fits_eighty_columns() -> None:
    for lines in (card_lines(FACTS, call(12, "Library and media centre, west wing"), 0), reach_lines(REACH)):
        assert max(map(len, lines)) <= 75


def test_a_step_that_reaches_nobody_says_so() -> None:
    assert reach_lines(REACH)[-1].split() == ["After", "60", "s", "NOBODY"]


@pytest.mark.slow
async def test_nine_shows_the_card_for_the_selected_call(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204", Kind.EMERGENCY)))
        await person.until(lambda: person.app.model.facts is not None, "the plan")
        await person.presses("9")
        await person.sees("911: Handbell does NOT call 911", "LMS-B204", "555 0100", "B204")


@pytest.mark.slow
async def test_who_would_be_told_is_answered_by_the_box_for_the_room_picked(sits: Sits) -> None:
    async with sits() as person:
        await person.until(lambda: person.app.model.facts is not None, "the plan")
        await person.presses("v", *"b204", "enter")
        await person.sees("IF Room B204 PRESSED NOW", "desk Front office", "Marcus Bell", "Ines Ortiz", "NOBODY")


@pytest.mark.slow
async def test_the_commands_do_what_their_key_does_and_change_the_colours(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204", stage=CallStage.ACKNOWLEDGED)))
        await person.until(lambda: person.app.model.facts is not None, "the plan")
        await person.presses("ctrl+p", *"hand off", "enter")
        await person.sees("HAND OFF Room B204")
        await person.presses("escape", "ctrl+p", *"bright", "enter")
        await person.until(lambda: person.app.theme == "light", "light colours")


@pytest.mark.slow
async def test_a_call_that_comes_while_commands_are_open_shows_above_them(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.presses("ctrl+p", *"tro")
        await person.sees("COMMANDS")
        stage.shows(board(call(12, "B204", Kind.EMERGENCY)))
        await person.sees("▲ EMERGENCY", "RINGING", "COMMANDS")
        assert person.typed == "tro"

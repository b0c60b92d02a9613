"""Tests the card of resources and rights at the screen: by one key, at a console where nobody signed in, in either language."""

import pytest

from tests.tui.boards import board, call
from tests.tui.conftest import Sits
from tests.tui.stage import Stage

pytestmark = pytest.mark.slow


async def test_a_key_shows_the_card_in_english_and_another_in_spanish_and_nobody_signs_in(
    stage: Stage, sits: Sits
) -> None:
    async with sits() as person:
        await person.presses("3")
        await person.sees(
            "RESOURCES AND RIGHTS AFTER AN INCIDENT", "Who answers questions: Human resources", "S en español"
        )
        await person.presses("s")
        await person.sees("RECURSOS Y DERECHOS", "Quién responde preguntas: Human resources", "E in English")
        await person.presses("e")
        await person.sees("Who answers questions")
        await person.presses("3")
        await person.sees("Buttons")
    assert stage.proofs == []


async def test_a_call_shows_above_it_and_the_card_stays(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.presses("3")
        await person.sees("Who answers questions")
        stage.shows(board(call(12, "B204")))
        await person.sees("B204", "Who answers questions")

"""Tests a round of questions about a record: at its end it says what is still open, and the next round asks nothing twice."""

import pytest

from tests.tui.conftest import Sits
from tests.tui.record_scenes import BEGUN, PAGE, told
from tests.tui.sitting import Sitting
from tests.tui.stage import Stage

pytestmark = pytest.mark.slow  # these tests run at a person's pace: in `make test`, not in `make check`

ROUND = (
    "When did it begin?",
    "What part of the school day",
    "Where was it?",
    "What was done? Choose",
    "How? Choose all",
    "At whom or what?",
    "Was a weapon or object",
)


async def begins(person: Sitting) -> None:
    """Begin the round, and leave the first question after the account for later."""
    for words, keys in (*PAGE, ("What happened, from", ("1",)), ("What is your name?", ("enter",))):
        await person.sees(words)
        await person.presses(*keys)


async def test_after_the_last_question_the_page_names_what_is_still_open(stage: Stage, sits: Sits) -> None:
    stage.told_of_records = lambda asked: told(asked, BEGUN)
    async with sits() as person:
        await begins(person)
        for question in ROUND:
            await person.sees(question)
            await person.presses("enter")
        await person.sees("8 questions wait", "Answer what waits (8): ", "; Began; Part of the day; ")


async def test_what_was_answered_is_not_asked_again_on_the_way_on(stage: Stage, sits: Sits) -> None:
    stage.told_of_records = lambda asked: told(asked, BEGUN)
    async with sits() as person:
        await begins(person)
        began, part_of_day, place, *_ = ROUND
        for question, key in (
            (began, "enter"),
            (part_of_day, "1"),
            (place, "backspace"),
            (part_of_day, "backspace"),
            (began, "enter"),
        ):
            await person.sees(question)
            await person.presses(key)
        await person.sees(place)

"""A page of choices: digits answer, and letters that somebody types there are no answer until ENTER."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from appliance.api.record_messages import FromDeskOfRecords, ToDeskOfRecords, WriteFact
from appliance.record.codes import LISTS
from tests.tui.record_scenes import MISSING, PLACE, told
from tests.tui.sitting import Sitting, sitting_at
from tests.tui.stage import standing_stage

pytestmark = pytest.mark.slow  # a person's pace: in `make test`, not in `make check`


@asynccontextmanager
async def asked_where_it_was(folder: Path) -> AsyncIterator[tuple[Sitting, list[WriteFact]]]:
    """The question with twenty-five choices, and what the box is asked to write."""
    wrote: list[WriteFact] = []

    def answers(asked: FromDeskOfRecords) -> ToDeskOfRecords:
        if isinstance(asked, WriteFact):
            wrote.append(asked)
        return told(asked, PLACE)

    async with standing_stage(folder) as stage:
        stage.told_of_records = answers
        async with sitting_at(stage.path) as person:
            for words, keys in (*MISSING, ("WHAT IS STILL WANTED", ("1",))):
                await person.sees(words)
                await person.presses(*keys)
            await person.sees("Where was it?")
            yield person, wrote


async def test_words_typed_on_a_page_of_choices_answer_nothing(tmp_path: Path) -> None:
    async with asked_where_it_was(tmp_path) as (person, wrote):
        await person.presses(*"bus", "escape")
        await person.sees_no_more("Where was it?")
    assert wrote == []


async def test_a_letter_goes_to_its_choice_and_enter_answers_with_it(tmp_path: Path) -> None:
    async with asked_where_it_was(tmp_path) as (person, wrote):
        await person.sees("1-9 answers, a-z goes there   ENTER answers")
        await person.presses("a", "enter")
        await person.until(lambda: len(wrote) == 1, "the answer")
    (fact,) = wrote
    assert fact.field == "location_type" and fact.value == LISTS["location-type"].codes[9].code


async def test_a_digit_answers_at_once(tmp_path: Path) -> None:
    async with asked_where_it_was(tmp_path) as (person, wrote):
        await person.presses("2")
        await person.until(lambda: len(wrote) == 1, "the answer")

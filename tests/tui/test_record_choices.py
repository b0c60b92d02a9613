"""Tests a page of choices: digits answer, and letters that somebody types there are no answer until ENTER."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from appliance.api.ask import Answer
from appliance.api.records.messages import FromDeskOfRecords, RecordShown, WriteFact
from appliance.record.codes import LISTS
from appliance.record.fields import FIELDS
from appliance.record.words import FieldId
from tests.tui.record_scenes import MISSING, PLACE, missing, told
from tests.tui.sitting import Sitting, sitting_at
from tests.tui.stage import standing_stage

pytestmark = pytest.mark.slow  # these tests run at a person's pace: in `make test`, not in `make check`


@asynccontextmanager
async def asked(folder: Path, record: RecordShown, question: str) -> AsyncIterator[tuple[Sitting, list[WriteFact]]]:
    """Open this record at the question that is not answered yet; gives what the box is asked to write."""
    wrote: list[WriteFact] = []

    def answers(asked: FromDeskOfRecords) -> Answer:
        if isinstance(asked, WriteFact):
            wrote.append(asked)
        return told(asked, record)

    async with standing_stage(folder) as stage:
        stage.told_of_records = answers
        async with sitting_at(stage.path) as person:
            for words, keys in (*MISSING, ("WHAT IS STILL WANTED", ("1",))):
                await person.sees(words)
                await person.presses(*keys)
            await person.sees(question)
            yield person, wrote


def asked_where_it_was(folder: Path) -> AbstractAsyncContextManager[tuple[Sitting, list[WriteFact]]]:
    """Open a question with one answer out of twenty-five choices."""
    return asked(folder, PLACE, "Where was it?")


def asked_what_was_tried(folder: Path) -> AbstractAsyncContextManager[tuple[Sitting, list[WriteFact]]]:
    """Open a question with any number of answers out of eleven choices."""
    tried = missing("deescalation", "Say what was tried.")
    return asked(folder, msgspec.structs.replace(PLACE, missing=(tried,)), "What was tried to calm things down?")


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


async def test_letters_go_to_the_words_that_begin_with_them_and_enter_answers_there(tmp_path: Path) -> None:
    async with asked_where_it_was(tmp_path) as (person, wrote):
        await person.presses(*"bus")
        await person.sees("Letters: bus. 2 here.")
        await person.presses("space", "s", "enter")
        await person.until(lambda: len(wrote) == 1, "the answer")
    assert wrote[0].value == code_of("location_type", "bus stop")


async def test_letters_that_fit_nothing_take_the_aim_away_and_enter_answers_nothing(tmp_path: Path) -> None:
    async with asked_where_it_was(tmp_path) as (person, wrote):
        await person.presses("c", "h")
        await person.sees('! Nothing here has a word that begins with "ch".')
        assert person.reversed == []
        await person.presses(*"air", "enter")
        await person.sees('! Nothing here has a word that begins with "chair".', "Where was it?")
        await person.presses("enter")
        await person.sees_no_more("Where was it?")
    assert wrote == []


async def test_backspace_takes_letters_away_before_it_goes_back(tmp_path: Path) -> None:
    async with asked_where_it_was(tmp_path) as (person, wrote):
        await person.presses(*"bux", "backspace", "s", "enter")
        await person.until(lambda: len(wrote) == 1, "the answer")
    assert wrote[0].value == code_of("location_type", "school bus")


async def test_letters_tick_nothing_and_whoever_goes_on_with_them_is_told(tmp_path: Path) -> None:
    async with asked_what_was_tried(tmp_path) as (person, wrote):
        await person.sees("1-9, or a-z and SPACE, ticks   ENTER next")
        await person.presses(*"ab", "enter")
        await person.sees("! ", "What was tried")
        await person.presses(*"break", "enter")
        await person.sees("! Nothing was ticked by these letters: SPACE ticks", "What was tried")
        assert "[x]" not in person.screen
        await person.presses("escape")
        await person.sees_no_more("What was tried")
    assert wrote == []


async def test_space_ticks_where_the_letters_led_and_a_digit_its_own(tmp_path: Path) -> None:
    async with asked_what_was_tried(tmp_path) as (person, wrote):
        await person.presses(*"break", "space", "2", "enter")
        await person.until(lambda: len(wrote) == 1, "the answer")
    labels = ("gave space", "a calm place or break")
    assert wrote[0].value == tuple(code_of("deescalation", label) for label in labels)


def code_of(field: str, label: str) -> str:
    return next(each.code for each in LISTS[FIELDS[FieldId(field)].codes].codes if each.label == label)

"""Tests leaving a question of a record: what can be saved is saved, what is not saved is said, and one is back where the question was
chosen.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest

from appliance.api.ask import Answer
from appliance.api.records.messages import FromDeskOfRecords, WriteFact, Written
from tests.appliance.exports.bite import DENVER
from tests.tui.record_scenes import BEGUN, MISSING, PAGE, told
from tests.tui.sitting import Sitting, sitting_at
from tests.tui.stage import standing_stage
from tui.screens.records.wording import NO_ANSWER

pytestmark = pytest.mark.slow  # these tests run at a person's pace: in `make test`, not in `make check`

THREE_MS = int(datetime(2026, 9, 1, 15, tzinfo=DENVER).timestamp() * 1000)
"""In the afternoon of the record's day."""


type Steps = tuple[tuple[str, tuple[str, ...]], ...]
CHOSEN: Steps = (*MISSING, ("Say occurred_at.", ("1",)))
"""The way to the question alone, among what is wanted."""
WALKING: Steps = (*PAGE, ("What happened, from", ("1",)), ("What is your name?", ("enter",)))
"""The way to the question as the first of all that waits, without an account."""


class Box:
    """A box that takes every fact but the first `refuses`, and keeps what it was asked to write."""

    def __init__(self, refuses: int = 0) -> None:
        self.wrote: list[WriteFact] = []
        self.refuses = refuses

    def answers(self, asked: FromDeskOfRecords) -> Answer:
        if isinstance(asked, WriteFact):
            self.wrote.append(asked)
            if len(self.wrote) <= self.refuses:
                return Written(request=asked.request, ok=False, says=NO_ANSWER)
        return told(asked, BEGUN)


@asynccontextmanager
async def asked_when_it_began(folder: Path, box: Box, way: Steps = CHOSEN) -> AsyncIterator[Sitting]:
    async with standing_stage(folder) as stage:
        stage.told_of_records = box.answers
        async with sitting_at(stage.path) as person:
            for words, keys in way:
                await person.sees(words)
                await person.presses(*keys)
            await person.sees("When did it begin?")
            yield person


async def test_what_is_put_right_after_esc_warned_of_it_is_saved(tmp_path: Path) -> None:
    box = Box()
    async with asked_when_it_began(tmp_path, box) as person:
        await person.presses(*"9x", "escape")
        await person.sees("! Write a time such as 10:32", "9x")
        await person.presses("backspace", "backspace", *"15:00", "escape")
        await person.sees("WHAT IS STILL WANTED", "Saved: Began")
    assert [fact.value for fact in box.wrote] == [THREE_MS]


async def test_esc_once_more_on_the_same_leaves_it_out_and_says_so(tmp_path: Path) -> None:
    box = Box()
    async with asked_when_it_began(tmp_path, box) as person:
        await person.presses(*"9x", "escape")
        await person.sees("! Write a time such as 10:32")
        await person.presses("escape")
        await person.sees("WHAT IS STILL WANTED", "NOT saved: Began")
    assert box.wrote == []


async def test_an_answer_the_box_did_not_keep_is_tried_again_by_esc(tmp_path: Path) -> None:
    box = Box(refuses=1)
    async with asked_when_it_began(tmp_path, box) as person:
        await person.presses(*"15:00", "escape")
        await person.sees("! NOT SAVED: The box did not answer", "15:00")
        await person.presses("escape")
        await person.sees("WHAT IS STILL WANTED", "Saved: Began")
    assert [fact.value for fact in box.wrote] == [THREE_MS, THREE_MS]


async def test_an_answer_that_is_lost_never_looks_saved_because_the_one_before_was(tmp_path: Path) -> None:
    box = Box()
    async with asked_when_it_began(tmp_path, box, WALKING) as person:
        await person.presses(*"15:00", "enter")
        await person.sees("Saved: Began", "What part of the school day")
        box.wrote.clear()
        box.refuses = 3
        await person.presses("1")
        await person.sees("! NOT SAVED: The box did not answer")
        await person.presses("escape")
        await person.sees("! NOT SAVED: The box did not answer", "What part of the school day")
        await person.presses("escape")
        await person.sees("Answer what waits")
        assert "Saved: Began" not in person.screen and "NOT saved: Part of the day" in person.screen


@pytest.mark.parametrize("key", ["enter", "escape"])
async def test_a_fact_that_was_chosen_by_itself_leads_back_to_where_it_was_chosen(tmp_path: Path, key: str) -> None:
    box = Box()
    async with asked_when_it_began(tmp_path, box) as person:
        await person.presses(*"15:00", key)
        await person.sees("WHAT IS STILL WANTED", "Saved: Began")
        await person.presses("escape")
        await person.sees("ESC closes the record")
        await person.presses("1")
        await person.sees("What is your name?")
        await person.presses("escape")
        await person.sees("Answer what waits")
        await person.presses("3")
        await person.sees("When did it begin?")
        await person.presses(key)
        await person.sees("Answer what waits")
    assert len(box.wrote) == 1

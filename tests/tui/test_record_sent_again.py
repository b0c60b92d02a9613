"""Tests that the console sends again what was not answered, under the same name as before."""

from pathlib import Path

import msgspec
import pytest

from appliance.api.ask import Answer
from appliance.api.records.messages import FromDeskOfRecords, TellAccount, WriteFact, Written
from tests.tui.boards import FRONT
from tests.tui.record_scenes import BEGUN, FRESH, QUESTION, TO_TELL, told
from tests.tui.sitting import Clock, at_console
from tests.tui.stage import standing_stage
from tui.app import ConsoleApp

pytestmark = pytest.mark.slow  # these tests run at a person's pace: in `make test`, not in `make check`
SHAKY = "The box's disk does not answer."


async def test_an_account_that_was_not_kept_is_told_again_as_the_same_one(tmp_path: Path) -> None:
    tellings: list[TellAccount] = []

    def answers(asked: FromDeskOfRecords) -> Answer:
        if isinstance(asked, TellAccount):
            tellings.append(asked)
            if len(tellings) == 1:
                return Written(request=asked.request, ok=False, says=SHAKY)
        return told(asked, BEGUN)

    async with standing_stage(tmp_path) as stage:
        stage.told_of_records = answers
        app = ConsoleApp(stage.path, FRONT, lambda: 1_000_000)
        async with at_console(app, Clock()) as person:
            for words, keys in (
                *TO_TELL,
                ("let us sit.", ("tab",)),
                ("Keep it word", ("1",)),
                ("NOT SAVED: The box", ("tab",)),
                ("Keep it word", ("1",)),
            ):
                await person.sees(words)
                await person.presses(*keys)
            await person.sees("WRITE THIS DOWN")
    first, again = tellings
    assert len(first.attempt) == 16
    assert msgspec.structs.replace(again, request=first.request) == first


async def test_a_fact_that_was_not_kept_is_saved_again_as_the_same_one(tmp_path: Path) -> None:
    facts: list[WriteFact] = []

    def answers(asked: FromDeskOfRecords) -> Answer:
        if isinstance(asked, WriteFact):
            facts.append(asked)
            if len(facts) == 1:
                return Written(request=asked.request, ok=False, says=SHAKY)
        return told(asked, FRESH)

    async with standing_stage(tmp_path) as stage:
        stage.told_of_records = answers
        app = ConsoleApp(stage.path, FRONT, lambda: 1_000_000)
        async with at_console(app, Clock()) as person:
            for words, keys in (
                *QUESTION,
                ("What kind of event", ("2",)),
                ("NOT SAVED: The box", ("enter",)),
            ):
                await person.sees(words)
                await person.presses(*keys)
            await person.until(lambda: len(facts) == 2, "sent again")
    first, again = facts
    assert len(first.attempt) == 16
    assert msgspec.structs.replace(again, request=first.request) == first

"""Tests that screens of records say what they show: which records are listed, and when something happened by the building's own clock."""

import time
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from appliance.api.ask import Answer
from appliance.api.records.messages import (
    AskRecords,
    FromDeskOfRecords,
    MoveRecord,
    RecordShown,
    RecordsKnown,
    Written,
)
from tests.appliance.exports.bite import CALLED_MS, TIMELINE
from tests.tui.conftest import Sits
from tests.tui.record_scenes import FRESH, LINES, OFFICE, PAGE, told
from tests.tui.stage import Stage

pytestmark = pytest.mark.slow  # these tests run at a person's pace: in `make test`, not in `make check`

UNFINISHED, ALL = "RECORDS that are not finished, newest first", "RECORDS, finished ones too, newest first"
REFUSED = "Finished records are listed for an administrator or an auditor."
NEXT_DAY = replace(TIMELINE[-1], wall_ms=CALLED_MS + 24 * 3_600_000, line="Somebody rang the family.")


@pytest.fixture
def far_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put the process into another time zone: it need not be where the building is."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


async def test_the_title_says_whether_finished_records_are_listed_too(stage: Stage, sits: Sits) -> None:
    stage.told_of_records = lambda asked: told(asked, FRESH)
    async with sits() as person:
        await person.presses("e")
        await person.sees(UNFINISHED, "Hallway north")
        await person.presses("f")
        await person.sees(ALL, "Hallway north")
        await person.presses("f")
        await person.sees(UNFINISHED)


async def test_the_title_stays_with_the_list_where_the_finished_ones_were_refused(stage: Stage, sits: Sits) -> None:
    def answers(asked: FromDeskOfRecords) -> Answer:
        match asked:
            case AskRecords(unfinished=False):
                return Written(request=asked.request, ok=False, says=REFUSED)
            case AskRecords(before=None):
                return RecordsKnown(request=asked.request, records=LINES[:3], before=10)
            case AskRecords():
                return RecordsKnown(request=asked.request, records=LINES[3:], before=None)
        return told(asked, FRESH)

    stage.told_of_records = answers
    async with sits() as person:
        await person.presses("e")
        await person.sees(UNFINISHED, "Hallway north", "Older ones")
        await person.presses("f")
        await person.sees(f"! {REFUSED}", UNFINISHED)
        await person.presses("4")
        await person.sees("Gymnasium", "Hallway north", UNFINISHED)


NOTHING_WANTED = replace(OFFICE, record=replace(OFFICE.record, missing=0), missing=(), timeline=())


@pytest.mark.parametrize("record", [FRESH, OFFICE, NOTHING_WANTED])
async def test_each_line_of_a_records_page_keeps_its_digit_whatever_else_is_offered(
    stage: Stage, sits: Sits, record: RecordShown
) -> None:
    stage.told_of_records = lambda asked: told(asked, record)
    async with sits() as person:
        for words, keys in PAGE:
            await person.sees(words)
            await person.presses(*keys)
        await person.sees("1 What happened", "4 Review", "9 The whole report")
        for words, there in (("5 What is still", record.missing), ("8 What happened,", record.timeline)):
            assert (words in person.screen) == bool(there)
        assert ("6 Come back" in person.screen) != ("7 A receipt" in person.screen)


async def test_what_does_not_go_back_is_asked_once_more_and_says_what_it_does(stage: Stage, sits: Sits) -> None:
    moved: list[FromDeskOfRecords] = []

    def answers(asked: FromDeskOfRecords) -> Answer:
        moved.extend([asked] if isinstance(asked, MoveRecord) else [])
        return told(asked, OFFICE)

    stage.told_of_records = answers
    async with sits() as person:
        for words, keys in PAGE:
            await person.sees(words)
            await person.presses(*keys)
        await person.sees("  Submit: the record is whole")
        await person.presses(*["down"] * 5, "enter")
        await person.sees("RECORD 12, Hallway north: SUBMIT IT?", "what comes later is an amendment")
        await person.presses("enter")
        await person.sees("  Submit: the record is whole")
        assert moved == []


@pytest.mark.usefixtures("far_away")
async def test_what_happened_is_told_by_the_buildings_clock_with_the_day_where_it_is_another(
    stage: Stage, sits: Sits
) -> None:
    record = replace(FRESH, timeline=(*TIMELINE, NEXT_DAY))
    stage.told_of_records = lambda asked: told(asked, record)
    async with sits() as person:
        for words, keys in PAGE:
            await person.sees(words)
            await person.presses(*keys)
        await person.sees("8 What happened, minute by minute")
        await person.presses("8")
        await person.sees("10:31:09  Acknowledged at Front office.", "2026-09-02 10:31:05  Somebody rang the family.")


async def test_a_question_about_a_time_says_how_one_is_written_before_anybody_errs(stage: Stage, sits: Sits) -> None:
    stage.told_of_records = lambda asked: told(asked, OFFICE)
    async with sits() as person:
        await person.presses("e")
        await person.sees("Hallway")
        await person.presses("1")
        await person.sees("1 What happened, from")
        await person.presses("1")
        await person.sees("ESC leaves")
        await person.presses("escape")
        await person.sees("WHAT HAPPENED,", "3   Began")
        await person.presses("3")
        await person.sees("When did it begin?", "time such as 10:32, with a date before it for another day.")

"""Tests a call for a place in words, over the line: every desk sees where help is needed; afterwards the words are read as notes are."""

import msgspec
import pytest

from appliance.api.ask import Reply
from appliance.api.desk.entries import FeedItems, Follow
from appliance.api.desk.line import Act
from appliance.api.desk.plan import AskPlan, PlanFacts
from appliance.api.records.messages import AskRecords, Hidden, RecordShown, RecordsKnown
from appliance.core.calls.commands import Acknowledge, RaiseCallFromDesk, StandDown
from appliance.core.ground.place import Place
from appliance.core.ground.words import Outcome
from appliance.plan.ids import RoomId
from appliance.plan.model import Kind
from appliance.record.words import FieldId, Klass
from tests.appliance.doors.harness import FRONT, NURSE, Console, Harness
from tests.appliance.doors.records.test_line import Paper

pytestmark = pytest.mark.slow

WORDS, KEPT_BACK = "Behind the gym, Leon is up the tree", "a place in words, near Room 201"
GYM = Place(words=WORDS, near=RoomId("201"))
SAYS = f"{WORDS}, near Room 201"


async def asks(console: Console, *commands: msgspec.Struct) -> None:
    for command in commands:
        done = await console.line.ask(Act(request=0, command=command))  # type: ignore[arg-type]
        assert isinstance(done, Reply) and done.ok, done


async def raised(console: Console) -> Paper:
    await asks(console, RaiseCallFromDesk(place=GYM, kind=Kind.MEDICAL))
    [card] = (await console.board(lambda board: bool(board.calls))).calls
    return Paper(console, card.incident)


async def logged(console: Console, paper: Paper) -> str:
    told = await console.line.ask(Follow(request=0, after=0, incident=paper.incident))
    assert isinstance(told, FeedItems)
    return told.items[0].line


def place_in(shown: RecordShown) -> set[object]:
    facts = {fact.field: fact.versions[-1].value for fact in shown.facts}
    assert FieldId("room") not in facts, "no room is made up"
    return {shown.record.room_name, facts[FieldId("room_name")]}


async def test_a_console_is_told_which_areas_there_are(harness: Harness):
    async with harness.console(FRONT) as console:
        facts = await console.line.ask(AskPlan(request=0))
        assert isinstance(facts, PlanFacts)
        assert [(area.name, area.instead) for area in facts.areas] == [("Playground", "use the radio")]


async def test_every_desk_sees_where_help_is_needed_and_which_phone_is_near(harness: Harness):
    async with harness.console(FRONT) as front, harness.console(NURSE) as other, harness.console(None) as watching:
        await raised(front)
        for console in (front, other, watching):
            [card] = (await console.board(lambda board: bool(board.calls))).calls
            assert (card.room, card.room_name, card.phone_name, card.lamp) == (
                None,
                SAYS,
                "Cedar 201",
                "cannot be told",
            )


async def test_the_words_are_read_afterwards_by_whoever_reads_notes_and_counted_for_everybody_else(harness: Harness):
    harness.give_pins("ana")
    async with harness.console(FRONT) as front, harness.console(NURSE) as other:
        paper = await raised(front)
        await asks(front, Acknowledge(incident=paper.incident))
        assert (await logged(front, paper)).startswith(f"{KEPT_BACK}: medical")
        shown = await paper.shows()
        assert place_in(shown) == {KEPT_BACK}
        assert WORDS.encode() not in msgspec.json.encode(shown)
        assert [each.count for each in shown.left_out if each.what is Hidden.NOTES] == [1]
        listed = await front.line.ask(AskRecords(request=0, unfinished=True))
        assert isinstance(listed, RecordsKnown)
        assert [line.room_name for line in listed.records] == [KEPT_BACK]
        numbered = await front.line.ask(AskRecords(request=0, number=1))
        assert isinstance(numbered, RecordsKnown) and numbered.records[0].room_name == KEPT_BACK
        assert (await other.proves("ana")).ok
        lead = Paper(other, paper.incident)
        assert (await logged(other, paper)).startswith(f"{SAYS}: medical")
        shown = await lead.shows()
        assert place_in(shown) == {SAYS} and not any(each.what is Hidden.NOTES for each in shown.left_out)
        record = await harness.records.open(paper.incident)
        assert record is not None and [view.classes for view in record.views] == [(Klass.STUDENT,)]


async def test_the_call_ends_as_any_other(harness: Harness):
    async with harness.console(FRONT) as front:
        paper = await raised(front)
        await asks(front, StandDown(incident=paper.incident, outcome=Outcome.ATTENDED, saw_room="Ana Ortiz"))
        board = await front.board(lambda board: not board.calls)
        assert [each.room_name for each in board.ended] == [SAYS]

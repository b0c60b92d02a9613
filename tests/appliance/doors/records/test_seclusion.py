"""Tests over the desk line that a student's break that was no break begins a record, which people fill in and correct."""

import pytest

from appliance.api.desk.line import Act
from appliance.api.records.messages import AskRecord, AskRecords, RecordShown, RecordsKnown, WriteFact, Written
from appliance.core.calls.commands import NoteSeclusion
from appliance.core.ground.words import KnownBy, NoBreak
from appliance.plan.ids import RoomId
from appliance.record.words import FieldId, ItemId, Value
from tests.appliance.doors.harness import FRONT, NURSE, Console, Harness

pytestmark = pytest.mark.slow

NOTED = NoteSeclusion(room=RoomId("202"), why=NoBreak.DOOR_HELD, known_by=KnownBy.RADIO, ago_s=600)


async def write(console: Console, shown: RecordShown, field: str, value: Value, why: str = "") -> Written:
    item = ItemId("restraint-1")
    answer = await console.line.ask(
        WriteFact(
            request=0, incident=shown.record.incident, field=FieldId(field), item=item, value=value, seen=0, why=why
        )
    )
    assert isinstance(answer, Written)
    return answer


def values(shown: RecordShown) -> dict[str, Value]:
    return {f"{each.field} {each.item}".strip(): each.versions[-1].value for each in shown.facts}


async def test_its_record_is_listed_says_seclusion_and_takes_what_people_write(harness: Harness) -> None:
    harness.give_pins("ana")
    async with harness.console(FRONT) as console, harness.console(NURSE) as other:
        assert (await console.line.ask(Act(request=0, command=NOTED))).ok
        found = await console.line.ask(AskRecords(request=0))
        assert isinstance(found, RecordsKnown)
        (line,) = found.records
        assert (line.room_name, line.status) == ("Room 202", "draft")
        shown = await console.line.ask(AskRecord(request=0, incident=line.incident))
        assert isinstance(shown, RecordShown)
        assert any("This was no break: the door was held or locked" in each.line for each in shown.timeline)
        assert "restraint.type restraint-1" not in values(shown), "a desk alone reads nothing about a student"

        await other.proves("ana")
        shown = await other.line.ask(AskRecord(request=0, incident=line.incident))
        assert isinstance(shown, RecordShown)
        assert values(shown)["restraint_used"] is True
        assert values(shown)["restraint.type restraint-1"] == "seclusion"
        assert isinstance(values(shown)["restraint.began restraint-1"], int)
        for field, value in (("restraint.seconds", 900), ("restraint.type", "mechanical")):
            done = await write(other, shown, field, value)
            assert done.ok, done.says
        again = await other.line.ask(AskRecord(request=0, incident=line.incident))
        assert isinstance(again, RecordShown)
        assert values(again)["restraint.seconds restraint-1"] == 900
        assert values(again)["restraint.type restraint-1"] == "mechanical"


async def test_a_record_of_a_break_begins_in_a_room_of_the_plan_alone(harness: Harness) -> None:
    async with harness.console(FRONT) as console:
        nowhere = NoteSeclusion(room=RoomId("999"), why=NoBreak.NOT_CHOSEN, known_by=KnownBy.PHONE)
        answer = await console.line.ask(Act(request=0, command=nowhere))
        assert not answer.ok and answer.says

"""Tests that the point of contact is asked which person of the record a reporter is, and that nobody else learns of it who may not read who
told it.
"""

from zoneinfo import ZoneInfo

import msgspec
import pytest

from appliance.api.records.messages import AccountTaken, RecordShown, Written
from appliance.flows.records.asks import open_ones
from appliance.flows.records.page import part_stands
from appliance.flows.records.part import lines
from appliance.flows.records.sheet import Sheet
from appliance.plan.document import to_document
from appliance.plan.model import Role
from appliance.record.words import FieldId, Part
from tests.appliance.doors.console.test_every_field import PEOPLE
from tests.appliance.doors.harness import FRONT, Harness, school
from tests.appliance.doors.records.test_line import a_call_that_is_over

pytestmark = pytest.mark.slow

IS_PERSON = FieldId("reporter.is_person")


def sheet(shown: RecordShown) -> Sheet:
    return Sheet(shown, ZoneInfo("UTC"))


def wanted(shown: RecordShown) -> list[str]:
    return [each.item for each in shown.missing if each.field == IS_PERSON]


async def test_the_point_of_contact_alone_is_asked_who_a_reporter_is_until_it_is_written(harness: Harness) -> None:
    await harness.adopt(to_document(msgspec.structs.replace(school(), people=PEOPLE))).kept
    harness.give_pins(*(person.person for person in PEOPLE))
    async with harness.console(FRONT) as console:
        paper = await a_call_that_is_over(harness, console)
        told = await paper.tell()
        assert isinstance(told, AccountTaken)
        await paper.leave()
        await console.proves(f"p-{Role.ADMINISTRATOR}")
        assert (await paper.write("event_kind", "happened")).ok
        assert (await paper.write("person.role", "affected", "new")).ok
        assert (await paper.write("person.type", "teacher", "person-1")).ok

        for role in Role:
            await console.proves(f"p-{role}")
            assert wanted(await paper.shows()) == ([told.reporter] if role is Role.POINT_OF_CONTACT else []), role
            await paper.leave()
        assert not wanted(await paper.shows(code=told.code)), "others wrote who was affected"
        await paper.leave()

        await console.proves(f"p-{Role.POINT_OF_CONTACT}")
        shown = sheet(await paper.shows())
        (asked,) = [each for each in open_ones(shown, Part.REVIEW) if each.field.field == IS_PERSON]
        assert asked.item == told.reporter
        assert "wait" in part_stands(shown, Part.REVIEW)
        done = await paper.write(IS_PERSON, "person-1", told.reporter)
        assert isinstance(done, Written) and done.ok
        shown = sheet(await paper.shows())
        assert not wanted(shown.shown)
        assert asked in lines(shown, Part.REVIEW), "it can be corrected"

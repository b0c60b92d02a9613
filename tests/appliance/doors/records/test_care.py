"""Tests care that is offered to a member of the staff: the person and their point of contact know which care, and what became of it; others
know that it was offered.
"""

from zoneinfo import ZoneInfo

import msgspec
import pytest

from appliance.api.records.messages import AccountTaken, RecordShown, Written
from appliance.flows.records.asks import asks
from appliance.flows.records.sheet import Sheet
from appliance.plan.document import to_document
from appliance.plan.model import Role
from appliance.record.words import FactId, FieldId, ItemId, Part, Value
from tests.appliance.doors.console.test_every_field import PEOPLE
from tests.appliance.doors.harness import FRONT, Harness, school
from tests.appliance.doors.records.test_line import Paper, a_call_that_is_over

pytestmark = pytest.mark.slow

OFFERED_MS = 1_790_000_000_000


def of_support(shown: RecordShown) -> dict[str, Value]:
    """Give what is shown of offers, by field and item."""
    return {
        f"{fact.field.removeprefix('support.')} {fact.item}": fact.versions[-1].value
        for fact in shown.facts
        if fact.field.startswith("support.")
    }


def asked(shown: RecordShown) -> set[str]:
    """Give what a console asks about existing offers, or lets people fill in."""
    found = asks(Sheet(shown, ZoneInfo("UTC")), Part.REVIEW)
    return {ask.field.field for ask in found if ask.item == "support-1"}


async def writes(paper: Paper, item: str, **values: Value) -> None:
    for name, value in values.items():
        done = await paper.write(f"support.{name}", value, item)
        assert isinstance(done, Written) and done.ok, done


async def test_care_that_was_offered_is_told_to_the_person_and_their_point_of_contact_alone(harness: Harness) -> None:
    await harness.adopt(to_document(msgspec.structs.replace(school(), people=PEOPLE))).kept
    harness.give_pins(*(person.person for person in PEOPLE))
    async with harness.console(FRONT) as console:
        paper = await a_call_that_is_over(harness, console)
        told = await paper.tell()
        assert isinstance(told, AccountTaken)
        for field, value in (("person.role", "affected"), ("person.type", "teacher")):
            assert (await paper.write(field, value, "person-1" if field == "person.type" else "new")).ok
        await paper.leave()

        await console.proves(f"p-{Role.ADMINISTRATOR}")
        assert (await paper.write("support.person", "person-1", "new")).ok
        await writes(paper, "support-1", kind="mental-health", offered_at=OFFERED_MS)
        refused = await paper.write("support.answer", "accepted", "support-1")
        assert isinstance(refused, Written) and not refused.ok and "their point of contact" in refused.says
        shown = await paper.shows()
        assert FactId(FieldId("support.answer"), ItemId("support-1")) in shown.not_writes
        assert asked(shown) == {"support.person", "support.kind", "support.offered_at"}, "no console asks a superior"

        await console.proves(f"p-{Role.POINT_OF_CONTACT}")
        await writes(paper, "support-1", answer="accepted", done_at=OFFERED_MS)
        assert (await paper.write("reporter.is_person", "person-1", told.reporter)).ok
        changed = await paper.shows()
        (kind,) = [fact for fact in changed.facts if fact.field == "support.kind"]
        assert (
            await paper.write(
                "support.kind", "educator-support", "support-1", seen=kind.versions[-1].entry, why="That line instead."
            )
        ).ok
        everything = {
            "person support-1": "person-1",
            "offered_at support-1": OFFERED_MS,
            "kind support-1": "educator-support",
            "answer support-1": "accepted",
            "done_at support-1": OFFERED_MS,
        }
        assert of_support(await paper.shows()) == everything

        for role in Role:
            if role is Role.POINT_OF_CONTACT:
                continue
            await console.proves(f"p-{role}")
            for reason in ("", "I want to know"):
                seen = of_support(await paper.shows(reason=reason))
                assert set(seen) <= {"person support-1", "offered_at support-1"}, role
                assert seen or role not in {Role.ADMINISTRATOR, Role.HUMAN_RESOURCES}, "that it was offered"
            await paper.leave()
        await console.proves(f"p-{Role.TEACHER}")
        assert of_support(await paper.shows(code=told.code)) == everything, "the person's own"

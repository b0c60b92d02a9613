"""Tests statements over the desk line: the box keeps no word that points to somebody, and no approval before it was seen."""

import msgspec
import pytest

from appliance.api.records.messages import Written
from appliance.plan.document import to_document
from appliance.plan.model import Role
from tests.appliance.doors.console.test_every_field import PEOPLE
from tests.appliance.doors.harness import FRONT, Harness, school
from tests.appliance.doors.records.test_line import Paper, a_call_that_is_over

pytestmark = pytest.mark.slow

SEEN_MS = 1_790_000_000_000
ITEM = "statement-1"


async def says(paper: Paper, field: str, value: object, item: str = ITEM) -> str:
    """Write one field. Give the refusal, or an empty text."""
    done = await paper.write(f"statement.{field}", value, item)
    assert isinstance(done, Written)
    return "" if done.ok else done.says


async def test_a_statement_goes_from_its_words_to_its_approval_and_no_step_is_left_out(harness: Harness) -> None:
    await harness.adopt(to_document(msgspec.structs.replace(school(), people=PEOPLE))).kept
    harness.give_pins(*(person.person for person in PEOPLE))
    async with harness.console(FRONT) as console:
        paper = await a_call_that_is_over(harness, console)
        assert "not yours to write" in await says(paper, "audience", "press", "new")
        await console.proves(f"p-{Role.ADMINISTRATOR}")
        assert (await paper.write("person.role", "involved", "new")).ok
        for field, value in (("person.type", "student"), ("person.student_name", "Jordan Tate")):
            assert (await paper.write(field, value, "person-1")).ok
        assert await says(paper, "audience", "press", "new") == ""

        assert await says(paper, "english", "It was in Room 201.\nShe is well.") == (
            'Line 1: "Room 201" tells a place in the school. Write "at the school".'
            ' Line 2: "She" tells a sex. Write "they", "them" or "their".'
        )
        assert '"Tate" is a name' in await says(paper, "english", "We thank the Tate family.")
        assert '"Zoe" is a name' in await says(paper, "spanish", "Zoe llegó.")
        assert await paper.stands("statement.english", ITEM) is None, "nothing of it was kept"
        assert await says(paper, "english", "Help came to {school} on {day}.") == ""
        assert await says(paper, "spanish", "La ayuda llegó a {school} el {day}.") == ""

        assert "The affected educator did not see it yet:" in await says(paper, "approved_by", "Sam Rivera")
        await console.proves(f"p-{Role.POINT_OF_CONTACT}")
        assert await paper.stands("statement.english", ITEM) == "Help came to {school} on {day}."
        assert await says(paper, "educator_saw_at", SEEN_MS) == ""
        assert "not yours to write" in await says(paper, "approved_by", "Sam Rivera")
        await console.proves(f"p-{Role.ADMINISTRATOR}")
        assert await says(paper, "family_not", "No family is involved") == ""
        assert "the name of a student" in await says(paper, "approved_by", "Jordan Tate")
        assert await says(paper, "approved_by", "Sam Rivera") == await says(paper, "approved_at", SEEN_MS) == ""

"""Tests `handbell record copy` beside a running box: what a union representative gets, and what is written when nothing is given."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.api.records.messages import WriteFact
from appliance.plan.document import to_document
from appliance.plan.ids import IncidentId, PersonId
from appliance.plan.model import Person, Role
from appliance.record.words import FieldId, ItemId
from tests.appliance.doors.harness import ALL_WEEK, FRONT, Harness, school
from tests.appliance.doors.records.test_export import ACCOUNT, Cli, run, told
from tests.appliance.exports.pages import lines_of

__all__ = ["run", "told"]  # fixtures

pytestmark = pytest.mark.slow

PRINCIPAL = "reyes"


async def newest(harness: Harness, incident: IncidentId) -> int:
    """Give the number of the newest entry of this record."""
    record = await harness.records.open(incident)
    assert record is not None
    return record.newest


@pytest.fixture
async def headed(harness: Harness, told: IncidentId) -> IncidentId:
    """Give the school a principal, and write into the record who was there."""
    principal = Person(PersonId(PRINCIPAL), "Sam Reyes", (Role.ADMINISTRATOR,), ALL_WEEK)
    await harness.adopt(to_document(replace(school(), people=(*school().people, principal)))).kept
    harness.give_pins(PRINCIPAL)
    async with harness.console(FRONT) as front:
        assert (await front.proves(PRINCIPAL)).ok
        for field, item, value in (
            ("person.type", "new", "student"),
            ("person.role", "person-1", "involved"),
            ("person.student_name", "person-1", "Leon Brandt"),
            ("person.type", "new", "teacher"),
            ("person.role", "person-2", "affected"),
            ("person.staff_name", "person-2", "Mercy Okafor"),
            ("injury.person", "new", "person-2"),
            ("injury.level", "injury-1", "minor"),
            ("injury.person", "new", "person-1"),
            ("injury.level", "injury-2", "major"),
            ("behavior", "", "battery"),
        ):
            fact = WriteFact(request=0, incident=told, field=FieldId(field), item=ItemId(item), value=value, seen=0)
            answer = await front.line.ask(fact)
            assert answer.ok, (field, answer)
    return told


async def test_without_details_it_has_the_injury_of_the_teacher_and_nothing_of_the_student(
    run: Cli, headed: IncidentId, tmp_path: Path
) -> None:
    made = tmp_path / "copy.pdf"
    assert await run("copy", "1", "--to", "Ren Ito", "--details-removed", "-o", str(made), person=PRINCIPAL) == 0
    assert "The record says now that this copy was given: disclosure-1 of record 1." in run.erred
    text = " ".join(line for page in lines_of(made.read_bytes()) for line in page)
    for word in ("Leon", "Brandt", "Okafor", "battery", "Battery", "student of this school", "major", ACCOUNT):
        assert word not in text, word
    for words in (
        "Ren Ito",
        "the student's details were removed first",
        "disclosure-1",
        "What was removed",
        "minor",
        "1 account",
    ):
        assert words in text, words
    assert made.stat().st_mode & 0o777 == 0o600


async def test_with_consent_it_is_the_report_of_its_giver_and_says_whose_consent_there_is(
    run: Cli, headed: IncidentId
) -> None:
    assert await run("copy", "1", "--to", "Ren Ito", "--consent-of", "Ada Brandt", person=PRINCIPAL) == 0
    said = " ".join(run.said.decode().split())
    assert "Ada Brandt" in said and "Leon Brandt" in said and ACCOUNT in said
    assert await run("show", "1", person=PRINCIPAL) == 0
    shown = " ".join(run.said.decode().split())
    assert "Written consent of: Ada Brandt" in shown and "union representative" in shown


async def test_where_nothing_is_given_nothing_is_written(
    run: Cli, headed: IncidentId, harness: Harness, tmp_path: Path
) -> None:
    before = await newest(harness, headed)
    (tmp_path / "there.html").write_text("mine")
    for more, person, why in (
        (("--details-removed", "-o", str(tmp_path / "there.html")), PRINCIPAL, "is there already"),
        (
            ("--details-removed", "-o", str(tmp_path / "r.json")),
            PRINCIPAL,
            "Let the name end in one of .html, .pdf, .txt",
        ),
        (("--consent-of", " "), PRINCIPAL, "Say whose written consent there is"),
        (("--details-removed",), "ana", "A copy is given by an administrator"),
        (("--details-removed",), "", "A copy is given by an administrator"),
    ):
        assert await run("copy", "1", "--to", "Ren Ito", *more, person=person) == 1, more
        assert why in run.erred, more
    harness.engine.heard.spares_power = True
    harness.engine.refresh()
    assert (
        await run("copy", "1", "--to", "Ren Ito", "--details-removed", "-o", str(tmp_path / "r.pdf"), person=PRINCIPAL)
        == 1
    )
    assert "No PDF now: on low battery." in run.erred
    assert await newest(harness, headed) == before
    assert (tmp_path / "there.html").read_text() == "mine"

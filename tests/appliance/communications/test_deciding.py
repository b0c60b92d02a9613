"""Tests which words of a statement the box keeps, and that a refusal tells nobody a name that they may not read."""

from msgspec.structs import replace

from appliance.communications.deciding import why_not_kept
from appliance.plan.ids import PersonId
from appliance.plan.model import NO_PLAN, Person, Role
from appliance.record.access import rights
from appliance.record.decide import Writer
from appliance.record.mine import Reader
from appliance.record.words import FactId, FieldId, ItemId, Value
from tests.appliance.record.telling import TEN_MS, Writing, staff

PLAN = replace(NO_PLAN, people=(Person(PersonId("rivera"), "Sam Rivera", (Role.ADMINISTRATOR,), ()),))
ITEM = ItemId("statement-1")


def writer(role: Role) -> Writer:
    return Writer(staff("p1"), rights((role,), proven=True), Reader(person=PersonId("p1")))


def told() -> Writing:
    writing = Writing()
    writing.facts("person-1", person_role="involved", person_type="student", person_student_name="Jordan Tate")
    writing.facts("reporter-1", reporter_name="Casey Quill")
    writing.facts("statement-1", statement_audience="families")
    return writing


def kept(writing: Writing, field: str, value: Value, role: Role = Role.ADMINISTRATOR) -> str:
    return why_not_kept(writing.record, writer(role), PLAN, FactId(FieldId(field), ITEM), value)


def test_words_in_each_language_are_checked_with_the_names_of_the_record_and_of_the_plan() -> None:
    writing = told()
    assert kept(writing, "statement.english", "Help came at {school}.") == ""
    assert kept(writing, "statement.english", "He has visto.").startswith('Line 1: "He" tells a sex.')
    assert kept(writing, "statement.spanish", "He visto que la ayuda llegó.") == ""
    assert '"Tate" is a name' in kept(writing, "statement.english", "The Tate family is told.")
    assert '"Rivera" is a name' in kept(writing, "statement.spanish", "Firma Rivera.")


def test_a_refusal_tells_no_name_that_the_writer_may_not_read() -> None:
    assert kept(told(), "statement.english", "We thank Casey Quill.") == "", "who reported is not for an administrator"
    assert "Quill" in kept(told(), "statement.english", "We thank Casey Quill.", Role.POINT_OF_CONTACT)
    assert kept(told(), "statement.english", "The Tate family.", Role.POINT_OF_CONTACT) == ""


def test_nothing_is_approved_that_is_still_to_be_written() -> None:
    writing = told()
    writing.facts("statement-1", statement_english="We change (write what).", statement_spanish="Cambia (escriba qué).")
    said = kept(writing, "statement.approved_by", "Sam Rivera")
    assert said.startswith('It cannot be approved as it is written. In English: Line 1: "(write what)" is still to be')
    writing.facts("statement-1", statement_english="We change the door.")
    assert "In Spanish" in kept(writing, "statement.approved_at", TEN_MS)
    writing.facts("statement-1", statement_spanish="Cambia la puerta.")
    assert kept(writing, "statement.approved_by", "Sam Rivera") == ""


def test_words_are_looked_at_again_where_a_name_came_into_the_record_since() -> None:
    writing = told()
    writing.facts("statement-1", statement_english="Moss came.", statement_spanish="Moss llegó.")
    assert kept(writing, "statement.approved_by", "Sam Rivera") == ""
    writing.facts("person-2", person_role="affected", person_type="student", person_student_name="Robin Moss")
    assert '"Moss" is a name' in kept(writing, "statement.approved_by", "Sam Rivera")


def test_a_student_approves_nothing_and_other_fields_are_left_alone() -> None:
    writing = told()
    assert kept(writing, "statement.approved_by", "Jordan Tate").startswith("This is the name of a student")
    assert kept(writing, "statement.family_not", "The mother of Jordan could not be reached") == ""
    assert kept(writing, "statement.english", None) == ""
    assert why_not_kept(writing.record, writer(Role.ADMINISTRATOR), PLAN, FactId(FieldId("summary")), "He fell.") == ""


DEBRIEF = ItemId("debrief-1")


def of_lesson(writing: Writing, field: str, value: Value) -> str:
    return why_not_kept(
        writing.record, writer(Role.ADMINISTRATOR), PLAN, FactId(FieldId(f"debrief.{field}"), DEBRIEF), value
    )


def test_a_lesson_for_other_schools_points_to_nobody() -> None:
    writing = told()
    assert of_lesson(writing, "lesson", "A second adult at arrival calms a crowd.") == ""
    assert '"Tate" is a name' in of_lesson(writing, "lesson", "Tate was alone at arrival.")
    assert '"his" tells a sex' in of_lesson(writing, "lesson_action", "Put somebody at his side.")
    assert "tells a grade" in of_lesson(writing, "lesson_action", "Two adults in every third grade room.")
    assert of_lesson(writing, "learnt", "Tate was alone.") == "", "what was learnt stays in the record, and may name"


def test_a_lesson_is_not_approved_by_a_student_nor_with_a_name_that_came_since() -> None:
    writing = told()
    writing.facts("debrief-1", debrief_lesson="Quinn helped at arrival.", debrief_lesson_action="Post two adults.")
    assert of_lesson(writing, "lesson_by", "Sam Rivera") == ""
    assert "name of a student" in of_lesson(writing, "lesson_by", "Jordan Tate")
    writing.facts("person-2", person_role="involved", person_type="student", person_student_name="Quinn Lo")
    assert '"Quinn" is a name' in of_lesson(writing, "lesson_at", TEN_MS)

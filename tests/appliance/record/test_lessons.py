"""Tests how far a lesson for other schools has come: approved only with its words, and not any more once they change."""

from appliance.plan.model import Role
from appliance.record.access import rights
from appliance.record.decide import No, Writer, write
from appliance.record.events import FactWritten, RecordEntry
from appliance.record.lessons import lessons
from appliance.record.mine import Reader
from appliance.record.words import FactId, FieldId, ItemId, Value
from tests.appliance.record.telling import TEN_MS, Writing, staff

ITEM = ItemId("debrief-1")


def writes(writing: Writing, field: str, value: Value) -> str:
    """Say why an administrator may not write this; empty where they may."""
    made = _decided(writing, field, value)
    return str(made) if isinstance(made, No) else ""


def written(writing: Writing, field: str, value: Value) -> list[Value]:
    """Give what is kept when an administrator writes this."""
    made = _decided(writing, field, value)
    assert not isinstance(made, No), made
    return [each.value for each in made if isinstance(each, FactWritten)]


def _decided(writing: Writing, field: str, value: Value) -> list[RecordEntry] | No:
    writer = Writer(staff("p1"), rights((Role.ADMINISTRATOR,), proven=True), Reader(person=None))
    versions = writing.record.versions.get(FactId(FieldId(f"debrief.{field}"), ITEM))
    return write(
        writing.record,
        writer,
        FactId(FieldId(f"debrief.{field}"), ITEM),
        value,
        versions[-1].number if versions else 0,
        "as it was",
    )


def test_it_is_approved_after_its_words_and_a_change_takes_that_away() -> None:
    writing = Writing()
    writing.facts("debrief-1", debrief_lesson="Two adults at arrival calm a crowd.")
    assert lessons(writing.record) == (), "without an action there is no lesson"
    assert writes(writing, "lesson_by", "Sam Rivera") == "Write the lesson and what other schools could do first."
    writing.facts("debrief-1", debrief_lesson_action="Post a second adult.")
    (waiting,) = lessons(writing.record)
    assert not waiting.approved
    assert writes(writing, "lesson_by", "Sam Rivera") == ""
    writing.facts("debrief-1", debrief_lesson_by="Sam Rivera")
    assert not lessons(writing.record)[0].approved, "nobody said when"
    writing.facts("debrief-1", debrief_lesson_at=TEN_MS)
    (approved,) = lessons(writing.record)
    assert (approved.approved_by, approved.sentence, approved.action) == (
        "Sam Rivera",
        "Two adults at arrival calm a crowd.",
        "Post a second adult.",
    )
    writing.facts("debrief-1", debrief_lesson_action="Post a third adult.")
    assert not lessons(writing.record)[0].approved, "nobody approved the new words"
    writing.facts("debrief-1", debrief_lesson_at=TEN_MS + 60_000)
    assert not lessons(writing.record)[0].approved, "who approved the old words did not approve these"
    assert written(writing, "lesson_by", "Sam Rivera") == ["Sam Rivera"], "the same name says something new"
    writing.facts("debrief-1", debrief_lesson_by="Sam Rivera")
    assert lessons(writing.record)[0].approved
    assert written(writing, "lesson_by", "Sam Rivera") == []
    writing.facts("debrief-1", debrief_lesson_at=None)
    assert not lessons(writing.record)[0].approved, "it was taken back"

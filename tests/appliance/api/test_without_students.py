"""Tests that no detail of a student, and nothing that somebody typed, stays in a copy without them: all fields, each with a mark."""

import msgspec
import pytest
from msgspec.structs import replace

from appliance.api.records.messages import FactView, MissingView, NotedDuty, NoteView, RecordShown, VersionView
from appliance.api.records.without_students import without_students
from appliance.record.code_lists.people import GROWN, STAFF
from appliance.record.codes import LISTS
from appliance.record.fields import FIELDS
from appliance.record.words import FieldId, ItemId, Klass, Value
from tests.appliance.exports.bite import bite

STUDENT, TEACHER = "person-1", "person-2"
ABOUT = {"injury": {"injury-1": STUDENT, "injury-2": TEACHER}, "support": {"support-1": STUDENT, "support-2": TEACHER}}
STAYS = """
incident_id school status amendments mode timezone room room_name floor call_kind source presses pressed_at received_at practice_until
shown_at acknowledged_at dispatched_at confirmed_at on_scene_at stood_down_at shown_after_s acknowledged_after_s dispatched_after_s
confirmed_after_s on_scene_after_s stood_down_after_s nobody_acknowledged outcome responder.role responder.on_scene_at event_kind
occurred_at occurred_precision time_context location_type room_action class_went setting adults_present students_present who_covered
property_loss
"""
OF_TEACHER = """
person.role person.type injury.person injury.level injury.body_part injury.nature injury.treatment injury.osha_class injury.privacy_case
injury.lost_days injury.restricted_days injury.notice_at injury.notice_stamped_at support.person support.kind support.offered_at
support.answer support.evaluator support.confirmed support.due support.done_at
"""
"""A new field stays only if it is written here: somebody decided that it tells nothing of a student."""


def items_of(group: str) -> tuple[str, ...]:
    if group in ABOUT:
        return tuple(ABOUT[group])
    return (STUDENT, TEACHER) if group == "person" else (f"{group}-1",) if group else ("",)


def mark(field: str, item: str) -> str:
    return f"Zq-{field}-{item}-x"


def value_of(field: str, item: str) -> Value:
    """Give a mark, except where the value says whom something is about."""
    if field == "person.type":
        return "student" if item == STUDENT else "teacher"
    group, _, name = field.partition(".")
    return ABOUT[group][item] if name == "person" and group in ABOUT else mark(field, item)


def fact(field: str, item: str, *values: Value) -> FactView:
    versions = tuple(
        VersionView(value=value, by="Zq-by-x", wall_ms=number, entry=number, why="Zq-why-x")
        for number, value in enumerate(values, 1)
    )
    return FactView(field=FieldId(field), item=ItemId(item), versions=versions)


def _before(value: Value) -> Value:
    return "Zq-before-x" if isinstance(value, str) and value.startswith("Zq") else value


def whole() -> RecordShown:
    """Give a record with every field of every item, each written and amended, and with all that hangs on it."""
    facts = [
        fact(field.field, item, _before(value_of(field.field, item)), value_of(field.field, item))
        for field in FIELDS.values()
        for item in items_of(field.group)
    ]
    note = NoteView(
        entry=9, wall_ms=9, by="Zq-noter-x", done=True, done_ms=9, confirms="Zq-confirms-x", words="Zq-words-x"
    )
    shown = bite(facts=tuple(facts))
    return replace(
        shown,
        record=replace(shown.record, missing=3, held=True),
        missing=(MissingView(field=FieldId("restraint.seconds"), item=ItemId(""), says="Zq-missing-x", minimal=True),),
        held_for="Zq-held-x",
        noted=(NotedDuty(rule="Zq-rule-x", says="Zq-says-x", about=ItemId(STUDENT), notes=(note,)),),
        timeline=(),
    )


def test_of_all_fields_only_those_stay_that_tell_nothing_of_a_student() -> None:
    told, removed = without_students(whole(), lines=0)
    stays = {(fact.field, fact.item) for fact in told.facts}
    assert {field for field, _ in stays} == set(STAYS.split()) | set(OF_TEACHER.split())
    of_student = {STUDENT, "injury-1", "support-1"}
    assert not {item for _, item in stays} & of_student
    assert not {field for field, _ in stays if FIELDS[field].klass is Klass.STUDENT} - {"person.role", "person.type"}
    facts = len(whole().facts)
    assert removed.about_students + removed.typed + removed.others == facts - len(stays)
    assert removed.earlier == len(stays), "each was amended once"


def test_nothing_is_left_of_any_mark_that_does_not_stay() -> None:
    told, _ = without_students(whole(), lines=0)
    text = str(msgspec.to_builtins(told))
    for field in FIELDS.values():
        for item in items_of(field.group):
            value = value_of(field.field, item)
            stays = any((each.field, each.item) == (field.field, item) for each in told.facts)
            assert (mark(field.field, item) in text) is (stays and value == mark(field.field, item)), (
                field.field,
                item,
            )
    for word in ("before", "by", "why", "noter", "confirms", "words", "missing", "held", "rule", "says"):
        assert f"Zq-{word}-x" not in text, word
    assert told.record.missing == 0 and told.withheld == (Klass.STUDENT,)


@pytest.mark.parametrize("kind", [each.code for each in LISTS["person-type"].codes])
def test_whoever_is_not_certainly_grown_up_is_a_student_here(kind: str) -> None:
    facts = (
        fact("person.type", TEACHER, kind),
        fact("injury.person", "injury-1", TEACHER),
        fact("injury.level", "injury-1", "minor"),
    )
    told, _ = without_students(bite(facts=facts), lines=0)
    assert {each.field for each in told.facts} == ({each.field for each in facts} if kind in GROWN else set())
    assert STAFF < GROWN and not {"student", "other-student", "former-student", "other-youth", "unknown"} & GROWN


def test_what_was_once_about_a_student_stays_away_whatever_stands_there_now() -> None:
    about = (fact("person.type", STUDENT, "student"), fact("person.type", TEACHER, "teacher"))
    moved = (fact("injury.person", "injury-1", STUDENT, TEACHER), fact("injury.level", "injury-1", "minor"))
    told, _ = without_students(bite(facts=(*about, *moved)), lines=0)
    assert {(each.field, each.item) for each in told.facts} == {("person.type", TEACHER)}
    became = (fact("person.type", TEACHER, "student", "teacher"), fact("injury.person", "injury-1", TEACHER))
    assert without_students(bite(facts=became), lines=0)[0].facts == ()
    nobody = (fact("injury.person", "injury-1", TEACHER, None), fact("person.type", TEACHER, "teacher"))
    assert {each.field for each in without_students(bite(facts=nobody), lines=0)[0].facts} == {"person.type"}
    unnamed = (fact("injury.level", "injury-1", "minor"), fact("support.kind", "support-1", "rights"))
    assert without_students(bite(facts=unnamed), lines=0)[0].facts == (), "nobody knows whose these are"


def test_a_field_of_a_newer_release_stays_away() -> None:
    told, removed = without_students(bite(facts=(fact("person.shoe_size", TEACHER, 7),)), lines=2)
    assert told.facts == () and (removed.others, removed.lines) == (1, 2)

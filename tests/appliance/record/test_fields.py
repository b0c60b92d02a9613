"""Tests the schema as a whole: every row of the proposed standard facts has its fields, in its tier, class and part."""

import pytest

from appliance.record.codes import LISTS
from appliance.record.fields import FIELDS, GROUPS, field, of_group, of_klass, of_part
from appliance.record.schema import Shape
from appliance.record.words import FieldId, Klass, Part, Tier

ROWS = {
    1: "incident_id",
    2: "school",
    3: "status",
    4: "mode drill practice_until",
    5: "occurred_at occurred_precision timezone",
    6: "time_context",
    7: "location_type where_exactly",
    8: "room room_name floor",
    9: "call_kind",
    10: "source",
    11: "pressed_at received_at shown_at acknowledged_at dispatched_at confirmed_at on_scene_at stood_down_at",
    12: "outcome nobody_acknowledged saw_room",
    13: "responder.role responder.name responder.on_scene_at",
    14: "person.role",
    15: "person.type",
    16: "person.student_name person.staff_name",
    17: "behavior behavior_other",
    18: "contact_form",
    19: "directed_at",
    20: "state_category",
    21: "weapon",
    22: "account.text summary",
    23: "doing_before setting adults_present students_present",
    24: "circumstances",
    25: "deescalation what_worked",
    26: "anyone_hurt injury.person injury.level",
    27: "injury.body_part injury.nature injury.object",
    28: "injury.treatment",
    29: "person.impact",
    30: "injury.osha_class injury.privacy_case",
    31: "injury.lost_days injury.restricted_days injury.notice_at injury.notice_stamped_at",
    32: "restraint_used restraint.person restraint.type restraint.began restraint.seconds restraint.reason restraint.by"
    " restraint.anyone_hurt restraint.reported_at",
    33: "room_action class_went who_covered",
    34: "law_enforcement law_enforcement_agency law_enforcement_case law_enforcement_action",
    35: "notice.about notice.who notice.method notice.at",
    36: "person.plan_status person.manifestation_review person.early_grade person.asked_first",
    37: "property_loss",
    38: "action.person action.kind action.from action.days action.days_before action.times_before action.decided_by"
    " action.decided_at action.returns",
    39: "reporter.name reporter.about_them reporter.person account.on_behalf_of account.representative",
    40: "account.agrees account.addition",
    41: "support.person support.kind support.offered_at support.answer support.evaluator support.confirmed support.due"
    " support.done_at",
    42: "debrief.at debrief.attendees debrief.educator_present debrief.sent_words debrief.sent_person debrief.learnt debrief.next"
    " debrief.lesson debrief.lesson_action debrief.lesson_by debrief.lesson_at",
    44: "disclosure.to disclosure.recipient disclosure.basis disclosure.threat disclosure.what disclosure.at",
    45: "amendments",
    46: "statement.audience statement.stage statement.english statement.spanish statement.educator_saw_at"
    " statement.educator_not statement.family_saw_at statement.family_not statement.approved_by statement.approved_at",
    47: "account.first_reader account.first_reader_person account.first_reader_until account.first_reader_ended",
    48: "change.what change.debrief change.owner change.by change.done_at",
    49: "meeting.kind meeting.person meeting.action meeting.educator_agrees meeting.at meeting.language",
    50: "telling.told telling.by telling.action telling.confidential telling.before",
}
"""For each row of the proposal, its fields. Row 43, duties, has rules of its own. Rows 46 to 50 were added
to the proposal: statements, first readers, and what follows.
"""

CLASSES = {
    Klass.OPERATIONAL: (*range(1, 14), 24, 33, 37, 45, 47),
    Klass.STUDENT: (14, 15, 17, 18, 19, 20, 21, 22, 25, 32, 34, 35, 38, 42, 44, 46, 48, 49, 50),
    Klass.PERSONNEL: (30, 31, 39, 40, 41),
    Klass.RESTRICTED: (27, 28, 29, 36),
}
OTHER_CLASS = {
    # a name of one of the staff
    "account.first_reader_person": Klass.PERSONNEL,
    # what one of the staff answers
    "meeting.educator_agrees": Klass.PERSONNEL,
    # words about a place may tell of a child
    "where_exactly": Klass.STUDENT,
    # a school official may know these before they decide; what the plan is stays with those who own it
    "person.early_grade": Klass.STUDENT,
    "person.asked_first": Klass.STUDENT,
}


@pytest.mark.parametrize("row", ROWS)
def test_every_row_has_its_fields(row: int) -> None:
    for name in ROWS[row].split():
        assert FieldId(name) in FIELDS


def test_rows_have_the_class_that_was_proposed() -> None:
    for klass, rows in CLASSES.items():
        for row in rows:
            for name in ROWS[row].split():
                assert field(name).klass is OTHER_CLASS.get(name, klass), name


def test_a_student_is_named_in_class_b_and_an_adult_in_class_c() -> None:
    assert field("person.student_name").klass is Klass.STUDENT
    assert field("person.staff_name").klass is Klass.PERSONNEL
    assert field("reporter.name").klass is Klass.PERSONNEL
    assert field("account.text").klass is Klass.STUDENT


def test_names_are_typed_in_one_place_for_each_kind_of_person() -> None:
    typed = {each.field for each in FIELDS.values() if each.names_somebody and each.part is not Part.SYSTEM}
    assert typed == {
        "person.student_name",
        "person.staff_name",
        "account.on_behalf_of",
        "account.representative",
        "reporter.name",
        "reporter.person",
        "notice.who",
        "telling.told",
        "telling.by",
        "statement.approved_by",
        "debrief.lesson_by",
    }


def test_an_account_and_an_addition_are_never_replaced() -> None:
    assert {each.field for each in FIELDS.values() if each.written_once} == {"account.text", "account.addition"}


def test_two_scales_of_injury_stand_side_by_side_and_share_no_mapping() -> None:
    school, work = field("injury.level"), field("injury.osha_class")
    assert {each.standard for each in school.maps} == {"CEDS"}
    assert {each.standard for each in work.maps} == {"OSHA 301"}
    assert school.codes != work.codes
    assert school.part is not work.part


def test_the_teacher_is_asked_mostly_codes_and_little_that_must_be_typed() -> None:
    asked = [each for each in of_part(Part.TEACHER) if not each.group]
    needed = [each for each in asked if each.tier is Tier.MINIMAL]
    assert [each.field for each in needed] == [
        "event_kind",
        "occurred_at",
        "time_context",
        "location_type",
        "behavior",
        "contact_form",
        "directed_at",
        "weapon",
        "anyone_hurt",
        "restraint_used",
        "room_action",
    ]
    # 180 s are enough for eleven answers of ten seconds each and an account of five short sentences.
    assert all(each.shape in {Shape.CODE, Shape.CODES, Shape.YES_NO} for each in needed if each.field != "occurred_at")
    assert sum(each.shape is Shape.WORDS for each in asked) == 1


def test_nothing_that_a_teacher_answers_is_restricted() -> None:
    assert all(each.klass is not Klass.RESTRICTED for each in of_part(Part.TEACHER))


def test_what_is_known_only_afterwards_is_no_question_to_whoever_was_there() -> None:
    assert {each.field for each in FIELDS.values() if each.later} == {
        "restraint.reported_at",
        "injury.notice_at",
        "injury.notice_stamped_at",
        "action.days_before",
        "action.times_before",
        "action.decided_by",
        "action.decided_at",
        "action.returns",
        "support.confirmed",
        "disclosure.recipient",
        "debrief.sent_words",
        "debrief.sent_person",
        "debrief.lesson",
        "debrief.lesson_action",
        "debrief.lesson_by",
        "debrief.lesson_at",
        *(each.field for each in of_group("statement")[1:]),
    }
    assert not any(each.later for each in of_part(Part.TEACHER))
    # an item begins with its first field, so that field is known when the item is made
    assert not any(of_group(group)[0].later for group in GROUPS)


def test_the_state_category_is_chosen_in_review() -> None:
    assert field("state_category").part is Part.REVIEW


@pytest.mark.parametrize("each", FIELDS.values(), ids=str)
def test_a_field_holds_together(each) -> None:
    assert each.label
    assert each.ask
    assert "perpetrator" not in f"{each.label} {each.ask} {each.help}".casefold()
    assert bool(each.codes) is (each.shape in {Shape.CODE, Shape.CODES})
    assert bool(each.of_group) is (each.shape in {Shape.ITEM, Shape.ITEMS})
    assert bool(each.length_max) is (each.shape in {Shape.TEXT, Shape.WORDS})
    assert not each.codes or each.codes in LISTS
    assert not each.of_group or each.of_group in GROUPS
    assert not each.group or each.group in GROUPS
    assert all(mapping.source and mapping.element for mapping in each.maps)


def test_questions_end_as_questions_and_what_the_appliance_fills_asks_nobody() -> None:
    for each in FIELDS.values():
        asks_somebody = each.part is not Part.SYSTEM and each.field != "reporter.person"
        assert asks_somebody is ("?" in each.ask), each.field


def test_looking_up_by_part_group_class_and_id() -> None:
    assert [each.field for each in of_group("notice")] == ["notice.about", "notice.who", "notice.method", "notice.at"]
    assert set().union(*(of_klass(klass) for klass in Klass)) == set(FIELDS)
    assert sum(len(of_part(part)) for part in Part) == len(FIELDS)
    assert field("no-such-field") is None


def test_every_group_has_fields() -> None:
    assert {each.group for each in FIELDS.values() if each.group} == set(GROUPS)


def test_lengths_of_other_standards_are_kept_to() -> None:
    # Limits of Ed-Fi 5.2: IncidentDescription 1024, ReporterName 75, CaseNumber 20.
    assert field("summary").length_max == 1024
    assert field("reporter.name").length_max == 75
    assert field("law_enforcement_case").length_max == 20

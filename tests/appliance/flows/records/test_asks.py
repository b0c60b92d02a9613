"""What a part of a record asks next, by what stands in it."""

from zoneinfo import ZoneInfo

import msgspec

from appliance.flows.records.asks import (
    TELL,
    Ask,
    Step,
    after,
    asks,
    before,
    groups,
    next_open,
    open_ones,
    opened,
    same_item,
)
from appliance.flows.records.sheet import HERE, Sheet
from appliance.flows.records.typed import as_typed
from appliance.record.fields import FIELDS, of_part
from appliance.record.words import FieldId, ItemId, Part, Status
from tests.appliance.exports.bite import bite
from tests.tui.record_scenes import BEGUN, FRESH, OFFICE, missing

DENVER = ZoneInfo("America/Denver")
FULL = tuple(field.field for part in Part for field in of_part(part))


def asked(sheet: Sheet, part: Part = Part.TEACHER) -> list[str]:
    return [ask.field.field for ask in asks(sheet, part) if ask.step is not Step.MORE]


def test_until_somebody_said_what_kind_of_event_it_was_nothing_else_is_asked() -> None:
    assert asked(Sheet(FRESH, DENVER)) == ["event_kind"]


def test_the_account_comes_before_the_questions_and_only_until_it_is_told() -> None:
    sheet = Sheet(BEGUN, DENVER)
    assert asked(sheet)[:3] == ["event_kind", "account.text", "occurred_at"]
    assert after(asks(sheet, Part.TEACHER), Ask(FIELDS[FieldId("event_kind")])) == TELL
    own = Sheet(bite(writes=FULL, missing=BEGUN.missing), DENVER)
    assert "account.text" not in asked(own)


def test_the_way_back_is_the_way_one_came_without_telling_again() -> None:
    found = asks(Sheet(BEGUN, DENVER), Part.TEACHER)
    assert before(found, Ask(FIELDS[FieldId("occurred_at")])) == Ask(FIELDS[FieldId("event_kind")])
    assert before(found, found[0]) is None


def test_on_the_way_on_what_was_answered_is_passed_by_and_on_the_way_back_it_is_not() -> None:
    sheet = Sheet(BEGUN, DENVER)
    began, place = Ask(FIELDS[FieldId("occurred_at")]), Ask(FIELDS[FieldId("location_type")])
    sheet.wrote(FieldId("time_context"), ItemId(""), "lunch-recess", 60)
    assert next_open(sheet, Part.TEACHER, began) == place
    assert before(asks(sheet, Part.TEACHER), place) == Ask(FIELDS[FieldId("time_context")])
    assert next_open(sheet, Part.TEACHER, asks(sheet, Part.TEACHER)[-1]) is None


def test_every_question_of_a_part_may_be_written_here() -> None:
    for part in Part:
        sheet = Sheet(OFFICE, DENVER)
        assert all(sheet.may_write(ask.field) for ask in asks(sheet, part))
    assert not asks(Sheet(bite(writes=()), DENVER), Part.OFFICE)


def test_the_name_of_a_student_is_asked_of_students_and_that_of_an_adult_of_adults() -> None:
    sheet = Sheet(bite(writes=FULL), DENVER)
    sheet.wrote(FieldId("person.type"), ItemId("p1"), "student", 50)
    sheet.wrote(FieldId("person.type"), ItemId("p2"), "teacher", 51)
    names = [(ask.field.field, ask.item) for ask in asks(sheet, Part.TEACHER) if ask.field.names_somebody]
    assert names == [("person.student_name", "p1"), ("person.staff_name", "p2")]


def test_what_is_written_at_a_desk_that_is_not_shown_it_again_still_stands_here() -> None:
    sheet = Sheet(BEGUN, DENVER)
    sheet.wrote(FieldId("behavior"), ItemId(""), "battery", 60)
    sheet.take(BEGUN)
    assert (sheet.value("behavior"), sheet.seen(FieldId("behavior"), ItemId(""))) == ("battery", 60)
    assert sheet.versions(FieldId("behavior"), ItemId(""))[-1].by == HERE


def test_a_newer_version_of_somebody_else_takes_the_place_of_what_was_typed_here() -> None:
    sheet = Sheet(BEGUN, DENVER)
    sheet.wrote(FieldId("behavior"), ItemId(""), "theft", 1)
    sheet.take(bite(writes=FULL))
    assert sheet.value("behavior") == "battery"


def test_somebody_hurt_asks_who_also_where_the_box_may_not_say_why() -> None:
    sheet = Sheet(BEGUN, DENVER)
    assert "injury.person" not in asked(sheet)
    sheet.wrote(FieldId("anyone_hurt"), ItemId(""), True, 61)
    assert "injury.person" in asked(sheet)


def test_whoever_does_not_quite_agree_is_asked_what_is_wrong_or_missing() -> None:
    sheet = Sheet(bite(writes=FULL), DENVER)
    assert "account.addition" in asked(sheet), "they amend"
    sheet.wrote(FieldId("account.agrees"), ItemId("a1"), "yes", 95)
    assert "account.addition" not in asked(sheet)


def test_an_answer_opens_the_question_that_waits_only_because_of_it() -> None:
    sheet = Sheet(BEGUN, DENVER)
    before_it = asks(sheet, Part.TEACHER)
    assert opened(sheet, Part.TEACHER, before_it) is None
    sheet.wrote(FieldId("anyone_hurt"), ItemId(""), True, 61)
    found = opened(sheet, Part.TEACHER, before_it)
    assert found is not None and found.field.field == "injury.person"
    assert same_item(found, Ask(FIELDS[FieldId("injury.level")], found.item)) and not same_item(found, TELL)


def test_what_waits_is_what_has_no_answer() -> None:
    sheet = Sheet(OFFICE, DENVER)
    assert all(sheet.value(ask.field.field, ask.item) is None for ask in open_ones(sheet, Part.OFFICE))
    assert "law_enforcement" in [ask.field.field for ask in open_ones(sheet, Part.OFFICE)]


def held(status: Status) -> Sheet:
    """Make a record in which a student was held."""
    line = msgspec.structs.replace(bite().record, status=status)
    sheet = Sheet(bite(writes=FULL, record=line), DENVER)
    sheet.wrote(FieldId("restraint.seconds"), ItemId("restraint-1"), 90, 60)
    return sheet


def test_what_is_known_only_afterwards_is_asked_once_the_record_is_submitted() -> None:
    draft = held(Status.DRAFT)
    assert "restraint.type" in asked(draft, Part.OFFICE) and "restraint.reported_at" not in asked(draft, Part.OFFICE)
    assert "restraint.reported_at" in asked(held(Status.SUBMITTED), Part.OFFICE)
    draft.wrote(FieldId("restraint.reported_at"), ItemId("restraint-1"), 1_788_300_000_000, 61)
    assert "restraint.reported_at" in asked(draft, Part.OFFICE), "what was answered stands on the way back"


def test_the_review_asks_who_decided_as_soon_as_there_is_an_action() -> None:
    draft = held(Status.DRAFT)
    assert "action.decided_by" not in asked(draft, Part.REVIEW)
    draft.wrote(FieldId("action.kind"), ItemId("action-1"), "no-action", 61)
    assert "action.decided_by" in asked(draft, Part.REVIEW)


def test_the_notice_of_an_injury_at_work_is_asked_of_staff_alone() -> None:
    sheet = Sheet(bite(writes=FULL), DENVER)
    for kind, of_work in (("student", False), ("teacher", True)):
        sheet.wrote(FieldId("person.type"), ItemId("p2"), kind, 70)
        assert ("injury.notice_at" in asked(sheet, Part.REVIEW)) is of_work


def test_a_question_about_a_support_is_asked_where_it_has_any_sense() -> None:
    sheet, support = Sheet(bite(writes=FULL), DENVER), ItemId("support-1")
    sheet.wrote(FieldId("support.kind"), support, "debrief", 70)
    assert {"support.evaluator", "support.confirmed"}.isdisjoint(asked(sheet, Part.REVIEW))
    sheet.wrote(FieldId("support.answer"), support, "cannot-be-asked", 71)
    assert "support.confirmed" in asked(sheet, Part.REVIEW)
    sheet.wrote(FieldId("support.kind"), support, "point-of-contact", 72)
    assert "support.evaluator" in asked(sheet, Part.REVIEW)
    sheet.wrote(FieldId("support.evaluator"), support, False, 73)
    sheet.wrote(FieldId("support.kind"), support, "debrief", 74)
    assert "support.evaluator" in asked(sheet, Part.REVIEW), "an answer that stands can be changed"


def test_a_length_of_time_stands_as_it_may_be_typed() -> None:
    sheet = Sheet(OFFICE, DENVER)
    assert as_typed(FIELDS[FieldId("restraint.seconds")], 90, sheet.place) == "1:30"


def test_a_missing_fact_leads_to_the_item_it_is_about() -> None:
    wanted = missing("injury.level", "Somebody was hurt, so say how badly.", "i1")
    sheet = Sheet(bite(missing=(wanted,)), DENVER)
    assert sheet.wanted(FieldId("injury.level"), ItemId("i1")) == wanted
    assert sheet.wanted(FieldId("injury.level"), ItemId("i2")) is None


def test_who_told_it_is_asked_afterwards_of_whoever_may_say_so_and_knows_that_somebody_told() -> None:
    who = FieldId("reporter.is_person")
    wanted = (missing("reporter.is_person", "Say which person of this record told it.", "r1"),)
    sheet = Sheet(bite(writes=(who,), missing=wanted), DENVER)
    assert asks(sheet, Part.REVIEW) == (Ask(FIELDS[who], ItemId("r1")),)
    assert open_ones(sheet, Part.REVIEW) == asks(sheet, Part.REVIEW)
    assert "reporter" not in groups(Part.TEACHER), "a name is told with the account"
    told_nothing = bite(writes=(who,), facts=tuple(fact for fact in bite().facts if fact.item != "r1"))
    assert asks(Sheet(told_nothing, DENVER), Part.REVIEW) == ()
    assert asks(Sheet(bite(writes=(who,)), DENVER), Part.REVIEW) == (), "nobody affected could be the reporter"

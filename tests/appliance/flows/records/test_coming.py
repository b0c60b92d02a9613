"""Which question comes next in a round, and what may be told besides."""

from zoneinfo import ZoneInfo

from appliance.flows.records.asks import TELL
from appliance.flows.records.coming import Besides, Course, Whose, further, may_begin, next_ask, ways, where
from appliance.flows.records.sheet import Sheet
from appliance.record.fields import of_part
from appliance.record.words import FieldId, ItemId, Part
from tests.tui.record_scenes import BEGUN, FRESH, OFFICE

DENVER = ZoneInfo("America/Denver")


def kinds(sheet: Sheet, course: Course) -> list[object]:
    return [option.value for option in ways(sheet, course)]


def test_a_question_that_was_left_out_is_not_asked_again_in_the_round() -> None:
    sheet, course = Sheet(BEGUN, DENVER), Course(Whose.TEACHERS)
    first = next_ask(sheet, course)
    assert first == TELL
    course.skipped.add(where(first))
    assert next_ask(sheet, course) != TELL


def test_an_account_is_told_only_in_the_round_of_whoever_was_there() -> None:
    sheet = Sheet(BEGUN, DENVER)
    assert next_ask(sheet, Course(Whose.OWN)) != TELL
    assert Besides.ACCOUNT in kinds(sheet, Course(Whose.TEACHERS))
    assert Besides.ACCOUNT not in kinds(sheet, Course(Whose.OWN))


def test_besides_are_the_account_then_more_questions_then_one_more_of_each_group() -> None:
    sheet, course = Sheet(BEGUN, DENVER), Course(Whose.TEACHERS)
    assert kinds(sheet, course) == [Besides.ACCOUNT, Besides.FURTHER, *may_begin(sheet, course)]
    course.further = True
    assert Besides.FURTHER not in kinds(sheet, course)


def test_where_nothing_happened_nobody_is_asked_for_more() -> None:
    sheet = Sheet(FRESH, DENVER)
    assert ways(sheet, Course(Whose.TEACHERS)) == ()
    sheet.wrote(FieldId("event_kind"), ItemId(""), "nothing", 60)
    assert ways(sheet, Course(Whose.TEACHERS)) == ()


def test_ones_own_parts_come_before_those_of_whoever_was_there() -> None:
    first = next_ask(Sheet(OFFICE, DENVER), Course(Whose.OWN))
    assert first is not None and first.field in of_part(Part.OFFICE)


def test_what_is_asked_only_afterwards_can_be_told_at_once_where_it_is_there_already() -> None:
    sheet, course = Sheet(OFFICE, DENVER), Course(Whose.OWN)
    reported = FieldId("restraint.reported_at")
    assert reported not in [ask.field.field for ask in further(sheet, course)]
    sheet.wrote(FieldId("restraint.seconds"), ItemId("restraint-1"), 90, 60)
    assert (reported, ItemId("restraint-1")) in [where(ask) for ask in further(sheet, course)]
    sheet.wrote(reported, ItemId("restraint-1"), 1_788_300_000_000, 61)
    assert reported not in [ask.field.field for ask in further(sheet, course)]

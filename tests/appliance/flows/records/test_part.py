"""The page of one part of a record: what can be answered there, and what may not."""

from zoneinfo import ZoneInfo

import msgspec

from appliance.flows.records.asks import TELL, Ask, open_ones
from appliance.flows.records.part import (
    added,
    by_itself,
    first_asked,
    first_things,
    leads_to,
    lines,
    more,
    what_waits,
    why_not_asked,
)
from appliance.flows.records.sheet import Sheet
from appliance.record.fields import FIELDS, of_part
from appliance.record.words import NEW, FieldId, ItemId, Part
from tests.appliance.exports.bite import bite
from tests.tui.record_scenes import BEGUN, FRESH, OFFICE, missing

DENVER = ZoneInfo("America/Denver")
FULL = tuple(field.field for part in Part for field in of_part(part))


def test_what_stands_alone_comes_before_groups_and_accounts_come_last() -> None:
    found = lines(Sheet(bite(writes=FULL), DENVER), Part.TEACHER)
    groups = [ask.field.group for ask in found]
    assert groups[0] == "" and groups[-1] == "account" and found[-1] == TELL
    assert groups == sorted(groups, key=groups.index), "each group stands together"
    assert TELL not in lines(Sheet(bite(writes=FULL), DENVER), Part.OFFICE)


def test_what_may_not_be_written_is_shown_where_something_stands_and_refused_when_it_is_chosen() -> None:
    sheet = Sheet(msgspec.structs.replace(bite(), writes=()), DENVER)
    shown = [ask for ask in lines(sheet, Part.TEACHER) if ask != TELL]
    assert shown and all(sheet.value(ask.field.field, ask.item) is not None for ask in shown)
    assert all(ask.field.label in why_not_asked(sheet, ask) for ask in shown)
    assert not why_not_asked(sheet, TELL)


def test_what_is_known_only_afterwards_is_on_the_page_at_any_time() -> None:
    sheet = Sheet(OFFICE, DENVER)
    sheet.wrote(FieldId("restraint.seconds"), ItemId("restraint-1"), 90, 60)
    reported = Ask(FIELDS[FieldId("restraint.reported_at")], ItemId("restraint-1"))
    assert reported in lines(sheet, Part.OFFICE) and reported not in open_ones(sheet, Part.OFFICE)


def test_a_question_that_adds_says_what_it_adds_and_leads_on() -> None:
    person = Ask(FIELDS[FieldId("person.role")], NEW)
    begins = Ask(FIELDS[FieldId("occurred_at")])
    assert added(person) and added(TELL) and not added(begins)
    assert (by_itself(person), by_itself(TELL), by_itself(begins)) == (False, False, True)
    assert [option.value for option in more(person)] == [False, True]


def test_whoever_was_there_is_asked_at_once_and_nobody_else() -> None:
    sheet = Sheet(FRESH, DENVER)
    assert first_asked(sheet, Part.TEACHER) == open_ones(sheet, Part.TEACHER)[0]
    assert first_asked(Sheet(OFFICE, DENVER), Part.OFFICE) is None
    assert first_asked(Sheet(msgspec.structs.replace(FRESH, writes=()), DENVER), Part.TEACHER) is None


def test_the_heading_counts_what_waits_and_the_first_line_names_it() -> None:
    found = open_ones(Sheet(BEGUN, DENVER), Part.TEACHER)
    assert what_waits(found) == f"{len(found)} questions wait" and what_waits(()) == "nothing waits here"
    assert first_things(found).startswith(f"Answer what waits ({len(found)}): ")


def test_what_is_wanted_leads_to_its_question_or_to_the_first_of_a_new_item() -> None:
    sheet = Sheet(bite(writes=FULL), DENVER)
    assert leads_to(sheet, missing("account.text", "Say.")) == TELL
    assert leads_to(sheet, missing("injury.level", "Say.", "i1")) == Ask(FIELDS[FieldId("injury.level")], ItemId("i1"))
    assert leads_to(sheet, missing("injury.level", "Say.", NEW)) == Ask(FIELDS[FieldId("injury.person")], NEW)

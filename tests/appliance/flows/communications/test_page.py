"""Tests what can be chosen among the statements of a record, and on the page of one."""

from appliance.communications.words import Stage
from appliance.flows.communications.page import COLUMN, Act, One, listing, page, why_not_changed
from appliance.flows.records.asks import Ask
from appliance.flows.records.page import Act as RecordAct
from appliance.flows.records.page import page as record_page
from appliance.record.fields import FIELDS, of_group
from appliance.record.words import FieldId, ItemId
from tests.appliance.flows.communications.records import APPROVED, ITEM, SEEN, WORDS, sheet


def test_the_checklists_and_every_statement_are_offered() -> None:
    offered = listing(sheet(WORDS))
    assert [option.value for option in offered] == [Act.BEGIN, One(ItemId(ITEM)), *Stage]
    assert offered[1].says == "The statement to the press, on the same day: draft: waits for 3 more"
    assert listing(sheet(WORDS, SEEN, APPROVED))[1].says == "The statement to the press, on the same day: final"


def test_nobody_who_may_not_write_one_is_offered_to_begin_one() -> None:
    assert Act.BEGIN not in [option.value for option in listing(sheet(WORDS, writes=()))]


def test_a_page_offers_every_field_and_a_printer_only_where_there_is_one() -> None:
    offered = page(sheet(WORDS), ItemId(ITEM), printer=False)
    fields = [option.value.field.field for option in offered if isinstance(option.value, Ask)]
    assert fields == [field.field for field in of_group("statement")]
    assert [option.value for option in offered if isinstance(option.value, Act)] == [Act.READ]
    assert page(sheet(WORDS), ItemId(ITEM), printer=True)[-1].value is Act.PRINT
    assert all(len(field.label) < COLUMN for field in of_group("statement"))


def test_what_was_seen_and_approved_says_who_noted_it() -> None:
    offered = page(sheet(WORDS, SEEN, APPROVED), ItemId(ITEM), printer=False)
    lines = [option.line for option in offered if ", noted by " in option.line]
    assert [line.partition("\t")[0] for line in lines] == ["The educator saw it", "Approved on"]
    assert lines[0].endswith("2026-09-01 11:31:05, noted by M. Okafor")


def test_whoever_may_only_note_what_the_educator_saw_changes_nothing_else() -> None:
    saw = FieldId("statement.educator_saw_at")
    at_contact = sheet(WORDS, writes=(saw,))
    offered = page(at_contact, ItemId(ITEM), printer=False)
    changeable = {
        option.value.field.field
        for option in offered
        if isinstance(option.value, Ask) and not why_not_changed(at_contact, option.value)
    }
    assert changeable == {saw}
    english = Ask(FIELDS[FieldId("statement.english")], ItemId(ITEM))
    assert "“In English” is not yours to write." in why_not_changed(at_contact, english)


def test_a_record_leads_there_for_whoever_reads_or_writes_statements() -> None:
    def leads(*steps: dict[str, object], writes: tuple[str, ...]) -> bool:
        offered = record_page(sheet(*steps, writes=writes), proven=True)
        return RecordAct.STATEMENTS in [option.value for option in offered]

    assert leads(writes=("statement.audience",))
    assert leads(WORDS, writes=())
    assert not leads(writes=())

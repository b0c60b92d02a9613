"""Reads the statements of a record as its reader was shown it: how far each has come, and what fills its placeholders. Pure."""

from datetime import tzinfo

from appliance.api.records.facts import RecordFacts, zone_of
from appliance.communications.placeholders import Filling, fill
from appliance.communications.words import Language
from appliance.core.ground.moment import at
from appliance.record.statements import GROUP, Statement, statement
from appliance.record.words import FieldId, ItemId, Value


def statements(record_facts: RecordFacts) -> tuple[ItemId, ...]:
    """Give the statements that this reader is shown, in the order in which they were begun."""
    return record_facts.items(GROUP)


def statement_of(record_facts: RecordFacts, item: ItemId) -> Statement:
    """Give one statement as it stands."""

    def newest(field: FieldId) -> tuple[Value, int] | None:
        found = record_facts.newest(field, item)
        return (found.value, found.entry) if found is not None else None

    return statement(newest)


def filled(record_facts: RecordFacts, item: ItemId, language: Language, phone: str, zone: tzinfo) -> str:
    """Give the words of a statement in one language, with its placeholders filled. `zone` is used if the record does not say its own."""
    its = statement_of(record_facts, item)
    began_ms = record_facts.began_ms
    local = zone_of(record_facts, zone)
    filling = Filling(
        school=record_facts.shown.building,
        phone=phone,
        day=None if began_ms is None else at(began_ms, local).date(),
        speaker=its.approved_by,
    )
    return fill(its.english if language is Language.ENGLISH else its.spanish, filling, language)

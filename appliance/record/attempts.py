"""Finds what a writer sent before and sends again because no answer came. The writer gave the writing a name, and the search goes by it.
Pure; gives no rights, opens nothing.

The name is random, and only that console and the box know it. It counts only at the desk that wrote under it.
"""

from appliance.plan.ids import DeskId
from appliance.record.record import Record
from appliance.record.words import Attempt, FactId, FieldId, ItemId, Value


def written(record: Record, attempt: Attempt, desk: DeskId, field: FieldId, value: Value) -> FactId | None:
    """Give the id of the fact where this attempt wrote this value into this field already, or None. The same name with another value
    is another writing.
    """
    for fact_id in _of(record, attempt, desk):
        if fact_id.field == field and record.versions[fact_id][0].value == value:
            return fact_id
    return None


def teller(record: Record, attempt: Attempt, desk: DeskId) -> ItemId | None:
    """Give the reporter who told an account by this attempt already, whatever they told."""
    told = (fact_id.item for fact_id in _of(record, attempt, desk) if fact_id.field == "account.text")
    reporter = next((record.value("account.reporter", account) for account in told), None)
    return ItemId(reporter) if isinstance(reporter, str) else None


def made_teller(record: Record, attempt: Attempt, desk: DeskId) -> bool:
    """Whether this attempt made a reporter known for the first time. Then the code that they were given may be lost."""
    return any(fact_id.field.startswith("reporter.") for fact_id in _of(record, attempt, desk))


def _of(record: Record, attempt: Attempt, desk: DeskId) -> list[FactId]:
    return [fact_id for fact_id in record.attempts.get(attempt, ()) if record.versions[fact_id][0].by.desk == desk]

"""What a writer sends again because no answer came: found by the name it gave the writing. Pure; gives no rights, opens nothing.

The name is random and known to that console and the box alone; it counts only at the desk that wrote under it.
"""

from appliance.plan.ids import DeskId
from appliance.record.record import Record
from appliance.record.words import Attempt, FieldId, ItemId, Spot, Value


def written(record: Record, attempt: Attempt, desk: DeskId, field: FieldId, value: Value) -> Spot | None:
    """Where this attempt wrote this value into this field already; another value is another writing."""
    for spot in _of(record, attempt, desk):
        if spot.field == field and record.versions[spot][0].value == value:
            return spot
    return None


def teller(record: Record, attempt: Attempt, desk: DeskId) -> ItemId | None:
    """The reporter who told an account by this attempt already, whatever they told."""
    told = (spot.item for spot in _of(record, attempt, desk) if spot.field == "account.text")
    reporter = next((record.value("account.reporter", account) for account in told), None)
    return ItemId(reporter) if isinstance(reporter, str) else None


def made_teller(record: Record, attempt: Attempt, desk: DeskId) -> bool:
    """Whether a reporter was first known by this attempt: the code they were given then may be lost."""
    return any(spot.field.startswith("reporter.") for spot in _of(record, attempt, desk))


def _of(record: Record, attempt: Attempt, desk: DeskId) -> list[Spot]:
    return [spot for spot in record.attempts.get(attempt, ()) if record.versions[spot][0].by.desk == desk]

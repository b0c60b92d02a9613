"""Makes a record with a statement, as an administrator is shown it."""

from zoneinfo import ZoneInfo

from msgspec.structs import replace

from appliance.api.records.messages import FactView, RecordShown
from appliance.flows.records.sheet import Sheet
from appliance.record.fields import of_group
from appliance.record.words import Value
from tests.appliance.exports.bite import CALLED_MS, bite, fact

DENVER = ZoneInfo("America/Denver")
ITEM = "statement-1"
ALL = tuple(field.field for field in of_group("statement"))
WORDS: dict[str, Value] = {
    "audience": "press",
    "stage": "same-day",
    "english": "At {school}.\n{speaker}",
    "spanish": "En {school}.",
}
SEEN: dict[str, Value] = {"educator_saw_at": CALLED_MS + 3_600_000, "family_not": "No family is involved"}
APPROVED: dict[str, Value] = {"approved_by": "Sam Rivera", "approved_at": CALLED_MS + 7_200_000}


def written(*steps: dict[str, Value]) -> tuple[FactView, ...]:
    """Give the facts of these steps, each with an entry of its own."""
    found = [(name, value) for step in steps for name, value in step.items()]
    return tuple(
        fact(f"statement.{name}", value, ITEM, entry=100 + number) for number, (name, value) in enumerate(found)
    )


def record(*steps: dict[str, Value], writes: tuple[str, ...] = ALL) -> RecordShown:
    shown = bite()
    return replace(shown, facts=(*shown.facts, *written(*steps)), writes=writes)


def sheet(*steps: dict[str, Value], writes: tuple[str, ...] = ALL) -> Sheet:
    return Sheet(record(*steps, writes=writes), DENVER)

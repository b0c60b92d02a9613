"""Looks up a record by field, as its reader was shown it: for everything that is made from it. Pure; adds nothing, and hides nothing
more.
"""

from datetime import tzinfo

from appliance.api.records.messages import FactView, RecordShown, VersionView
from appliance.core.ground.words import KnownBy
from appliance.plan.timezone import timezone_named
from appliance.record.words import FieldId, ItemId, Value


class RecordFacts:
    """`shown`, with its facts by field and item. A fact that was not sent is simply missing."""

    def __init__(self, shown: RecordShown) -> None:
        self.shown = shown
        self._facts = {(fact.field, fact.item): fact for fact in shown.facts if fact.versions}

    def fact(self, field: FieldId | str, item: ItemId | str = "") -> FactView | None:
        """Give the fact in this field, with all its versions; None if there is none."""
        return self._facts.get((FieldId(field), ItemId(item)))

    def newest(self, field: FieldId | str, item: ItemId | str = "") -> VersionView | None:
        """Give the newest version in this field."""
        found = self.fact(field, item)
        return found.versions[-1] if found is not None else None

    def value(self, field: FieldId | str, item: ItemId | str = "") -> Value:
        """Give the newest value, None if there is none."""
        found = self.newest(field, item)
        return found.value if found is not None else None

    @property
    def called(self) -> bool:
        """Whether somebody called for help; otherwise it became known in another way, and nothing rang."""
        return self.value("source") not in {each.value for each in KnownBy}

    @property
    def began_ms(self) -> int | None:
        """When somebody called. If nobody called, when it happened, as people say now; None if nobody says."""
        began = self.shown.record.wall_ms if self.called else self.value("occurred_at")
        return began if isinstance(began, int) else None

    def items(self, group: str) -> tuple[ItemId, ...]:
        """Give the items of a group, in the order of their first fact."""
        return tuple(dict.fromkeys(item for field, item in self._facts if item and field.partition(".")[0] == group))


def zone_of(record_facts: RecordFacts, otherwise: tzinfo) -> tzinfo:
    """Give the building's own timezone as the record has it."""
    return timezone_named(str(record_facts.value("timezone") or "")) or otherwise


def wanted_elsewhere(shown: RecordShown) -> int:
    """Count the facts that every record must have and that are missing in parts this reader neither writes nor reads: they are told only
    the number.
    """
    return max(shown.record.missing - sum(each.minimal for each in shown.missing), 0)

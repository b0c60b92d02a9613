"""One open record as this console knows it: what the box showed, and over it what was typed here since. Knows no screen or line.

A desk where nobody proved who they are writes and is not shown it again: what was typed in this sitting is known from here alone,
and gone when the record is closed.
"""

from datetime import tzinfo

import msgspec

from appliance.api.records.facts import RecordFacts, zone_of
from appliance.api.records.messages import FactView, MissingView, Paper, RecordShown, VersionView
from appliance.api.records.naming import Naming
from appliance.core.ground.moment import at
from appliance.record.schema import Field
from appliance.record.values import Place
from appliance.record.words import NEW, FactId, FieldId, ItemId, Value

HERE = "you, just now"
"""Who wrote what the box does not show again."""

type Where = tuple[FieldId, ItemId]


class Sheet:
    """`shown` is the record as the box last showed it; `zone` is the console's own, for a record that does not say its."""

    def __init__(self, shown: RecordShown, zone: tzinfo) -> None:
        self._otherwise = zone
        self._typed: dict[Where, VersionView] = {}
        self.drafts: dict[str, str] = {}
        """Text that is not saved yet, by where it was typed."""
        self.code = ""
        """What opens one's own account again: shown once by the box, and here until the record is closed."""
        self.receipt: Paper | None = None
        self.take(shown)

    def take(self, shown: RecordShown) -> None:
        """The box showed the record again."""
        self.shown = shown
        known = {(fact.field, fact.item): fact.versions[-1].entry for fact in shown.facts if fact.versions}
        self._typed = {where: typed for where, typed in self._typed.items() if known.get(where, 0) < typed.entry}
        self._lay()

    def wrote(self, field: FieldId, item: ItemId, value: Value, entry: int) -> None:
        """A field was saved here, as this entry."""
        self._typed[field, item] = VersionView(value=value, by=HERE, wall_ms=0, entry=entry)
        self._lay()

    def versions(self, field: FieldId, item: ItemId) -> tuple[VersionView, ...]:
        """What stands there and stood there before, oldest first."""
        fact = self.reading.fact(field, item)
        return fact.versions if fact else ()

    def value(self, field: FieldId | str, item: ItemId | str = "") -> Value:
        """What stands there now, None where nothing does."""
        return self.reading.value(field, item)

    def seen(self, field: FieldId, item: ItemId) -> int:
        """The entry that is replaced by writing there, 0 where no person wrote."""
        versions = self.versions(field, item)
        return versions[-1].entry if versions else 0

    def may_write(self, field: Field, item: ItemId | str = "") -> bool:
        """Whether whoever sits here may fill it; with an item, there."""
        return field.field in self.shown.writes and FactId(field.field, ItemId(item)) not in self.shown.not_writes

    @property
    def own(self) -> bool:
        """Whether whoever sits here told an account in this record, and the box knows it: by this sitting, a code or a PIN."""
        return FieldId("account.text") in self.shown.writes

    def wanted(self, field: FieldId, item: ItemId) -> MissingView | None:
        """Why the fact is wanted, where it is."""
        found = (each for each in self.shown.missing if (each.field, each.item) == (field, item))
        return next(found, None)

    def wants_new(self, group: str) -> bool:
        """Whether an item of the group is wanted that is not there yet."""
        return any(each.item == NEW and each.field.startswith(f"{group}.") for each in self.shown.missing)

    @property
    def place(self) -> Place:
        """Where and when somebody types here."""
        day = at(self.shown.record.wall_ms, self.zone).date()
        return Place(self.zone, day)

    def called(self, group: str) -> dict[ItemId, str]:
        """The items of a group and what people call them."""
        return {item: self.naming.item(group, item) for item in self.reading.items(group)}

    def _lay(self) -> None:
        """What was typed here, over what the box showed."""
        facts = {(fact.field, fact.item): fact for fact in self.shown.facts}
        for where, typed in self._typed.items():
            old = facts.get(where)
            versions = (*old.versions, typed) if old and not old.system else (typed,)
            facts[where] = FactView(field=where[0], item=where[1], versions=versions)
        self.reading = RecordFacts(msgspec.structs.replace(self.shown, facts=tuple(facts.values())))
        self.zone = zone_of(self.reading, self._otherwise)
        self.naming = Naming(self.reading, self.zone)

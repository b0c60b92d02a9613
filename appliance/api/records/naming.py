"""Puts values, items and fields into words for a report. A person is "p1", with their name where it may be read. Pure."""

from datetime import tzinfo

from appliance.api.records.facts import RecordFacts
from appliance.record.codes import label
from appliance.record.fields import FIELDS, GROUPS, of_group
from appliance.record.schema import Field
from appliance.record.values import Place, show
from appliance.record.words import FieldId, ItemId, Klass, Part, Value

KLASSES = {
    Klass.OPERATIONAL: "A, how the call went",
    Klass.STUDENT: "B, about students",
    Klass.PERSONNEL: "C, about staff: injuries, and who reported",
    Klass.RESTRICTED: "D, medical and other protected facts",
}
PARTS = {
    Part.SYSTEM: "Seen by the appliance",
    Part.TEACHER: "Told by whoever was there",
    Part.OFFICE: "Added by the office",
    Part.NURSE: "Added by the nurse",
    Part.REVIEW: "Added in review",
}


_NAMELESS = ("account", "statement")


class Naming:
    """Names the things of one record."""

    def __init__(self, record_facts: RecordFacts, zone: tzinfo) -> None:
        self._record_facts = record_facts
        self._zone = zone

    def value(self, field: Field | None, value: Value) -> str:
        """Put a value into words. If this version of the schema does not know the field, the value is shown as it was sent."""
        if value is None:
            return "taken out again"
        if field is None:
            return ", ".join(value) if isinstance(value, tuple) else str(value)
        items = {item: self.item(field.of_group, item) for item in self._record_facts.items(field.of_group)}
        return show(field, value, Place(self._zone, items=items))

    def field(self, field_id: FieldId) -> str:
        """Give a field's label, or its id if this version of the schema has no label."""
        field = FIELDS.get(field_id)
        return field.label if field is not None else field_id

    def place(self, field_id: FieldId, item: ItemId) -> str:
        """Give a field's label, with the item it belongs to."""
        group = field_id.partition(".")[0]
        return f"{self.item(group, item)}: {self.field(field_id)}" if item else self.field(field_id)

    def item(self, group: str, item: ItemId) -> str:
        """Name an item as people do: by its name where that may be read, otherwise by what it is, and always with its token."""
        one = GROUPS[group].one if group in GROUPS else group
        named = self.name_field(group, item)
        name = str(self._record_facts.value(named.field, item)) if named is not None else ""
        role = self._record_facts.value(f"{group}.role", item)
        audience = self._record_facts.value("statement.audience", item) if group == "statement" else None
        what = f"{one} to {label('statement-audience', str(audience))}" if audience else one
        called = name or (label(f"{group}-role", str(role)) if role else what)
        return f"{called} ({item})"

    def name_field(self, group: str, item: ItemId) -> Field | None:
        """Give the field that holds this item's name, None if none is known here. An account and a statement have no name: they name who
        was there and who approved it, not themselves.
        """
        names = (field for field in of_group(group) if field.names_somebody and group not in _NAMELESS)
        return next((field for field in names if self._record_facts.value(field.field, item)), None)

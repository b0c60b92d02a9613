"""Looks up the fields of the record by name, part, group and class. Pure; the fields themselves are in `field_sets`."""

from collections.abc import Mapping

from appliance.record.field_sets import account, afterwards, communications, office, people, review, system, teacher
from appliance.record.schema import Field, Group
from appliance.record.words import FieldId, Klass, Part

FIELDS: Mapping[FieldId, Field] = {
    each.field: each
    for kept in (system, teacher, people, account, office, review, afterwards, communications)
    for each in kept.FIELDS
}
"""Every field, in the order in which it is asked and shown."""

GROUPS: Mapping[str, Group] = {
    each.name: each
    for each in (
        Group(name="responder", one="responder", many="Responders", add=""),
        Group(name="person", one="person", many="People", add="Add a person"),
        Group(name="injury", one="injury", many="Injuries", add="Add somebody who was hurt"),
        Group(name="account", one="account", many="Accounts", add="Tell what happened"),
        Group(name="reporter", one="reporter", many="Reporters", add=""),
        Group(name="restraint", one="restraint", many="Restraints", add="Add a restraint"),
        Group(name="notice", one="notice", many="Families told", add="Add a family that was told"),
        Group(name="action", one="action", many="Actions", add="Add an action"),
        Group(name="support", one="support", many="Supports", add="Add a support"),
        Group(name="debrief", one="debriefing", many="Debriefings", add="Add a debriefing"),
        Group(name="change", one="change", many="What the school changes", add="Add something that the school changes"),
        Group(name="meeting", one="meeting", many="Meetings", add="Add a meeting"),
        Group(name="telling", one="conversation", many="Conversations before class", add="Add somebody who is told"),
        Group(name="disclosure", one="disclosure", many="Disclosures", add="Add a disclosure"),
        Group(name="statement", one="statement", many="Statements", add="Add a statement"),
    )
}
"""Group → its names."""


def field(its: FieldId | str) -> Field | None:
    """Give a field by its id, or None where this version of the schema has no such field."""
    return FIELDS.get(FieldId(its))


def of_part(part: Part) -> tuple[Field, ...]:
    """Give the fields of a part, in the order in which they are asked."""
    return tuple(each for each in FIELDS.values() if each.part is part)


def of_group(group: str) -> tuple[Field, ...]:
    """Give the fields of a group, in the order in which they are asked."""
    return tuple(each for each in FIELDS.values() if each.group == group)


def of_klass(klass: Klass) -> frozenset[FieldId]:
    """Give the fields that are sealed under the key of a class."""
    return frozenset(each.field for each in FIELDS.values() if each.klass is klass)

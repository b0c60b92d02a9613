"""Finds the members of staff who were hurt, in a record as its reader was shown it. Pure; hides nothing more."""

import msgspec

from appliance.api.records.facts import RecordFacts
from appliance.record.code_lists.people import STAFF
from appliance.record.codes import label
from appliance.record.words import ItemId

_NOT_HURT = "none"


class Hurt(msgspec.Struct, frozen=True):
    """A member of staff who was hurt: the item of group "person", and those of group "injury". `name` is empty where it is not shown."""

    person: ItemId
    name: str
    position: str
    """What they are at the school, in words."""
    injuries: tuple[ItemId, ...]

    @property
    def called(self) -> str:
        """How people choose them: `Jo Brandt (person-1)`."""
        return f"{self.name or self.position} ({self.person})"


def staff_hurt(record_facts: RecordFacts) -> tuple[Hurt, ...]:
    """Give the staff who were hurt, in the order of the record. Whoever is not known here to be staff is left out."""
    injuries: dict[ItemId, list[ItemId]] = {}
    for item in record_facts.items("injury"):
        person = record_facts.value("injury.person", item)
        if isinstance(person, str) and record_facts.value("injury.level", item) != _NOT_HURT:
            injuries.setdefault(ItemId(person), []).append(item)
    return tuple(
        Hurt(
            person=person,
            name=str(record_facts.value("person.staff_name", person) or ""),
            position=label("person-type", str(kind)),
            injuries=tuple(injuries[person]),
        )
        for person in record_facts.items("person")
        if person in injuries and (kind := record_facts.value("person.type", person)) in STAFF
    )

"""Finds the members of staff whom a record says were hurt, so that none of them is cast in an exercise. Pure; tells nobody who it was."""

import msgspec

from appliance.plan.ids import PersonId
from appliance.plan.model import Person
from appliance.record.mine import folded
from appliance.record.record import Record
from appliance.record.words import ItemId

HURT_DAYS = 90
"""So many days after it nobody who was hurt is cast. Acute stress lasts from three days to one month (DSM-5-TR, acute stress disorder).
Ours is three times that. Whoever leads asks each person alone all the same, also later.
"""
HURT_MS = HURT_DAYS * 24 * 3_600_000
_NOT_HURT = "none"


class HurtStaff(msgspec.Struct, frozen=True):
    """Who was hurt in one record, at `wall_ms`: names as they were written, folded, and people of the plan."""

    wall_ms: int
    names: frozenset[str] = frozenset()
    people: frozenset[PersonId] = frozenset()

    @property
    def anybody(self) -> bool:
        """Whether it says of anybody who they are."""
        return bool(self.names or self.people)

    def has(self, person: Person) -> bool:
        """Whether this person is one of them."""
        return person.person in self.people or folded(person.name) in self.names


def hurt_in(record: Record, wall_ms: int) -> HurtStaff:
    """Give who was hurt in a record. `wall_ms`: when it began. What was destroyed, or is not known, names nobody."""
    injured = {
        ItemId(person)
        for item in record.items.get("injury", ())
        if record.value("injury.level", item) != _NOT_HURT
        and isinstance(person := record.value("injury.person", item), str)
        and person
    }
    written = (record.value("person.staff_name", item) for item in injured)
    told = (item for item in record.items.get("reporter", ()) if record.value("reporter.is_person", item) in injured)
    people = (record.value("reporter.person", item) for item in told)
    return HurtStaff(
        wall_ms,
        frozenset(folded(name) for name in written if isinstance(name, str) and name),
        frozenset(PersonId(each) for each in people if isinstance(each, str) and each),
    )

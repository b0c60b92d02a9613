"""Finds the members of staff whom a record says were hurt, so that none of them is cast in an exercise. Pure; tells nobody who it was."""

import msgspec

from appliance.core.calls.events import RecordOpened
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
    """Who was hurt in one record, at `wall_ms` or before: names as they were written, folded, and people of the plan. `wall_ms` is None
    where the box's clock was never trusted while the record was written: nobody knows how long ago that was.
    """

    wall_ms: int | None
    names: frozenset[str] = frozenset()
    people: frozenset[PersonId] = frozenset()

    @property
    def anybody(self) -> bool:
        """Whether it says of anybody who they are."""
        return bool(self.names or self.people)

    def has(self, person: Person) -> bool:
        """Whether this person is one of them."""
        return person.person in self.people or folded(person.name) in self.names

    def lately(self, now_ms: int | None) -> bool:
        """Whether it was within `HURT_DAYS`, or may have been. `now_ms` is None while the clock is not trusted."""
        return now_ms is None or self.wall_ms is None or now_ms - self.wall_ms <= HURT_MS


def hurt_in(record: Record) -> HurtStaff:
    """Give who was hurt in a record, also of a tap-out. What was destroyed, or is not known, names nobody."""
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
        _began_ms(record),
        frozenset(folded(name) for name in written if isinstance(name, str) and name),
        frozenset(PersonId(each) for each in people if isinstance(each, str) and each),
    )


def _began_ms(record: Record) -> int | None:
    """Give when it happened, as somebody said who opened the record. Otherwise give the first time in the record at which the clock was
    trusted: it happened then or before. Where its call and acts have no such time, what was written later may have one.
    """
    said = (event.occurred_ms for _, _, event in record.live if isinstance(event, RecordOpened))
    occurred_ms = next((each for each in said if each is not None), None)
    if occurred_ms is not None:
        return occurred_ms
    lived = (at.wall_ms for _, at, _ in record.live if at.week_minute is not None)
    versions = (each.at for found in record.versions.values() for each in found)
    written_ms = min((at.wall_ms for at in versions if at.week_minute is not None), default=None)
    return next(lived, written_ms)

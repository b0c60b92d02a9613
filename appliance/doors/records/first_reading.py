"""Says for one reader which accounts have a first reader now, and whom somebody may choose who tells one here. Pure."""

from appliance.api.records.first_reading import FirstReaderOffered, FirstReading
from appliance.core.ground.names import Names
from appliance.plan.ids import PersonId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Person, Role
from appliance.record.access import Rights
from appliance.record.first_reader import WHICH, Choice, choices, may_read, offered
from appliance.record.mine import Reader
from appliance.record.record import Record
from appliance.record.words import FactId
from appliance.words.roles import ROLES


def first_readings(
    record: Record, rights: Rights, reader: Reader, index: PlanIndex, now_ms: int
) -> tuple[FirstReading, ...]:
    """Give the accounts that a first reader reads before others now."""
    return tuple(
        FirstReading(
            account=each.account,
            reader=_called(record, each, rights, reader, index),
            until_ms=each.reader.until_ms,
            may_end=each.reporter == reader.reporter or each.account in reader.first.reads,
        )
        for each in choices(record).running(now_ms)
    )


def first_readers(reader: Reader, index: PlanIndex) -> tuple[FirstReaderOffered, ...]:
    """Give whom somebody may choose who tells an account: nobody chooses themselves."""
    found = offered(index.people.values(), reader.person)
    return tuple(FirstReaderOffered(first_reader=_word(*each), says=_says(*each)) for each in found)


def chosen(first_reader: str, reader: Reader, index: PlanIndex) -> tuple[Role, PersonId | None] | None:
    """Give whom a message names, or None where nobody is offered under that word."""
    for role, person in offered(index.people.values(), reader.person):
        if _word(role, person) == first_reader:
            return role, None if person is None else person.person
    return None


def _word(role: Role, person: Person | None) -> str:
    return role.value if person is None else f"{role.value} {person.person}"


def _says(role: Role, person: Person | None) -> str:
    return ROLES[role].noun if person is None else f"{person.name}, {ROLES[role].noun}"


def _called(record: Record, choice: Choice, rights: Rights, reader: Reader, index: PlanIndex) -> str:
    which = choice.reader.person
    if which is None or not may_read(record, FactId(WHICH, choice.account), rights, reader):
        return ROLES[choice.reader.role].noun
    return f"{Names(index).person(which)}, {ROLES[choice.reader.role].noun}"

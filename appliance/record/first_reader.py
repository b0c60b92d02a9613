"""Tells who reads an account first, and what nobody else reads until then. Pure; knows no clock and no calendar.

Whoever tells an account may choose its first reader: the point of contact, human resources, or one administrator. Only these two read the
words of the account, the reporter's other words, and who told it. This lasts until the time that stands in the account, or until one of
the two ends it. Everybody else is told that there is an account. What was ticked counts at once, so that duties open.

This is withheld where an answer is made. No key of its own seals it: whoever holds the keys of the classes can read it (SECURITY.md).
"""

from collections.abc import Iterable

import msgspec

from appliance.plan.ids import PersonId
from appliance.plan.model import Person, Role
from appliance.record.access import Rights
from appliance.record.fields import FIELDS, of_group
from appliance.record.mine import First, Reader, about_care, folded, mine, of_staff
from appliance.record.record import Record
from appliance.record.schema import Shape
from appliance.record.words import FactId, FieldId, ItemId, Value

WHO = FieldId("account.first_reader")
WHICH = FieldId("account.first_reader_person")
UNTIL = FieldId("account.first_reader_until")
ENDED = FieldId("account.first_reader_ended")

ROLES = (Role.POINT_OF_CONTACT, Role.HUMAN_RESOURCES, Role.ADMINISTRATOR)
"""Roles that a reporter may choose. Of administrators they choose one by name: a superior whom they do not trust must not read it too."""
SAID_TO_ALL = frozenset({WHO, WHICH, UNTIL, ENDED})
"""Fields of an account that are never withheld for its first reader: they tell that there is an account, and nothing of it."""
TO_FIRST_READER = frozenset(each.field for group in ("account", "reporter") for each in of_group(group))
"""Fields that the first reader reads of the account and of whoever told it, whatever their roles open: the reporter chose to tell them."""

_IS_IN_PLAN = FieldId("reporter.person")
_TOLD_BY = FieldId("account.reporter")
_TEXT = FieldId("account.text")
_NAMES = (FieldId("person.staff_name"), FieldId("person.student_name"))
_WORDS = (Shape.TEXT, Shape.WORDS)


class FirstReader(msgspec.Struct, frozen=True):
    """Who reads an account first, and until when at most (milliseconds since the Unix epoch). `person`: which administrator."""

    role: Role
    until_ms: int
    person: PersonId | None = None


class Choice(msgspec.Struct, frozen=True):
    """A first reader as chosen in a record. `reporter` told the account. `ended`: one of the two ended it before its time."""

    account: ItemId
    reporter: ItemId
    reader: FirstReader
    ended: bool

    def runs(self, now_ms: int) -> bool:
        """Whether others do not read the account yet."""
        return not self.ended and now_ms < self.reader.until_ms


class Choices(msgspec.Struct, frozen=True):
    """All choices of one record, and what decides whom they concern.

    `others`: reporters who also told an account that nobody reads first. `persons`: reporter → who they are in the plan. `concerned`: names
    of the people of the record, folded; whoever has one of them is concerned, and reads nothing first.
    """

    made: tuple[Choice, ...] = ()
    others: frozenset[ItemId] = frozenset()
    persons: dict[ItemId, PersonId] = {}
    concerned: frozenset[str] = frozenset()

    def running(self, now_ms: int) -> tuple[Choice, ...]:
        """Give the choices that last now, in the order of the accounts."""
        return tuple(each for each in self.made if each.runs(now_ms))

    def is_first(self, choice: Choice, who: Person | None) -> bool:
        """Whether this person of the plan, who proved who they are, reads the account first."""
        if who is None or choice.reader.role not in who.roles or folded(who.name) in self.concerned:
            return False
        return choice.reader.role is not Role.ADMINISTRATOR or who.person == choice.reader.person

    def first(self, own: ItemId | None, who: Person | None, now_ms: int) -> First:
        """Give what somebody reads first, and what they do not read yet. `own` is the reporter they are; `who`: as they proved it.

        Of a reporter, words and name are withheld only as long as all their accounts are. So nothing is withheld again that others could
        read already.
        """
        running = self.running(now_ms)
        if not running:
            return _NOTHING
        told = {each.reporter for each in running}
        over = self.others | {each.reporter for each in self.made if each not in running}
        reads, waits = set[ItemId](), set[ItemId]()
        for choice in running:
            if choice.reporter == own or (who is not None and self.persons.get(choice.reporter) == who.person):
                told.discard(choice.reporter)
            elif self.is_first(choice, who):
                reads |= {choice.account, choice.reporter}
            else:
                waits.add(choice.account)
        waits |= told - over - reads
        persons = frozenset(self.persons[each] for each in waits if each in self.persons)
        return First(frozenset(reads), frozenset(waits), persons)


_NOTHING = First()


def choices(record: Record) -> Choices:
    """Give all choices that stand in a record."""
    made, others = list[Choice](), set[ItemId]()
    for account in record.items.get("account", ()):
        teller = record.value(_TOLD_BY, account)
        if not isinstance(teller, str) or record.value(_TEXT, account) is None:
            continue
        choice = choice_of(record, account)
        if choice is None:
            others.add(ItemId(teller))
        else:
            made.append(choice)
    if not made:
        return Choices()
    return Choices(tuple(made), frozenset(others), _persons(record), frozenset(_names(record)))


def choice_of(record: Record, account: ItemId) -> Choice | None:
    """Give who was chosen to read an account first, whether that still lasts or not; None where nobody was."""
    role, until_ms, teller = (record.value(field, account) for field in (WHO, UNTIL, _TOLD_BY))
    if role not in ROLES or not isinstance(until_ms, int) or not isinstance(teller, str):
        return None
    which = record.value(WHICH, account)
    reader = FirstReader(Role(str(role)), until_ms, PersonId(which) if isinstance(which, str) else None)
    ended = any(each.value is True for each in record.versions.get(FactId(ENDED, account), ()))
    return Choice(account, ItemId(teller), reader, ended)


def as_facts(reader: FirstReader) -> dict[str, Value]:
    """Give the fields of an account that say who reads it first."""
    return {str(WHO): reader.role.value, str(WHICH): reader.person, str(UNTIL): reader.until_ms}


def offered(people: Iterable[Person], teller: PersonId | None) -> tuple[tuple[Role, Person | None], ...]:
    """Give whom a reporter may choose: the roles that somebody else of the plan holds, and each administrator by themselves."""
    found: list[tuple[Role, Person | None]] = []
    known = [each for each in people if each.person != teller]
    for role in ROLES:
        holders = [each for each in known if role in each.roles]
        found += [(role, each) for each in holders] if role is Role.ADMINISTRATOR else [(role, None)] if holders else []
    return tuple(found)


def kept_for_first(record: Record, fact_id: FactId) -> frozenset[ItemId]:
    """Give the accounts and reporters whose first reader reads this fact before others. These facts are an account with all its fields, who
    told it, and the words and names that a reporter wrote elsewhere in the record. What they ticked there is kept for nobody.
    """
    field = FIELDS.get(fact_id.field)
    if field is None or fact_id.field in SAID_TO_ALL:
        return frozenset()
    if field.group in ("account", "reporter"):
        return frozenset({fact_id.item})
    if field.shape not in _WORDS:
        return frozenset()
    writers = [version.by for version in record.versions.get(fact_id, ())]
    told = {by.reporter for by in writers if by.reporter is not None}
    people = {by.person for by in writers if by.person is not None}
    are = {reporter for reporter, person in _persons(record).items() if person in people} if people else set[ItemId]()
    return frozenset(told | are)


def may_read(record: Record, fact_id: FactId, rights: Rights, reader: Reader) -> bool:
    """Whether what stands in a fact may be shown to a reader, by their rights, by whose it is, and by who reads it first."""
    kept = kept_for_first(record, fact_id)
    if kept & reader.first.waits:
        return False
    if kept & reader.first.reads and fact_id.field in TO_FIRST_READER:
        return True
    own, staffs, care = mine(record, fact_id, reader), of_staff(record, fact_id), about_care(record, fact_id)
    return rights.may_read(fact_id.field, mine=own, of_staff=staffs, care=care)


def _persons(record: Record) -> dict[ItemId, PersonId]:
    found = ((item, record.value(_IS_IN_PLAN, item)) for item in record.items.get("reporter", ()))
    return {item: PersonId(person) for item, person in found if isinstance(person, str) and person}


def _names(record: Record) -> Iterable[str]:
    for field in _NAMES:
        for item in record.items.get("person", ()):
            values = (version.value for version in record.versions.get(FactId(field, item), ()))
            yield from (folded(value) for value in values if isinstance(value, str) and value)

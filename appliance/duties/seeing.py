"""Tells who may see a duty, and whom it concerns. A duty gives away something of every field that its rule looks at, so whoever may not
read one of these does not see the duty. Pure.

What this needs of the record is taken out of it once (`sight_of`), so that many duties can be shown to many readers without their records.
"""

from collections.abc import Callable, Iterable

import msgspec

from appliance.duties.duty import Duty
from appliance.duties.parties import OF_ROLE, Party
from appliance.plan.model import Role
from appliance.record.access import Rights
from appliance.record.first_reader import TO_FIRST_READER, kept_for_first
from appliance.record.mine import Owners, Reader, about_care, named, of_staff, owners, reporters_who_are
from appliance.record.record import Record
from appliance.record.words import FactId, FieldId, ItemId

_KIND = FieldId("support.kind")
_OF_ONESELF = frozenset({FieldId("person.role"), FieldId("person.type")})
"""What somebody is at the school, and what their part was. This is no secret to themselves, whoever wrote it."""


class Looked(msgspec.Struct, frozen=True):
    """A fact that a duty gives something away of, and how it is judged. `owners` None: nothing is there, so it is about nobody else.
    `kept`: accounts and reporters whose first reader reads it before others.
    """

    field: FieldId
    of_staff: bool
    care: bool
    owners: Owners | None
    kept: frozenset[ItemId] = frozenset()

    def opens(self, rights: Rights, reader: Reader) -> bool:
        """Whether the reader may read it."""
        if self.kept & reader.first.waits:
            return False
        if self.kept & reader.first.reads and self.field in TO_FIRST_READER:
            return True
        own = reader.reporter is not None if self.owners is None else self.owners.have(reader)
        return rights.may_read(self.field, mine=own, of_staff=self.of_staff, care=self.care)


class Side(msgspec.Struct, frozen=True):
    """Who of the readers is one side of a duty: whoever holds the role, any reporter, these reporters, or the people of the plan with these
    names (folded).
    """

    role: Role | None = None
    any_reporter: bool = False
    reporters: frozenset[ItemId] = frozenset()
    names: frozenset[str] = frozenset()

    def is_reader(self, roles: frozenset[Role], reader: Reader) -> bool:
        """Whether it is this reader. `roles` are theirs, as they proved it."""
        if self.role is not None:
            return self.role in roles
        if reader.name and reader.name in self.names:
            return True
        return reader.reporter is not None and (self.any_reporter or reader.reporter in self.reporters)


type Seeing = Callable[[frozenset[tuple[FieldId, bool, bool]]], bool]


class Sight(msgspec.Struct, frozen=True):
    """What decides who may see one duty, who owes it and is owed it, and who is told if it is late."""

    looked: tuple[Looked, ...]
    told: frozenset[tuple[FieldId, bool, bool]]
    """The same without owners: field, of staff, of care. Many duties have the same."""
    owes: Side
    owed: Side
    kept: frozenset[ItemId] = frozenset()
    """Accounts and reporters whose first reader reads something of it before others."""
    late: tuple[Side, ...] = ()
    """Who is told if it is late, in the order of `Duty.late`."""

    def open_to(self, rights: Rights, reader: Reader, others: Seeing | None = None) -> bool:
        """Whether the duty may be shown to a reader. `others` tells whether somebody with these rights may read all of `told` though
        nothing of it is their own; it may remember its answers.
        """
        waits = bool(self.kept & reader.first.waits)
        if not waits and (others or (lambda told: reads_all(rights, told)))(self.told):
            return True
        return all(each.opens(rights, reader) for each in self.looked)


def reads_all(rights: Rights, told: frozenset[tuple[FieldId, bool, bool]]) -> bool:
    """Whether somebody with these rights may read all of this though nothing of it is their own."""
    return all(rights.may_read(field, of_staff=staffs, care=care) for field, staffs, care in told)


def sight_of(duty: Duty, record: Record, known: dict[tuple[FactId, bool], Looked] | None = None) -> Sight:
    """Take out of the record what decides who sees a duty. `known` keeps what is the same for other duties of this record."""
    known = {} if known is None else known
    read = {fact_id.field for fact_id in duty.reads}
    # Where nothing was written in a field yet, the duty still tells that
    absent = (FactId(field) for field in duty.fields if field not in read)
    looked: list[Looked] = []
    for fact_id in (*duty.reads, *absent):
        at = fact_id, _gives_away(duty, record, fact_id)
        if at not in known:
            known[at] = looked_at(record, *at)
        looked.append(known[at])
    told = frozenset((each.field, each.of_staff, each.care) for each in looked)
    kept = frozenset[ItemId]().union(*(each.kept for each in looked))
    late = tuple(side_of(each.tell, duty, record) for each in duty.late)
    owes, owed = (side_of(party, duty, record) for party in (duty.owed_by, duty.owed_to))
    return Sight(tuple(looked), told, owes, owed, kept, late)


def may_see(duty: Duty, record: Record, rights: Rights, reader: Reader) -> bool:
    """Whether a duty may be shown to a reader: only if they may read every fact that it was derived from."""
    return sight_of(duty, record).open_to(rights, reader)


def concerns(duty: Duty, record: Record, roles: Iterable[Role], reader: Reader) -> bool:
    """Whether a duty is one that the reader owes or is owed. `roles` are theirs, as they proved it."""
    held = frozenset(roles)
    return any(side_of(party, duty, record).is_reader(held, reader) for party in (duty.owed_by, duty.owed_to))


def side_of(party: Party, duty: Duty, record: Record) -> Side:
    """Say who of the readers is this side of a duty. Nobody of those who are outside of the school reads here."""
    match party:
        case Party.REPORTER:
            return Side(any_reporter=True)
        case Party.TELLER:
            return Side(names=named(record, "telling.by", duty.about))
        case Party.TOLD:
            return Side(names=named(record, "telling.told", duty.about))
        case Party.PERSON_CONCERNED:
            return Side(reporters=reporters_who_are(record, person_of(duty, record)))
        case Party.EDUCATOR:
            about = person_of(duty, record)
            if about and record.value("person.role", about) == "affected":
                return Side(reporters=reporters_who_are(record, about))
            return Side(any_reporter=True)
        case _:
            return Side(role=OF_ROLE.get(party))


def looked_at(record: Record, fact_id: FactId, gives_away: bool = True) -> Looked:
    """Say how it is judged who may read a fact."""
    care = gives_away and about_care(record, fact_id)
    if not fact_id.item and "." in fact_id.field:
        return Looked(fact_id.field, True, care, None)
    whose = owners(record, fact_id)
    if fact_id.field in _OF_ONESELF:
        own = whose.reporters | reporters_who_are(record, fact_id.item)
        whose = msgspec.structs.replace(whose, reporters=own)
    return Looked(fact_id.field, of_staff(record, fact_id), care, whose, kept_for_first(record, fact_id))


def _gives_away(duty: Duty, record: Record, fact_id: FactId) -> bool:
    """Whether a duty gives away what stands, or ever stood, in this field. Where its rule looks for other kinds of support than these, it
    says of their kind no more than an empty field does.
    """
    if fact_id.field != _KIND or duty.names_care:
        return True
    return any(version.value in duty.kinds for version in record.versions.get(fact_id, ()))


def person_of(duty: Duty, record: Record) -> ItemId:
    """Give the person of the record that a duty is about; empty where it is about no person."""
    if duty.group == "person":
        return duty.about
    named = record.value(f"{duty.group}.person", duty.about) if duty.group else None
    return ItemId(named) if isinstance(named, str) else ItemId("")

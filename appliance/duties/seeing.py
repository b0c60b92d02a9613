"""Tells who may see a duty, and whom it concerns. A duty gives away something of every field that its rule looks at, so whoever may not
read one of these does not see the duty. Pure.
"""

from collections.abc import Iterable

from appliance.duties.duty import Duty
from appliance.duties.parties import OF_ROLE, Party
from appliance.plan.model import Role
from appliance.record.access import Rights
from appliance.record.mine import Reader, about_care, mine, of_staff
from appliance.record.record import Record
from appliance.record.words import FactId, FieldId, ItemId

_KIND = FieldId("support.kind")
_OF_ONESELF = frozenset({FieldId("person.role"), FieldId("person.type")})
"""What somebody is at the school, and what their part was. This is no secret to themselves, whoever wrote it."""


def may_see(duty: Duty, record: Record, rights: Rights, reader: Reader) -> bool:
    """Whether a duty may be shown to a reader: only if they may read every fact that it was derived from."""
    looked_at = {fact_id.field for fact_id in duty.reads}
    # Where nothing was written in a field yet, the duty still tells that
    absent = (FactId(field) for field in duty.fields if field not in looked_at)
    return all(_reads(duty, record, fact_id, rights, reader) for fact_id in (*duty.reads, *absent))


def concerns(duty: Duty, record: Record, roles: Iterable[Role], reader: Reader) -> bool:
    """Whether a duty is one that the reader owes or is owed. `roles` are theirs, as they proved it."""
    held = frozenset(roles)
    return any(_is(party, duty, record, held, reader) for party in (duty.owed_by, duty.owed_to))


def _reads(duty: Duty, record: Record, fact_id: FactId, rights: Rights, reader: Reader) -> bool:
    care = about_care(record, fact_id) and _gives_away(duty, record, fact_id)
    if not fact_id.item and "." in fact_id.field:  # nothing is there, so it is about nobody else
        return rights.may_read(fact_id.field, mine=reader.reporter is not None, of_staff=True, care=care)
    own = mine(record, fact_id, reader) or (fact_id.field in _OF_ONESELF and _is_reader(record, fact_id.item, reader))
    return rights.may_read(fact_id.field, mine=own, of_staff=of_staff(record, fact_id), care=care)


def _gives_away(duty: Duty, record: Record, fact_id: FactId) -> bool:
    """Whether a duty gives away what stands, or ever stood, in this field. Where its rule looks for other kinds of support than these, it
    says of their kind no more than an empty field does.
    """
    if fact_id.field != _KIND or duty.names_care:
        return True
    return any(version.value in duty.kinds for version in record.versions.get(fact_id, ()))


def _is(party: Party, duty: Duty, record: Record, roles: frozenset[Role], reader: Reader) -> bool:
    match party:
        case Party.REPORTER:
            return reader.reporter is not None
        case Party.PERSON_CONCERNED:
            return _is_reader(record, _person(duty, record), reader)
        case Party.EDUCATOR:
            about = _person(duty, record)
            affected = bool(about) and record.value("person.role", about) == "affected"
            return _is_reader(record, about, reader) if affected else reader.reporter is not None
        case _:
            return party in OF_ROLE and OF_ROLE[party] in roles


def _person(duty: Duty, record: Record) -> ItemId:
    """Give the person that a duty is about; empty where it is about the whole record."""
    if duty.group == "person":
        return duty.about
    named = record.value(f"{duty.group}.person", duty.about) if duty.group else None
    return ItemId(named) if isinstance(named, str) else ItemId("")


def _is_reader(record: Record, person: ItemId, reader: Reader) -> bool:
    """Whether this person of the record is the reader. Only somebody else can say so (`reporter.is_person`)."""
    if reader.reporter is None or not person:
        return False
    return record.value("reporter.is_person", reader.reporter) == person

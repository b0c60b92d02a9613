"""Decides whether a union representative is given a copy of a record, and gives the disclosure that is written first. Pure."""

import msgspec

from appliance.record import attempts
from appliance.record.decide import ITEMS_MAX, No, Writer, next_item
from appliance.record.disclosures import BASIS, GIVEN_AT, MAY_BE_GIVEN, RECIPIENT, REPRESENTATIVE
from appliance.record.events import FactWritten, RecordEntry
from appliance.record.field_sets.making import NAME_MAX
from appliance.record.fields import FIELDS
from appliance.record.record import Record
from appliance.record.values import can_be_shown, why_not
from appliance.record.words import Attempt, FieldId, ItemId, Value

GROUP = "disclosure"
TO = FieldId("disclosure.to")
WHAT = FieldId("disclosure.what")
CONSENT = "consent"
_NOT_YOURS = (
    "A copy is given by an administrator, who signs in with their PIN: it is a disclosure, and stands in the record."
)
_BASES = (
    "Say on what basis: the student's details are removed first, or there is written consent. No other basis is taken for a union"
    " representative."
)
_WHOSE = f"Say whose written consent there is, by name, in at most {NAME_MAX} characters on one line."
_NO_CONSENT = "Leave out whose consent there is: in this copy the student's details are removed."


class Copy(msgspec.Struct, frozen=True):
    """A copy that is to be given. `consent_of` is empty unless the basis is consent. `at_ms`: now, since the Unix epoch."""

    to: str
    basis: str
    consent_of: str
    at_ms: int
    attempt: Attempt


def why_not_given(writer: Writer, copy: Copy) -> str:
    """Say why this writer does not give this copy, and what to do; empty where they do."""
    if not all(writer.rights.may_write(field) for field in (TO, RECIPIENT, BASIS, WHAT, GIVEN_AT)):
        return _NOT_YOURS
    if refused := why_not(FIELDS[TO], copy.to):
        return f"{FIELDS[TO].label}: {refused}"
    if copy.basis not in MAY_BE_GIVEN:
        return _BASES
    name = copy.consent_of.strip()
    if copy.basis == CONSENT:
        return "" if name and len(name) <= NAME_MAX and can_be_shown(name) else _WHOSE
    return _NO_CONSENT if name else ""


def give(record: Record, writer: Writer, copy: Copy, what: str) -> list[RecordEntry] | No:
    """Write the disclosure of this copy; nothing where it was written already, and the answer was lost. `what` says what was given."""
    if refused := why_not_given(writer, copy):
        return No(refused)
    if _written(record, writer, copy) is not None:
        return []
    if len(record.items.get(GROUP, ())) >= ITEMS_MAX:
        return No(f"A record has at most {ITEMS_MAX} disclosures.")
    said: dict[FieldId, Value] = {
        TO: copy.to,
        RECIPIENT: REPRESENTATIVE,
        BASIS: copy.basis,
        WHAT: what,
        GIVEN_AT: copy.at_ms,
    }
    for field, value in said.items():
        if refused := why_not(FIELDS[field], value):
            return No(f"{FIELDS[field].label}: {refused}")
    item = next_item(record, GROUP)
    return [
        FactWritten(
            incident=record.incident,
            by=writer.author,
            klass=FIELDS[field].klass,
            field=field,
            item=item,
            value=value,
            attempt=copy.attempt,
        )
        for field, value in said.items()
    ]


def item_of(record: Record, writer: Writer, copy: Copy) -> ItemId:
    """Give the disclosure of this copy: the one that this attempt wrote already, or the next new one."""
    return _written(record, writer, copy) or next_item(record, GROUP)


def _written(record: Record, writer: Writer, copy: Copy) -> ItemId | None:
    found = attempts.written(record, copy.attempt, writer.author.desk, TO, copy.to) if copy.attempt else None
    return None if found is None else found.item

"""Decides whether it may be written down that something of a record was given to a union representative. Pure.

A representative may be present when an account is told, and so learns that there is one. A copy is another matter: the record is about a
student too (34 CFR 99.30 and 99.31, to be confirmed by the district's attorney).
"""

from appliance.record.record import Record
from appliance.record.words import FactId, FieldId, Value

RECIPIENT = FieldId("disclosure.recipient")
BASIS = FieldId("disclosure.basis")
GIVEN_AT = FieldId("disclosure.at")
REPRESENTATIVE = "representative"
MAY_BE_GIVEN = frozenset({"details-removed", "consent"})
"""Codes of "disclosure-basis" on which a representative may have a copy."""
_WHY = (
    "A union representative gets a copy only after the student's details are removed, or with written consent. Write which of the two it is"
    " under “On what basis” first."
)


def why_not_given(record: Record, at: FactId, value: Value) -> str:
    """Say why a value of a disclosure may not be written; empty where it may, and for every other field. Recipient and basis may be written
    in any order, but not when it was given before both fit.
    """
    if value is None or at.field not in (RECIPIENT, BASIS, GIVEN_AT):
        return ""
    recipient, basis, given_at = (
        value if at.field == field else record.value(field, at.item) for field in (RECIPIENT, BASIS, GIVEN_AT)
    )
    if recipient != REPRESENTATIVE or basis in MAY_BE_GIVEN:
        return ""
    return _WHY if basis is not None or given_at is not None else ""

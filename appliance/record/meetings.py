"""Decides whether a meeting about a student may be written down as held. A restorative meeting takes place only if the educator freely
agrees. Pure.
"""

from appliance.record.record import Record
from appliance.record.words import FactId, FieldId, Value

KIND = FieldId("meeting.kind")
AT = FieldId("meeting.at")
AGREES = FieldId("meeting.educator_agrees")
RESTORATIVE = "restorative"
_NOT_AGREED = (
    "A restorative meeting takes place only if the educator freely agrees. Their point of contact asks once and writes it down."
    " Nobody asks for a reason."
)


def why_not_held(record: Record, at: FactId, value: Value) -> str:
    """Say why a value of a meeting may not be written; empty where it may, and for every other field. What was agreed may always be
    changed: nobody is held to a yes.
    """
    if value is None or at.field not in (KIND, AT):
        return ""
    kind = value if at.field == KIND else record.value(KIND, at.item)
    held = value if at.field == AT else record.value(AT, at.item)
    agreed = record.value(AGREES, at.item) is True
    return _NOT_AGREED if kind == RESTORATIVE and held is not None and not agreed else ""

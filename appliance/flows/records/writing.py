"""What the box is asked to write into a record: one field, over what stands there as this console knows it. Pure."""

from appliance.api.records.messages import WriteFact
from appliance.flows.records.sheet import Sheet, Where
from appliance.record.decide import says_again
from appliance.record.words import Attempt, Value

WHY_CHANGED = "Why do you change it? What stood there stays beside it."
A_SLIP = "typed by mistake"
"""The usual reason to change an answer of a moment ago."""
_UNNAMED = Attempt("")


def unchanged(sheet: Sheet, where: Where, value: Value) -> bool:
    """Whether writing this value there would say nothing new."""
    field, item = where
    return value == sheet.value(field, item) and not says_again(field, lambda each: sheet.seen(each, item))


def writing(sheet: Sheet, where: Where, value: Value, *, why: str = "", attempt: Attempt = _UNNAMED) -> WriteFact:
    """Write this value there. `why` is given where it changes what stands; `attempt` names the writing, so that it can be tried again."""
    return WriteFact(
        request=0,
        incident=sheet.shown.record.incident,
        field=where[0],
        item=where[1],
        value=value,
        seen=sheet.seen(*where),
        why=why,
        attempt=attempt,
    )

"""Change what stands in a record: what may be changed here, what is asked, and what then stands there. Pure."""

from appliance.flows.records.sheet import Sheet, Where
from appliance.record.fields import FIELDS, GROUPS
from appliance.record.schema import Field
from appliance.record.words import Value

NOTHING_YOURS = "Nothing in it that is told here is yours to change. Whoever told an account types: code"
WHICH = "What do you change?"
ASKED, ADDED = "What is right?", "Type what you add or correct: it is written below what you told."
NOTHING_CHANGED = "Nothing was changed."
LEFT = "Left as it stood."


def heading(field: Field) -> str:
    """Head the panel that shows both texts."""
    return f"AMENDING {field.label}"


def done(field: Field) -> str:
    """Say that both texts stand now."""
    return f"Amended: {field.label}. Both texts stand."


def spots(sheet: Sheet) -> tuple[Where, ...]:
    """Give each place that holds a value and has a question, in the order of the questions."""
    found = [(fact.field, fact.item) for fact in sheet.reading.shown.facts if fact.field in FIELDS and fact.versions]
    order = {name: number for number, name in enumerate(FIELDS)}
    kinds = list(GROUPS)
    return tuple(
        sorted(found, key=lambda at: (kinds.index(group_of(at)) if at[1] else -1, len(at[1]), at[1], order[at[0]]))
    )


def group_of(at: Where) -> str:
    """Give the group of a place; empty where the field belongs to no group."""
    return at[0].partition(".")[0] if at[1] else ""


def amendable(sheet: Sheet) -> tuple[Where, ...]:
    """Give the places that whoever sits here may change."""
    return tuple(spot for spot in spots(sheet) if sheet.may_write(FIELDS[spot[0]], spot[1]))


def asks(spot: Where) -> str:
    """Word the question for the new value. Nobody edits an account, so words are only added to it."""
    return ADDED if FIELDS[spot[0]].written_once else ASKED


def amended(sheet: Sheet, spot: Where, value: Value) -> Value:
    """Give the value that stands there afterwards."""
    return f"{sheet.value(*spot)}\n{value}" if FIELDS[spot[0]].written_once else value

"""What can be chosen among the statements of a record, and on the page of one statement. Pure."""

import enum
from dataclasses import dataclass

from appliance.api.records.statements import statement_of, statements
from appliance.communications.words import STAGES, Stage
from appliance.flows.communications.beginning import FIRST
from appliance.flows.communications.saying import heading, in_short
from appliance.flows.parts import Option
from appliance.flows.records.asks import Ask
from appliance.flows.records.sheet import Sheet
from appliance.record.fields import FIELDS, of_group
from appliance.record.statements import GROUP
from appliance.record.words import FieldId, ItemId

COLUMN = 34
"""Cells of the first column of a statement's page: the longest name of a field."""
IMPROVED = "the words were improved"
"""The usual reason to change the words of a statement."""

NOT_YOURS = (
    "No statement here is yours to read or write. An administrator or the point of contact signs in with their PIN."
)

_NOTED = frozenset(FieldId(f"statement.{name}") for name in ("educator_saw_at", "family_saw_at", "approved_at"))
"""What somebody noted about somebody else, so that it says who noted it."""


class Act(enum.Enum):
    """What can be chosen besides the fields of a statement."""

    BEGIN = "Begin a statement: to whom, when, and from which draft"
    READ = "Read it, in both languages"
    PRINT = "Print it, in both languages: a draft to show, or the final words"


@dataclass(frozen=True, slots=True)
class One:
    """One statement was chosen."""

    item: ItemId


def listing(sheet: Sheet) -> tuple[Option, ...]:
    """Offer to begin a statement, each statement there is, and the checklist of each stage."""
    begin = (Option(Act.BEGIN, Act.BEGIN.value, ("begin",)),) if sheet.may_write(FIELDS[FIRST]) else ()
    return (*begin, *(_one(sheet, item) for item in statements(sheet.reading)), *map(_list_of, Stage))


def page(sheet: Sheet, item: ItemId, *, printer: bool) -> tuple[Option, ...]:
    """Offer each field of a statement that may be read or written here, and to read or print the words."""
    fields = [
        Ask(field, item)
        for field in of_group(GROUP)
        if sheet.may_write(field, item) or sheet.value(field.field, item) is not None
    ]
    acts = (Act.READ, *((Act.PRINT,) if printer else ()))
    return (*(_field(sheet, ask) for ask in fields), *(Option(act, act.value, (act.name.lower(),)) for act in acts))


def why_not_changed(sheet: Sheet, ask: Ask) -> str:
    """Say why a field of a statement cannot be written here; empty if it can."""
    if sheet.may_write(ask.field, ask.item):
        return ""
    return f"“{ask.field.label}” is not yours to write. Whoever's part it is signs in with their PIN."


def _one(sheet: Sheet, item: ItemId) -> Option:
    its = statement_of(sheet.reading, item)
    says = f"The statement {heading(its)}: {in_short(its)}"
    return Option(One(item), says, (item,))


def _list_of(stage: Stage) -> Option:
    says = f"What to do {STAGES[stage]}: the checklist"
    return Option(stage, says, (stage.value,))


def _field(sheet: Sheet, ask: Ask) -> Option:
    newest = sheet.reading.newest(ask.field.field, ask.item)
    says = ""
    if newest is not None and newest.value is not None:
        words = sheet.naming.value(ask.field, newest.value).replace("\n", " ")
        says = f"{words}, noted by {newest.by}" if ask.field.field in _NOTED else words
    return Option(
        ask, f"{ask.field.label}: {says or 'nothing yet'}", (ask.field.label,), line=f"{ask.field.label}\t{says}"
    )

"""Tells a person which of their words point to somebody, before they are sent. Pure. The box checks them again, and its word counts."""

from appliance.api.desk.plan import PlanFacts
from appliance.communications.wording import avoided, check, why_not
from appliance.communications.words import Language
from appliance.flows.records.sheet import Sheet
from appliance.record.fields import FIELDS
from appliance.record.schema import Shape
from appliance.record.statements import APPROVED_BY, ENGLISH, SPANISH
from appliance.record.words import FieldId, Value

_LANGUAGES = {ENGLISH: Language.ENGLISH, SPANISH: Language.SPANISH}

_SHOWN_MAX = 1  # a panel about a record has two lines for it, and whoever types puts one word right after the other


def why_not_said(sheet: Sheet, facts: PlanFacts | None, field: FieldId, value: Value) -> str:
    """Say which words of a statement must not be there, and what to write instead; empty for every other field."""
    if field not in _LANGUAGES or value is None:
        return ""
    rooms = [] if facts is None else [each for room in facts.rooms for each in (room.room, room.name)]
    areas = [] if facts is None else [area.name for area in facts.areas]
    people = [] if facts is None else [person.name for person in facts.people]
    never = avoided((*rooms, *areas), (*people, *_names(sheet)))
    return why_not(check(str(value), _LANGUAGES[field], never), _SHOWN_MAX)


def _names(sheet: Sheet) -> list[str]:
    """Give every name that this reader is shown, also those that were replaced."""
    named = {
        field.field
        for field in FIELDS.values()
        if field.names_somebody and field.shape is Shape.TEXT and field.field != APPROVED_BY
    }
    found = (fact for fact in sheet.reading.shown.facts if fact.field in named)
    return [str(version.value) for fact in found for version in fact.versions if version.value]

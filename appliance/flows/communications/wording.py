"""Tells a person which of their words point to somebody, and that somebody may not speak, before this is sent. Pure.

The box checks the words again, and its word counts. Who may speak stands in the file that the console was started with.
"""

from collections.abc import Callable

from appliance.api.desk.plan import PlanFacts
from appliance.communications.guidance import Guidance
from appliance.communications.wording import avoided, check, why_not
from appliance.communications.words import Audience, Language
from appliance.flows.communications.saying import speaking
from appliance.flows.records.sheet import Sheet, Where
from appliance.plan.mistakes import quoted
from appliance.record.fields import FIELDS
from appliance.record.schema import Shape
from appliance.record.statements import APPROVED_BY, ENGLISH, SPANISH
from appliance.record.words import Value

_LANGUAGES = {ENGLISH: Language.ENGLISH, SPANISH: Language.SPANISH}

_SHOWN_MAX = 1  # a panel about a record has two lines for it, and whoever types puts one word right after the other


def why_not_said(
    sheet: Sheet, facts: PlanFacts | None, guidance: Callable[[], Guidance], where: Where, value: Value
) -> str:
    """Say which words of a statement must not be there, and what to write instead, or who may approve it; empty for every other field."""
    field, item = where
    if field == APPROVED_BY and isinstance(value, str):
        return _why_not_speaking(guidance(), sheet.value("statement.audience", item), value)
    if field not in _LANGUAGES or value is None:
        return ""
    rooms = [] if facts is None else [each for room in facts.rooms for each in (room.room, room.name)]
    areas = [] if facts is None else [area.name for area in facts.areas]
    people = [] if facts is None else [person.name for person in facts.people]
    never = avoided((*rooms, *areas), (*people, *_names(sheet)))
    return why_not(check(str(value), _LANGUAGES[field], never), _SHOWN_MAX)


def _why_not_speaking(guidance: Guidance, audience: Value, name: str) -> str:
    """Say that a name is none of those who may speak to this audience, where the file names them all."""
    if audience not in set(Audience):
        return ""
    may = guidance.speaking_to(Audience(str(audience)))
    if not all(each.name for each in may) or name.strip().casefold() in {each.name.casefold() for each in may}:
        return ""
    return f"{quoted(name)} is none of them. {speaking(guidance, Audience(str(audience)))} Write one of these names."


def _names(sheet: Sheet) -> list[str]:
    """Give every name that this reader is shown, also those that were replaced."""
    named = {
        field.field
        for field in FIELDS.values()
        if field.names_somebody and field.shape is Shape.TEXT and field.field != APPROVED_BY
    }
    found = (fact for fact in sheet.reading.shown.facts if fact.field in named)
    return [str(version.value) for fact in found for version in fact.versions if version.value]

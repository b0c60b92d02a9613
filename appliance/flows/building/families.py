"""The card for families at the door at a console, in sentences, and the line that points to it. Pure."""

from appliance.core.ground.words import BuildingResponse
from appliance.flows.known import Known
from appliance.other_help import texts
from appliance.other_help.card import families_shown
from appliance.supports.language import Language

POINTED_TO = frozenset({BuildingResponse.HOLD, BuildingResponse.SECURE, BuildingResponse.LOCKDOWN})
"""Responses in which families come to a door that does not open as usual. In an evacuation and a shelter nobody is at the office."""
FAMILIES_WORD = "families"
POINTS = "Families at the door"
NO_FACTS = "The card has not come from the box yet. Try again in a moment."


def told(known: Known, language: Language = Language.ENGLISH) -> list[str]:
    """Give the whole card, a sentence or a few in each line."""
    if known.facts is None:
        return [NO_FACTS]
    shown = families_shown(known.facts.families, language)
    return [
        texts.FAMILIES_FOR_WHOM.within(language),
        f"{texts.WAIT.within(language)}: {shown.wait}.",
        f"{texts.MEETS.within(language)}: {shown.meets}.",
        *(f"{to}: {says}" for to, says in shown.told),
        f"{texts.NEVER.within(language)}: {texts.NEVER_SAYS.within(language)}",
        *(f"{response}: {says}" for response, says in shown.doors),
        texts.CONFIRM.within(language),
    ]

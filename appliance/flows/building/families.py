"""The card for families at the door at a console, in sentences, and the line that points to it. Pure."""

from appliance.flows.known import Known
from appliance.other_help import texts
from appliance.other_help.card import families_shown
from appliance.supports.language import Language

POINTED_TO = frozenset(texts.BY_RESPONSE)
"""Responses in which families come to a door that does not open as usual. In an evacuation and a shelter nobody is at the office."""
FAMILIES_WORD = "families"
POINTS = "Families at the door"
NO_FACTS = "The card has not come from the box yet. Try again in a moment."


def told(known: Known, language: Language = Language.ENGLISH) -> list[str]:
    """Give the whole card, a sentence or a few in each line. What the door means in the response that is on stands first; of a
    drill, that it is one.
    """
    if known.facts is None:
        return [NO_FACTS]
    shown = families_shown(known.facts.families, language)
    running = known.view.response if known.view is not None else None
    response = running.response if running is not None else None
    drill = [texts.FAMILIES_DRILL.within(language)] if running is not None and running.practice else []
    on = [
        f"{what.within(language)}: {says.within(language)}"
        for of, (what, says) in texts.BY_RESPONSE.items()
        if of is response
    ]
    return [
        *drill,
        *on,
        texts.FAMILIES_FOR_WHOM.within(language),
        f"{texts.WAIT.within(language)}: {shown.wait}.",
        f"{texts.MEETS.within(language)}: {shown.meets}.",
        *(f"{to}: {says}" for to, says in shown.told),
        f"{texts.NEVER.within(language)}: {texts.NEVER_SAYS.within(language)}",
        *(line for line in (f"{what}: {says}" for what, says in shown.doors) if line not in on),
        texts.CONFIRM.within(language),
    ]

"""The card of resources and rights at the plain console, and how to hear it in the other language. Pure."""

from appliance.flows.people.resources import RESOURCES, told
from appliance.supports.language import Language
from tui.line.news import SupportsArrived
from tui.plain.asking.act import Act

RESOURCES_ACTS = (
    Act(
        "resources",
        "resources español",
        RESOURCES,
        own_help="Hear what the district offers after an incident, whom to call, and who reads what is written. For everybody, without a "
        "PIN. In Spanish: resources español.",
    ),
)

_OTHER = {
    Language.ENGLISH: f"En español, escriba: {RESOURCES.name} español",
    Language.SPANISH: f"In English, type: {RESOURCES.name}",
}


def resources_told(arrived: SupportsArrived) -> list[str]:
    """The card in sentences, and last how to hear it in the other language."""
    if arrived.known is None:
        return [arrived.refused]
    return [*told(arrived.known, arrived.language), _OTHER[arrived.language]]

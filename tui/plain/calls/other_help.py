"""Help that is not police and families at the door at the plain console, in either language. Pure; asks nothing of the box."""

from appliance.flows.building import families
from appliance.flows.building.families import FAMILIES_WORD
from appliance.flows.calls import other_help
from appliance.flows.calls.other_help import OUTSIDE_HELP
from appliance.flows.people.resources import NO_SUCH_LANGUAGE, language_said
from appliance.other_help.texts import TO_NOTE
from appliance.supports.language import Language
from tui.keys.key import About
from tui.keys.table import BY_ACTION
from tui.model import ConsoleModel
from tui.plain.asking.act import Act

WORD = BY_ACTION["other_help"].word
HELP_OF_FAMILIES = (
    "Hear what may be said to families at the door, to whom, where they wait and who meets them. For example: "
    f"{FAMILIES_WORD} español"
)
OTHER_HELP_ACTS = (
    Act(
        "other_help",
        "outside help 3 988 by phone",
        OUTSIDE_HELP,
        own_help="Note beside a call that help from outside was called, and what came of it. Note it again when more is known.",
        about=About.CALL,
    ),
)


def looked_up(word: str, rest: list[str], model: ConsoleModel, now_ms: int) -> list[str]:
    """The list or the card in sentences, and last how to note what came of it."""
    language = language_said(" ".join(rest))
    if language is None:
        return [NO_SUCH_LANGUAGE]
    known = model.known_at(now_ms)
    if word == FAMILIES_WORD:
        return [*families.told(known, language), _other(FAMILIES_WORD, language)]
    call = known.calls[0] if len(known.calls) == 1 else None
    noting = (
        [f"{TO_NOTE.within(language)}: {OUTSIDE_HELP.name} {known.calls[0].number} 988 by phone"]
        if known.calls and known.desk is not None
        else []
    )
    return [*other_help.told(known, call, language), *noting, _other(WORD, language)]


def _other(word: str, language: Language) -> str:
    return f"En español, escriba: {word} español" if language is Language.ENGLISH else f"In English, type: {word}"

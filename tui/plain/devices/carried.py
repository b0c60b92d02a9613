"""The act of the plain console about who carries a pendant today. Pure."""

from appliance.flows.parts import Given, Option, Part, nobody_known
from tui.plain.asking.act import act
from tui.plain.asking.answers import TellsCarried


def _duties(given: Given) -> tuple[Option, ...]:
    facts = given.known.facts
    return tuple(
        Option(each.button, each.where, (each.duty, f"{each.duty}:", str(each.button)))
        for each in (facts.duties if facts else ())
    )


def _who(given: Given) -> str:
    duties = given.known.facts.duties if given.known.facts else ()
    named = next((each.duty for each in duties if each.button == given.parts["duty"]), "it")
    return f"Who carries the pendant of {named} today?"


def _nobody(given: Given) -> tuple[Option, ...]:
    """What takes back a name that was said."""
    del given
    return (Option("", "nobody: what was said is taken back", ("nobody",)),)


def _says(given: Given) -> TellsCarried:
    return TellsCarried(given.parts["duty"], given.parts["name"])


CARRIED_ACTS = (
    act(
        "carried",
        "pendant Playground 2: Ana Reyes",
        _says,
        (
            Part("duty", "Which pendant? Type its duty, or part of it.", _duties, assumed=True),
            Part("name", "Who carries it today?", _nobody, asks=_who, names=nobody_known),
        ),
    ),
)

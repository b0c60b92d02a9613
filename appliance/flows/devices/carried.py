"""Who carries a pendant today: for which duty, then a name or nobody. Pure; the box keeps it until midnight and writes it down nowhere."""

from dataclasses import dataclass

from appliance.api.desk.plan import PendantLine
from appliance.core.ground.carried import NAME_CHARACTERS_MAX
from appliance.flows.flow import Flow
from appliance.flows.known import Known
from appliance.flows.parts import Given, Option, Part, nobody_known
from appliance.plan.ids import ButtonId

NO_PENDANT = "No pendant of the plan goes with a duty."
NOBODY_SAID = "nobody said"
KEPT_TODAY = "It stands at every desk until midnight, and is written down nowhere."


@dataclass(frozen=True, slots=True, repr=False)
class TellsCarried:
    """A person says who carries a pendant today; an empty name is nobody."""

    button: ButtonId
    name: str


def pendants(known: Known) -> tuple[PendantLine, ...]:
    """Every pendant that goes with a duty."""
    return known.facts.duties if known.facts else ()


def duties(given: Given) -> tuple[Option, ...]:
    """Every pendant that goes with a duty, with who was said to carry it."""
    said = _said(given)
    return tuple(
        Option(
            each.button,
            each.where,
            (each.duty, f"{each.duty}:", str(each.button)),
            line=f"{each.where}\t{said.get(each.button) or NOBODY_SAID}",
            found_by=each.where,
        )
        for each in pendants(given.known)
    )


def _said(given: Given) -> dict[ButtonId, str]:
    return {each.button: each.name for each in given.known.view.carried} if given.known.view else {}


def _pendant(given: Given) -> PendantLine | None:
    return next((each for each in pendants(given.known) if each.button == given.parts["duty"]), None)


def _who(given: Given) -> str:
    pendant = _pendant(given)
    return f"Who carries the pendant of {pendant.duty if pendant else 'it'} today?"


def _title(given: Given) -> str:
    pendant = _pendant(given) if "duty" in given.parts else None
    return f"WHO CARRIES IT TODAY: {pendant.where}" if pendant else "WHO CARRIES IT TODAY?"


def _nobody(given: Given) -> tuple[Option, ...]:
    """The choice that takes back a name that was said."""
    del given
    return (Option("", "nobody: what was said is taken back", ("nobody",)),)


CARRIED = Flow(
    "pendant",
    lambda given: TellsCarried(given.parts["duty"], given.parts["name"]),
    (
        Part(
            "duty",
            "Which pendant? Type its duty, or part of it.",
            duties,
            assumed=True,
            none=NO_PENDANT,
            label=lambda _: "Duty:",
            narrows=True,
            column=40,
        ),
        Part(
            "name",
            "Who carries it today?",
            _nobody,
            asks=_who,
            names=nobody_known,
            label=lambda _: "Carried by (kept until midnight, never written down; an empty line is nobody):",
            enter="says it at every desk",
            characters_max=NAME_CHARACTERS_MAX,
            kept=False,  # what is not said is not kept
            typed_in=True,
            begins=lambda given: _said(given).get(given.parts["duty"], ""),
        ),
    ),
    done=f"Done: {KEPT_TODAY[:1].lower()}{KEPT_TODAY[1:]}",
    title=_title,
    of_plan=True,
)

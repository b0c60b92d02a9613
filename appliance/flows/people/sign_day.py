"""The morning check: the box is asked what it finds, and somebody signs it once a day. Pure."""

from dataclasses import dataclass

from appliance.core.people.commands import SignDay
from appliance.flows.flow import Flow
from appliance.flows.parts import Given, Part, nobody_known
from appliance.flows.people.here import is_proven, operator
from appliance.flows.sentences import only_watches

NOT_YET = "The box has not answered yet: nothing is signed that nobody saw."


@dataclass(frozen=True, slots=True)
class AsksMorning:
    """The box is to be asked whether the building can be called for help today."""


def _sign(given: Given) -> SignDay | str:
    return only_watches("sign") if given.known.desk is None else SignDay(name=given.parts["name"])


MORNING = Flow("morning", lambda _: AsksMorning())
SIGN_DAY = Flow(
    "sign morning",
    _sign,
    (
        Part(
            "name",
            "Who signs? First and last name.",
            lead=("as", "by"),
            offer=lambda given: operator(given.known),
            skipped=lambda given: is_proven(given.known),
            names=nobody_known,
            title=lambda _: "SIGN THE MORNING CHECK: what is not well now is written down with it.",
            label=lambda _: "First and last name:",
            enter="signs",
        ),
    ),
    done="Done: it is signed, with what is not well now.",
)
"""After a PIN no name is asked for."""

"""How a response ended, and who saw the room. Pure."""

from appliance.core.calls.commands import StandDown
from appliance.core.calls.titles import OUTCOMES
from appliance.core.ground.words import Outcome
from appliance.flows.calls.responders import have_been
from appliance.flows.flow import Flow
from appliance.flows.naming import all_of, call_named, who_saw
from appliance.flows.parts import Given, Option, Part, nobody_known

_TYPED = {
    Outcome.ATTENDED: ("attended",),
    Outcome.NO_HELP_NEEDED: ("no help needed", "no help"),
    Outcome.NOT_ATTENDED: ("not attended",),
    Outcome.TEST: ("test",),
}


def outcomes(given: Given) -> tuple[Option, ...]:
    """The outcomes with which a call can be stood down."""
    del given
    return tuple(
        Option(outcome, f"{OUTCOMES[outcome][:1].lower()}{OUTCOMES[outcome][1:]}", typed, line=OUTCOMES[outcome])
        for outcome, typed in _TYPED.items()
    )


def _has_been(given: Given) -> str:
    return all_of(have_been(given.call)) if given.call else ""


def _nobody_went(given: Given) -> bool:
    return given.parts["outcome"] in {Outcome.NOT_ATTENDED, Outcome.TEST}


def _title(given: Given) -> str:
    assert given.call is not None, "a call is stood down"
    return f"STAND DOWN {call_named(given.call)}"


STAND_DOWN = Flow(
    "stand down",
    lambda given: StandDown(incident=given.incident, outcome=given.parts["outcome"], saw_room=given.parts["saw"]),
    (
        Part("outcome", "How did it end?", outcomes, with_next=True),
        Part(
            "saw",
            "Who saw the room with their own eyes?",
            asks=lambda given: f"{who_saw(given.call)}?",
            label=lambda given: f"{who_saw(given.call)}:",
            lead=("room seen by", "seen by", "by"),
            offer=_has_been,
            skipped=_nobody_went,
            names=nobody_known,
        ),
    ),
    title=_title,
)

"""Who goes to a call and who is there, as whoever is at the desk was told. Pure."""

from collections.abc import Callable

from appliance.api.board.calls import CallCard
from appliance.core.calls.commands import Arrive, Confirm
from appliance.core.calls.titles import ANSWERS
from appliance.core.ground.words import Answer, Stage
from appliance.flows.calls.responders import to_come, to_confirm
from appliance.flows.flow import Flow
from appliance.flows.naming import call_named, going_words
from appliance.flows.parts import Given, Option, Part

GOING, THERE = "Who is going?", "Who is on scene?"
NOBODY_SENT = "Nobody has been sent yet: send someone first."
NOBODY_HAS_IT = "Nobody has this call yet."
_TYPED = {
    Answer.BY_RADIO: ("by radio", "radio", "by phone", "phone"),
    Answer.OWN_REPLY: ("in person", "person", "told me"),
}


def nobody_to_come(call: CallCard) -> str:
    """Why nobody arrives any more; empty while somebody may."""
    return "Everybody who was sent is on scene." if call.stage is Stage.ON_SCENE and not to_come(call) else ""


def arrival(call: CallCard) -> Arrive | None:
    """The arrival of the only one who can be meant; None where a screen asks who it is."""
    coming = to_come(call)
    return Arrive(incident=call.incident, responder=coming[0]) if len(coming) == 1 else None


def answers(given: Given) -> tuple[Option, ...]:
    """How a confirmation reached this desk."""
    del given
    return tuple(
        Option(answer, f"{ANSWERS[answer][:1].lower()}{ANSWERS[answer][1:]}", typed, line=ANSWERS[answer])
        for answer, typed in _TYPED.items()
    )


def only(names: tuple[str, ...]) -> str:
    """Give the one who can be meant; nobody while it may be one of several."""
    return going_words(names[0]) if len(names) == 1 else ""


def several(names: Callable[[CallCard], tuple[str, ...]]) -> Callable[[Given], tuple[str, ...]]:
    """Give those who can be meant, where that is more than the one who is offered: a role by its own word, as the box knows it."""

    def listed(given: Given) -> tuple[str, ...]:
        meant = names(given.call) if given.call else ()
        return meant if len(meant) > 1 else ()

    return listed


def _goes(given: Given) -> str:
    return only(to_confirm(given.call)) if given.call else ""


def _comes(given: Given) -> str:
    return only(to_come(given.call)) if given.call else ""


def _confirm_title(given: Given) -> str:
    assert given.call is not None, "a call is confirmed"
    one = len(to_confirm(given.call)) <= 1
    named = call_named(given.call)
    return f"CONFIRMED: somebody goes to {named}" if one else f"CONFIRMED: who goes to {named}?"


def _arrive_title(given: Given) -> str:
    assert given.call is not None, "somebody arrives at a call"
    return f"ON SCENE at {call_named(given.call)}"


CONFIRM = Flow(
    "confirmed",
    lambda given: Confirm(incident=given.incident, responder=given.parts["who"], answer=given.parts["answer"]),
    (
        Part(
            "who",
            GOING,
            offer=_goes,
            assumed=True,
            names=several(to_confirm),
            label=lambda _: "Who is going:",
            with_next=True,
        ),
        Part("answer", "How do you know?", answers),
    ),
    title=_confirm_title,
)
ARRIVE = Flow(
    "arrived",
    lambda given: Arrive(incident=given.incident, responder=given.parts["who"]),
    (
        Part(
            "who",
            THERE,
            offer=_comes,
            assumed=True,
            names=several(to_come),
            label=lambda _: "Who is there:",
            enter="writes it down",
        ),
    ),
    title=_arrive_title,
)

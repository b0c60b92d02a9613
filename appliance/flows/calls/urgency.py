"""How urgent a call is really: more, or less, than it was called. Pure; the box decides, this offers only what it would take."""

from collections.abc import Callable

from appliance.api.board.calls import CallCard
from appliance.core.calls.commands import Downgrade, Upgrade
from appliance.core.ground.words import Stage
from appliance.flows.flow import Flow
from appliance.flows.naming import call_named
from appliance.flows.parts import Given, Option, Part
from appliance.plan.model import Kind
from appliance.words.kinds import KINDS, kind_choice_words

NOT_LESS = "It cannot be lowered now: only somebody on scene can know that it is less urgent."
_ASKED = "How urgent is it really?"


def other_kinds(call: CallCard) -> tuple[Kind, ...]:
    """Give what a person may say that it is instead, the most urgent first. No call becomes a tap-out."""
    above = [kind for kind in Kind if kind.urgency > call.kind.urgency]
    below = [kind for kind in Kind if Kind.TAP_OUT.urgency < kind.urgency < call.kind.urgency]
    offered = above + (below if call.stage is Stage.ON_SCENE else [])
    return tuple(sorted(offered, key=lambda kind: -kind.urgency))


def most_urgent(call: CallCard) -> str:
    """Why no other kind can be said of it; empty where one can."""
    if other_kinds(call):
        return ""
    return "It is an emergency already: the most urgent there is. It is lowered once somebody is on scene."


def kind_option(kind: Kind, before: str = "") -> Option:
    """A kind to choose; `before` stands before it in a list."""
    words = KINDS[kind]
    typed = words.title.lower()
    sentence = f"{words.sentence[:1].lower()}{words.sentence[1:]}"
    return Option(kind, f"{typed}: {sentence}", (typed, kind.value), line=f"{before}{kind_choice_words(kind)}")


def kinds(given: Given) -> tuple[Option, ...]:
    """Every kind of call, the most urgent first."""
    del given
    return tuple(kind_option(kind) for kind in KINDS)


def _instead(fits: Callable[[Kind, Kind], bool]) -> Callable[[Given], tuple[Option, ...]]:
    def options(given: Given) -> tuple[Option, ...]:
        call = given.call
        if call is None:
            return ()
        return tuple(
            kind_option(kind, "Worse  " if kind.urgency > call.kind.urgency else "Less   ")
            for kind in other_kinds(call)
            if fits(kind, call.kind)
        )

    return options


def _say(given: Given) -> Upgrade | Downgrade:
    kind: Kind = given.parts["kind"]
    assert given.call is not None, "a call is more or less urgent"
    make = Upgrade if kind.urgency > given.call.kind.urgency else Downgrade
    return make(incident=given.incident, kind=kind)


def _title(given: Given) -> str:
    assert given.call is not None, "a call is more or less urgent"
    return f"HOW URGENT is {call_named(given.call)}"


WORSE: Flow[Upgrade | Downgrade] = Flow(
    "worse", _say, (Part("kind", _ASKED, _instead(lambda kind, now: kind.urgency > now.urgency)),)
)
LESS: Flow[Upgrade | Downgrade] = Flow(
    "less", _say, (Part("kind", _ASKED, _instead(lambda kind, now: kind.urgency < now.urgency), none=NOT_LESS),)
)
HOW_URGENT: Flow[Upgrade | Downgrade] = Flow(
    "how urgent", _say, (Part("kind", _ASKED, _instead(lambda kind, now: True)),), title=_title
)
"""Both in one list, for a console that has room for it."""

"""How urgent a person may say that a call is instead. Pure; the box decides, this only offers what it would take."""

from appliance.api.board.calls import CallCard
from appliance.core.ground.words import Stage
from appliance.plan.model import Kind


def other_kinds(call: CallCard) -> tuple[Kind, ...]:
    """What a person may say that it is instead, the most urgent first. No call becomes a tap-out."""
    above = [kind for kind in Kind if kind.urgency > call.kind.urgency]
    below = [kind for kind in Kind if Kind.TAP_OUT.urgency < kind.urgency < call.kind.urgency]
    offered = above + (below if call.stage is Stage.ON_SCENE else [])
    return tuple(sorted(offered, key=lambda kind: -kind.urgency))

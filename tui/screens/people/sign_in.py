"""Who is at this desk, in one list. Never needed before acting on a call. A PIN goes to the box in a message of its own."""

from typing import Any

from appliance.flows.known import Known
from appliance.flows.parts import about_nothing
from appliance.flows.people.pin import ChangesPin, Proves
from appliance.flows.people.sign_in import WHO_IS_HERE
from tui.messages import PinChangeAsked, ProofAsked
from tui.screens.flow import FlowPanel
from tui.screens.panel import Panel


def sign_in_panel(known: Known) -> FlowPanel:
    """Begin with the list."""
    return FlowPanel(WHO_IS_HERE, about_nothing(known), _send)


def _send(panel: Panel[Any], wanted: Any) -> None:
    """Let the box look at what was typed, or ask it for a command."""
    match wanted:
        case Proves():
            panel.unanswered = True
            panel.post_message(ProofAsked(wanted.person, wanted.secret, panel))
        case ChangesPin():
            panel.unanswered = True
            panel.post_message(PinChangeAsked(wanted.person, wanted.before, wanted.secret, panel))
        case _:
            panel.ask(wanted)

"""The panel about what the whole building does."""

from typing import Any

from appliance.flows.building.many_rooms import NotTheWholeBuilding
from appliance.flows.building.response import begun
from appliance.flows.known import Known
from appliance.flows.parts import about_nothing
from tui.messages import SaidNotTheWholeBuilding
from tui.screens.flow import FlowPanel
from tui.screens.panel import Panel


def response_panel(known: Known) -> FlowPanel:
    """Which response, or the end of the one that is on; and the answer where this desk is asked."""
    return FlowPanel(begun(known), about_nothing(known), _send)


def _send(panel: Panel[Any], wanted: Any) -> None:
    if isinstance(wanted, NotTheWholeBuilding):
        panel.unanswered = True  # what is typed after it meets the board
        panel.post_message(SaidNotTheWholeBuilding())
    else:
        panel.ask(wanted)

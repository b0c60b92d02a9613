"""Asks the box to keep in memory who carries a pendant today. What is asked before that is the flow's."""

from typing import Any

from appliance.flows.devices.carried import TellsCarried
from tui.messages import CarrierSaid
from tui.screens.panel import Panel


def say_carried(panel: Panel[Any], said: TellsCarried) -> None:
    """Say it, and wait for what the box says."""
    panel.unanswered = True
    panel.post_message(CarrierSaid(said.button, said.name, panel))

"""Pick a room or duty to test its button. Narrowed by typing."""

from copy import replace

from appliance.api.desk.plan import PlanFacts
from appliance.core.practice.commands import ArmWalkTest
from appliance.flows.rooms import found_by
from appliance.plan.ids import ButtonId
from tui.screens.panel import Choice, Panel
from tui.screens.rooms import NARROW, room_words
from tui.widgets.lines import padded


class WalkTestPanel(Panel[ButtonId]):
    """Which button is to be pressed next as a test."""

    def __init__(self, facts: PlanFacts) -> None:
        buttons = tuple(
            Choice(
                f"{room_words(room)}  {button}{' (will ring)' if button in room.untimed else ''}",
                ButtonId(button),
                found_by=f"{found_by(room)} {button}",
            )
            for room in facts.rooms
            for button in room.buttons
        )
        pendants = tuple(
            Choice(
                f"{padded(each.where, 36)} pendant  {each.button}{' (will ring)' if each.untimed else ''}",
                each.button,
                found_by=f"{each.where} {each.button}",
            )
            for each in facts.duties
        )
        field = replace(NARROW, label="Room or duty:") if pendants else NARROW
        title = "WALK TEST: whose next press is a test, for two minutes?"
        super().__init__(title, field=field, choices=(*buttons, *pendants))

    def chosen(self, value: ButtonId) -> None:
        """Arm it."""
        self.ask(ArmWalkTest(button=value))

"""Which desk takes a call over. Asks for one command."""

from appliance.api.board.calls import CallCard
from appliance.api.board.supervised import DeskLine
from appliance.core.calls.commands import HandOff
from appliance.flows.naming import call_named
from appliance.plan.ids import DeskId
from tui.model import ConsoleModel
from tui.screens.panel import Choice, Panel
from tui.widgets.lines import padded


class HandOffPanel(Panel[DeskId]):
    """Every other desk, saying who is there; a desk nobody is at can still be chosen, it rings."""

    def __init__(self, call: CallCard, model: ConsoleModel) -> None:
        desks = {desk.desk: desk for desk in model.view.desks} if model.view else {}
        super().__init__(
            f"HAND OFF {call_named(call)}: it rings there until somebody has it",
            choices=tuple(Choice(_standing(desks[desk]), desk) for desk in model.other_desks),
        )
        self._incident = call.incident

    def chosen(self, value: DeskId) -> None:
        """Give it to them."""
        self.ask(HandOff(incident=self._incident, to=value))


def _standing(desk: DeskLine) -> str:
    there = (desk.operator or "attended") if desk.attended else "NOBODY THERE"
    return f"{padded(desk.name, 24)} {there}"

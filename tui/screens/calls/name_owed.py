"""Who acted at this desk without being in the plan. Asks for one command."""

from appliance.api.board.calls import CallCard, TapOutLine
from appliance.core.calls.commands import NameWhoActed
from appliance.flows.naming import call_named
from tui.screens.panel import Field, Panel


class NameOwedPanel(Panel[None]):
    """Asked after the act, never before it; it need not be anybody the plan knows."""

    def __init__(self, act: CallCard | TapOutLine) -> None:
        super().__init__(
            f"NAME of whoever acted here: {_named(act)}",
            field=Field("First and last name:"),
            draft=f"name {act.incident}",
        )
        self._incident = act.incident

    def entered(self, text: str) -> None:
        """Write it down."""
        self.ask(NameWhoActed(incident=self._incident, name=text))


def _named(act: CallCard | TapOutLine) -> str:
    return call_named(act) if isinstance(act, CallCard) else f"{act.room_name} (tap-out {act.number})"

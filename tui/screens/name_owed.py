"""Who acted at this desk without being in the plan. Asks for one command."""

from appliance.api.messages import CallCard
from appliance.core.commands import NameWhoActed
from tui.screens.panel import Field, Panel
from tui.wording import call_named


class NameOwedPanel(Panel[None]):
    """Asked after the act, never before it; it need not be anybody the plan knows."""

    def __init__(self, call: CallCard) -> None:
        super().__init__(
            f"NAME of whoever acted here: {call_named(call)}",
            field=Field("First and last name:"),
            draft=f"name {call.incident}",
        )
        self._incident = call.incident

    def chosen(self, value: None, text: str) -> None:
        """Write it down."""
        del value
        self.ask(NameWhoActed(incident=self._incident, name=text))

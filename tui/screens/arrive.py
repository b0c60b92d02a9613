"""Who is on scene, asked only when nobody was sent by name or role. Asks for one command."""

from appliance.api.messages import CallCard
from appliance.core.commands import Arrive
from tui.screens.panel import Field, Panel
from tui.wording import call_named


class ArrivePanel(Panel[None]):
    """A name, or a role."""

    def __init__(self, call: CallCard) -> None:
        super().__init__(
            f"ON SCENE at {call_named(call)}", field=Field("Who is there:"), draft=f"arrive {call.incident}"
        )
        self._incident = call.incident

    def chosen(self, value: None, text: str) -> None:
        """Record the arrival."""
        del value
        self.ask(Arrive(incident=self._incident, responder=text))

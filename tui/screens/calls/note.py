"""Something to write down about a call. Asks for one command."""

from appliance.api.board.calls import CallCard
from appliance.core.calls.commands import AddNote
from appliance.flows.naming import call_named
from tui.screens.panel import Field, Panel


class NotePanel(Panel[None]):
    """One line of at most 1,000 characters."""

    def __init__(self, call: CallCard) -> None:
        super().__init__(
            f"NOTE about {call_named(call)}",
            field=Field("What happened, in your words:"),
            draft=f"note {call.incident}",
        )
        self._incident = call.incident

    def entered(self, text: str) -> None:
        """Write it down."""
        self.ask(AddNote(incident=self._incident, text=text))

"""Who is on scene, asked only when nobody was sent, or several were. Asks for one command."""

from appliance.api.board.calls import CallCard
from appliance.core.calls.commands import Arrive
from appliance.flows.naming import call_named, going_words
from tui.responders import to_come
from tui.screens.panel import Choice, Field, Panel

SOMEBODY_ELSE = "Somebody else: type a name"


class ArrivePanel(Panel[str]):
    """One of those who were sent by a digit; where nobody was, a name or a role."""

    def __init__(self, call: CallCard, *, somebody_else: bool = False) -> None:
        coming = () if somebody_else else to_come(call)
        choices = tuple(Choice(going_words(who), who) for who in coming)
        super().__init__(
            f"ON SCENE at {call_named(call)}",
            field=None if coming else Field("Who is there:"),
            choices=(*choices, Choice(SOMEBODY_ELSE, "")) if coming else (),
            draft=f"arrive {call.incident}",
        )
        self._call = call

    def chosen(self, value: str) -> None:
        """Record the arrival, or ask for a name."""
        if value:
            self.entered(value)
        else:
            self.open(ArrivePanel(self._call, somebody_else=True))

    def entered(self, text: str) -> None:
        """Record the arrival."""
        self.ask(Arrive(incident=self._call.incident, responder=text))

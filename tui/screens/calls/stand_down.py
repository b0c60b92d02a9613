"""How a response ended and who saw the room with their own eyes. Asks for one command."""

from appliance.api.board.calls import CallCard
from appliance.core.calls.commands import StandDown
from appliance.core.calls.titles import OUTCOMES
from appliance.core.ground.words import Outcome
from appliance.flows.naming import all_of, call_named, who_saw
from tui.responders import have_been
from tui.screens.panel import Choice, Field, Panel


class StandDownPanel(Panel[Outcome]):
    """Whoever is on scene stands there already as the one who saw the room."""

    def __init__(self, call: CallCard) -> None:
        super().__init__(
            f"STAND DOWN {call_named(call)}",
            field=Field(f"{who_saw(call)}:", all_of(have_been(call)), names=True),
            choices=tuple(Choice(words, outcome) for outcome, words in OUTCOMES.items()),
            draft=f"stand down {call.incident}",
        )
        self._incident = call.incident

    def chosen(self, value: Outcome) -> None:
        """End it."""
        self.ask(StandDown(incident=self._incident, outcome=value, saw_room=self.text))

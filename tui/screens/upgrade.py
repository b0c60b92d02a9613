"""How urgent a call really is. Asks for one command."""

from appliance.api.messages import CallCard
from appliance.core.commands import Upgrade
from appliance.plan.model import Kind
from tui.screens.panel import Choice, Panel
from tui.wording import call_named, kind_choice_words


class UpgradePanel(Panel[Kind]):
    """Offers only what is more urgent than the call is now."""

    def __init__(self, call: CallCard) -> None:
        above = sorted((kind for kind in Kind if kind.urgency > call.kind.urgency), key=lambda kind: -kind.urgency)
        super().__init__(
            f"MORE URGENT: {call_named(call)}", choices=tuple(Choice(kind_choice_words(kind), kind) for kind in above)
        )
        self._incident = call.incident

    def chosen(self, value: Kind | None, text: str) -> None:
        """Raise it."""
        del text
        assert value is not None
        self.ask(Upgrade(incident=self._incident, kind=value))

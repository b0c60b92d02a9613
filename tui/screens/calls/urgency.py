"""How urgent a call really is, more or less than it was called. Asks for one command."""

from appliance.api.board.calls import CallCard
from appliance.core.calls.commands import Downgrade, Upgrade
from appliance.flows.naming import call_named
from appliance.plan.model import Kind
from appliance.words.kinds import kind_choice_words
from tui.screens.panel import Choice, Panel
from tui.urgency import other_kinds


class UrgencyPanel(Panel[Kind]):
    """What is more urgent first; what is less only with somebody on scene, since only they can know."""

    def __init__(self, call: CallCard) -> None:
        words = {kind: f"{'Worse' if kind.urgency > call.kind.urgency else 'Less '}  " for kind in Kind}
        super().__init__(
            f"HOW URGENT is {call_named(call)}",
            choices=tuple(Choice(words[kind] + kind_choice_words(kind), kind) for kind in other_kinds(call)),
        )
        self._call = call

    def chosen(self, value: Kind) -> None:
        """Raise it, or lower it."""
        make = Upgrade if value.urgency > self._call.kind.urgency else Downgrade
        self.ask(make(incident=self._call.incident, kind=value))

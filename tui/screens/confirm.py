"""Who said that they are going, and how the desk knows. Asks for one command."""

from appliance.api.messages import CallCard
from appliance.core.commands import Confirm
from appliance.core.words import Answer
from tui.screens.panel import Choice, Field, Panel
from tui.wording import ANSWERS, call_named, going_words


class ConfirmPanel(Panel[Answer]):
    """The name of whoever was sent stands there already, so that one digit is enough."""

    def __init__(self, call: CallCard) -> None:
        super().__init__(
            f"CONFIRMED: somebody goes to {call_named(call)}",
            field=Field("Who is going:", going_words(call.going)),
            choices=tuple(Choice(words, answer) for answer, words in ANSWERS.items()),
            draft=f"confirm {call.incident}",
        )
        self._incident = call.incident

    def chosen(self, value: Answer | None, text: str) -> None:
        """The operator attests it."""
        assert value is not None
        self.ask(Confirm(incident=self._incident, responder=text, answer=value))

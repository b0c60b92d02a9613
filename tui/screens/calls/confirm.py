"""Who said that they are going, and how the desk knows. Asks for one command."""

from appliance.api.board.calls import CallCard
from appliance.core.calls.commands import Confirm
from appliance.core.calls.titles import ANSWERS
from appliance.core.ground.words import Answer
from appliance.flows.naming import call_named, going_words
from tui.responders import to_confirm
from tui.screens.panel import Choice, Field, Panel

SOMEBODY_ELSE = "Somebody else: type a name"


def confirm_panel(call: CallCard) -> "ConfirmPanel | ConfirmOnePanel":
    """Who of several, where more than one is still to confirm; else the name stands there already."""
    waiting = to_confirm(call)
    return ConfirmOnePanel(call, waiting) if len(waiting) > 1 else ConfirmPanel(call, "".join(waiting))


class ConfirmPanel(Panel[Answer]):
    """The name of whoever was sent stands there already, so that one digit is enough."""

    def __init__(self, call: CallCard, who: str) -> None:
        super().__init__(
            f"CONFIRMED: somebody goes to {call_named(call)}",
            field=Field("Who is going:", going_words(who), names=True),
            choices=tuple(Choice(words, answer) for answer, words in ANSWERS.items()),
            draft=f"confirm {call.incident}",
        )
        self._incident = call.incident

    def chosen(self, value: Answer) -> None:
        """The operator attests it."""
        self.ask(Confirm(incident=self._incident, responder=self.text, answer=value))


class ConfirmOnePanel(Panel[tuple[str, Answer] | None]):
    """Each of those still to confirm, by each way of knowing: one digit is enough here too."""

    def __init__(self, call: CallCard, waiting: tuple[str, ...]) -> None:
        each: tuple[Choice[tuple[str, Answer] | None], ...] = tuple(
            Choice(f"{going_words(who)}: {words[:1].lower()}{words[1:]}", (who, answer))
            for who in waiting
            for answer, words in ANSWERS.items()
        )
        super().__init__(f"CONFIRMED: who goes to {call_named(call)}?", choices=(*each, Choice(SOMEBODY_ELSE, None)))
        self._call = call

    def chosen(self, value: tuple[str, Answer] | None) -> None:
        """The operator attests it."""
        if value is None:
            self.open(ConfirmPanel(self._call, ""))
        else:
            who, answer = value
            self.ask(Confirm(incident=self._call.incident, responder=who, answer=answer))

"""A PIN or passphrase, for whoever wants to read names and notes here. Never needed for a call. Keeps and shows nothing typed."""

from appliance.api.messages import PersonLine
from tui.messages import ProofAsked
from tui.screens.panel import Field, Panel


class PinPanel(Panel[None]):
    """What is typed is masked, and gone when the panel closes."""

    def __init__(self, person: PersonLine) -> None:
        super().__init__(
            f"{person.name}: NAMES AND NOTES NEED YOUR PIN. Calls never do.",
            field=Field("PIN or passphrase:", masked=True),
        )
        self._person = person.person

    def chosen(self, value: None, text: str) -> None:
        """Let the box look at it."""
        del value
        self.post_message(ProofAsked(self._person, text, self))

"""A PIN or passphrase: to read names and notes here, or to change one's own. Never needed for a call. Shows nothing typed."""

from dataclasses import dataclass

from appliance.api.desk.plan import PersonLine
from appliance.flows.people.proof import opened
from tui.messages import PinChangeAsked, ProofAsked
from tui.screens.panel import Field, Panel


class PinPanel(Panel[None]):
    """What is typed is masked, and gone when the panel closes."""

    def __init__(self, person: PersonLine) -> None:
        super().__init__(
            f"{person.name}: {(opened(person.roles) or 'records').upper()} NEED YOUR PIN. Calls never do.",
            field=Field("PIN or passphrase:", masked=True, enter="signs in"),
        )
        self._person = person.person

    def entered(self, text: str) -> None:
        """Let the box look at it."""
        self.unanswered = True
        self.post_message(ProofAsked(self._person, text, self))


@dataclass(frozen=True, slots=True, repr=False)
class TypedPins:
    """What was typed on the way to a new PIN; without a representation, so that no traceback shows it."""

    before: str = ""
    new: str = ""


class PinChangePanel(Panel[None]):
    """The PIN there is, the new one, the new one again: a question at a time. Only the box knows whether the first is right."""

    def __init__(self, person: PersonLine, typed: TypedPins = TypedPins(), why_again: str = "") -> None:
        label = "Your PIN as it is now:"
        if typed.before:
            label = "The same again:" if typed.new else "The new PIN or passphrase:"
        super().__init__(
            f"{person.name}: CHANGE YOUR PIN. Calls never need it.",
            field=Field(label, masked=True, enter="changes it" if typed.new else "goes on"),
        )
        self._person = person
        self._pins = typed
        self._why_again = why_again

    def on_mount(self) -> None:
        """A question asked again says why."""
        if self._why_again:
            super().refused(self._why_again)

    def entered(self, text: str) -> None:
        """Ask what is left to ask, then the box."""
        pins = self._pins
        if not text:
            self.refused("Nothing was typed yet.")
        elif not pins.before:
            self.open(PinChangePanel(self._person, TypedPins(before=text)))
        elif not pins.new:
            self.open(PinChangePanel(self._person, TypedPins(pins.before, text)))
        elif text != pins.new:
            self.open(PinChangePanel(self._person, TypedPins(pins.before), "Those two were not the same."))
        else:
            self.unanswered = True
            self.post_message(PinChangeAsked(self._person.person, pins.before, text, self))

    def refused(self, says: str) -> None:
        """Not done: from the start, with the reason, since only the box knows which of the two it does not like."""
        if self._pins.new:
            self.stumbled()
            self.open(PinChangePanel(self._person, why_again=says))
        else:
            super().refused(says)

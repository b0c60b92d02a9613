"""Defines what is recorded about texts that came in. Recorded for ever: an event is never changed, and a new version gets a new tag."""

from appliance.core.ground.events import TextEvent
from appliance.core.ground.words import Actor
from appliance.plan.ids import PersonId


class TextTaken(TextEvent, frozen=True, kw_only=True, tag="text-taken-1"):
    """A text came in. `text` is its identity, by which a restart knows that it was taken already.

    `person`: whose number it is in the plan; then `sender` is empty, because no entry holds a person's number. `words` are empty if the
    text acted, or if it said nothing more than the call that it raised; any other text waits until somebody reads it. `rang`: it was a
    call, or pressed again.
    """

    text: str
    sender: str
    person: PersonId | None
    words: str
    rang: bool = False

    @property
    def to_read(self) -> bool:
        """Whether somebody must read it."""
        return bool(self.words)


class TextRead(TextEvent, frozen=True, kw_only=True, tag="text-read-1"):
    """Somebody at a desk read this text."""

    by: Actor


type AnyTextEvent = TextTaken | TextRead

"""Names the key that does an act, where a console has one: a sign must never name a key that does nothing there. Pure."""

from dataclasses import dataclass

from tui.keys.table import BY_ACTION

ANOTHER_CONSOLE = "a console of the box"
"""Named where the act has no key here: what a person must go to."""


@dataclass(frozen=True, slots=True)
class KeysHere:
    """`actions` are the acts of the key table that a console has keys for; None: all of them."""

    actions: frozenset[str] | None = None

    def has(self, action: str) -> bool:
        """Whether there is a key for this act."""
        return self.actions is None or action in self.actions

    def named(self, action: str) -> str:
        """Give the key as it is printed, or what does the act in its place: the subject of a sentence such as *T shows them*."""
        return BY_ACTION[action].shown if self.has(action) else ANOTHER_CONSOLE


ALL_KEYS = KeysHere()

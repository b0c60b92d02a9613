"""Keeps what the district, or this office's store, does not answer or take at the moment, each by what it is about. Each is told once, and
once more when all are over. Asks nobody.
"""

from collections.abc import Callable, Iterator

type Say = Callable[[str], None]

OVER = "The district answers again. Waiting for calls."


def nobody(sentence: str) -> None:
    """Hear a sentence and do nothing: for callers that nobody listens to."""


class Troubles:
    """The troubles there are now. `say` hears each new sentence."""

    def __init__(self) -> None:
        self.say: Say = nobody
        self._now: dict[str, str] = {}
        self._looked_at: set[str] = set()

    def __iter__(self) -> Iterator[str]:
        return iter(self._now.values())

    def is_so(self, about: str) -> bool | None:
        """Whether there is a trouble about this; None where nobody has looked yet."""
        return about in self._now if about in self._looked_at else None

    def has(self, about: str, sentence: str) -> None:
        """Note a trouble about this."""
        self._looked_at.add(about)
        is_new = sentence not in self._now.values()
        self._now[about] = sentence
        if is_new:
            self.say(sentence)

    def like(self, about: str) -> str:
        """Give the sentence of the first trouble whose name begins so; empty where there is none."""
        return next((says for each, says in self._now.items() if each.startswith(about)), "")

    def ended(self, about: str, over: str = OVER) -> None:
        """Note that a trouble is over. `over`: what is said if it was the last one."""
        self._looked_at.add(about)
        if self._now.pop(about, None) is not None and not self._now:
            self.say(over)

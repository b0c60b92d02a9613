"""What one of many may have of something at once, so that nobody takes the part of others. Knows nothing of what it is."""

import asyncio
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager


class OverShare(Exception):
    """One has as much as one may have."""


class Shares:
    """At most `of_one` at once for each; what comes beyond that is refused."""

    def __init__(self, of_one: int) -> None:
        self._of_one = of_one
        self._taken: Counter[str] = Counter()

    @contextmanager
    def one(self, who: str) -> Generator[None]:
        """One more of theirs while the block runs. Raises OverShare."""
        self.take(who)
        try:
            yield
        finally:
            self.give_back(who)

    def has(self, who: str, count: int = 1) -> bool:
        """Whether there is room for so many more of theirs."""
        return self._taken.get(who, 0) + count <= self._of_one

    def take(self, who: str, count: int = 1) -> None:
        """So many more of theirs. Raises OverShare."""
        if not self.has(who, count):
            raise OverShare
        self._taken[who] += count

    def give_back(self, who: str, count: int = 1) -> None:
        """They have ended."""
        self._taken[who] -= count
        if not self._taken[who]:
            del self._taken[who]


class Slots:
    """At most `of_one` at once for each as well, but what comes beyond that ends the oldest: for what may hang, and is over soon if not."""

    def __init__(self, of_one: int) -> None:
        self._of_one = of_one
        self._taken: dict[str, dict[object, Callable[[], object]]] = {}

    @contextmanager
    def one(self, who: str, end: Callable[[], object]) -> Generator[bool]:
        """A slot while the block runs, unless `end` is called before; whether another was ended for it."""
        theirs, slot = self._taken.setdefault(who, {}), object()
        theirs[slot] = end
        beyond = len(theirs) > self._of_one
        if beyond:
            theirs.pop(next(iter(theirs)))()
        try:
            yield beyond
        finally:
            theirs.pop(slot, None)
            if not theirs and self._taken.get(who) is theirs:
                del self._taken[who]

    def end(self, who: str) -> None:
        """All of theirs."""
        for each in self._taken.pop(who, {}).values():
            each()


def end(patience: asyncio.Timeout) -> None:
    """Somebody else's: what runs within it ends with TimeoutError."""
    if not patience.expired():
        patience.reschedule(0)

"""Limits how much of something each client has at once, so that nobody takes the part of others. Knows nothing of what it is."""

import asyncio
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager


class OverShare(Exception):
    """A client already has as much as it may have."""


class Shares:
    """Gives each client at most `of_one` at once, and refuses more."""

    def __init__(self, of_one: int) -> None:
        self._of_one = of_one
        self._taken: Counter[str] = Counter()

    @contextmanager
    def one(self, who: str) -> Generator[None]:
        """Take one more for the client while the block runs. Raises OverShare."""
        self.take(who)
        try:
            yield
        finally:
            self.give_back(who)

    def has(self, who: str, count: int = 1) -> bool:
        """Whether the client may have so many more."""
        return self._taken.get(who, 0) + count <= self._of_one

    def take(self, who: str, count: int = 1) -> None:
        """Take so many more for the client. Raises OverShare."""
        if not self.has(who, count):
            raise OverShare
        self._taken[who] += count

    def give_back(self, who: str, count: int = 1) -> None:
        """Give so many back."""
        self._taken[who] -= count
        if not self._taken[who]:
            del self._taken[who]


class Slots:
    """Gives each client at most `of_one` at once, too, but one more ends the oldest: for what may hang, and otherwise is over soon."""

    def __init__(self, of_one: int) -> None:
        self._of_one = of_one
        self._taken: dict[str, dict[object, Callable[[], object]]] = {}

    @contextmanager
    def one(self, who: str, end: Callable[[], object]) -> Generator[bool]:
        """Hold a slot while the block runs, unless `end` is called before. Give whether another was ended for it."""
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
        """End all places of a client."""
        for each in self._taken.pop(who, {}).values():
            each()


def end(patience: asyncio.Timeout) -> None:
    """End what runs within somebody else's timeout, with TimeoutError."""
    if not patience.expired():
        patience.reschedule(0)

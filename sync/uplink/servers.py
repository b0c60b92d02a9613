"""The servers of one district, in the order in which they are tried. Asks nobody; two that keep different stores are not one district.

A box that gave entries to two stores would get receipts of both, and each would have half of its record.
"""

from sync.transport.identity import District, Memory
from sync.transport.line import Unreachable


class NotOneStore(Unreachable):
    """This server keeps another store than the first one, or does not say which."""


class Servers:
    """Lives as long as the process. The first is preferred: a day's session ends at it again."""

    def __init__(self) -> None:
        self._known: tuple[str, ...] = ()
        self._at = 0

    def of(self, district: District) -> str:
        """The one to go to now."""
        known = (district.server, *district.also)
        if known != self._known:
            self._known, self._at = known, 0
        return known[self._at]

    @property
    def is_several(self) -> bool:
        """Whether it matters which store each keeps."""
        return len(self._known) > 1

    def failed(self) -> bool:
        """The next one's turn. Whether it is one that was not tried in this round yet."""
        self._at = (self._at + 1) % max(len(self._known), 1)
        return self._at > 0

    def begin_again(self) -> None:
        """At the first."""
        self._at = 0

    def is_same_store(self, store: str, memory: Memory) -> None:
        """Which store it is, is for the first server to say, and until it did for the one that answered first. Raises NotOneStore."""
        here = self._known[self._at]
        if store and (self._at == 0 or memory.store in {"", store}):
            memory.store = store
            return
        raise NotOneStore(
            f"{here} {'keeps another store than' if store else 'does not say whether it keeps the same store as'} {self._known[0]}."
            " Both have to be servers of one database. Nothing is sent there; tell the district's administrator."
        )

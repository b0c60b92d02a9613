"""Says in which order the servers of one district are tried. Asks nobody. Servers with different stores are not one district.

A box that gave entries to two stores would get receipts of both, and each would have half of its record.
"""

from sync.transport.identity import District, Memory
from sync.transport.line import Unreachable


class NotOneStore(Unreachable):
    """This server keeps another store than the first server, or does not say which one it keeps."""


class Servers:
    """Remembers whose turn it is, as long as the process lives. The first server is preferred: each day's session begins there again."""

    def __init__(self) -> None:
        self._known: tuple[str, ...] = ()
        self._at = 0

    def of(self, district: District) -> str:
        """Give the server to go to now."""
        known = (district.server, *district.also)
        if known != self._known:
            self._known, self._at = known, 0
        return known[self._at]

    @property
    def is_several(self) -> bool:
        """Whether there are several servers, so that their stores must be compared."""
        return len(self._known) > 1

    def failed(self) -> bool:
        """Go on to the next server. Give whether it was not tried in this round yet."""
        self._at = (self._at + 1) % max(len(self._known), 1)
        return self._at > 0

    def begin_again(self) -> None:
        """Go back to the first server."""
        self._at = 0

    def is_same_store(self, store: str, memory: Memory) -> None:
        """Check that this server keeps the district's store. The first server says which store that is; until it has answered, whichever
        server answered first. Raises NotOneStore.
        """
        here = self._known[self._at]
        if store and (self._at == 0 or memory.store in {"", store}):
            memory.store = store
            return
        raise NotOneStore(
            f"{here} {'keeps another store than' if store else 'does not say whether it keeps the same store as'} {self._known[0]}."
            " Both have to be servers of one database. Nothing is sent there; tell the district's administrator."
        )

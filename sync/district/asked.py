"""Holds one request, read and checked for form: who, what, when. Knows no HTTP and decides nothing."""

from dataclasses import dataclass
from typing import Any

from sync.district.peer import Peer


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. `query` holds every part that the route names: whole numbers, ids as bytes, texts. `body` is of the route's kind."""

    peer: Peer | None
    query: dict[str, Any]
    body: Any

    @property
    def known(self) -> Peer:
        """The client's identity, on a path that requires a certificate."""
        assert self.peer is not None
        return self.peer

    @property
    def who(self) -> str:
        """The client's name for the audit log."""
        return self.known.who

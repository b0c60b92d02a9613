"""Keeps what a way reported of who can be reached, so that each change is reported once. Knows no message."""

from collections.abc import Callable, Set

from hardware.ports import Reachable, Report


class Reached:
    """What was reported of each address, and of everybody (the address ""): None if it is reached, else why not."""

    def __init__(self) -> None:
        self._reported: dict[str, str | None] = {}

    def begin(self) -> None:
        """Forget everything: whoever runs the way anew hears all of it again."""
        self._reported = {}

    def keep(self, addresses: Set[str]) -> None:
        """Forget every address that is not one of these."""
        self._reported = {to: why for to, why in self._reported.items() if not to or to in addresses}

    def is_told(self, to: str, why: str | None) -> bool:
        """Return whether this is what was reported of the address."""
        return to in self._reported and self._reported[to] == why

    def tell(self, to: str, why: str | None, hear: Callable[[Report], None], what: str = "") -> None:
        """Report why an address is out of reach, or by None that it is reached, unless that was reported."""
        if not self.is_told(to, why):
            self._reported[to] = why
            hear(Reachable(to, why, what))

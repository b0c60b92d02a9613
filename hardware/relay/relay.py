"""Defines one output of a board or of the box's own pins: a contact that is switched, and that says how it is. Knows no pattern and no
wire.
"""

from typing import Protocol


class Relay(Protocol):
    """One output. Closed means on. Both asynchronous methods wait for the board, at most a second. They raise HardwareError, which says
    what to do, if the board does not do it.
    """

    async def throw(self, on: bool) -> None:
        """Close or open it, and return once its board reads back so."""
        ...

    async def reads(self) -> bool:
        """Return how it is now: asked of the board itself, never what it was told."""
        ...

    def close(self) -> None:
        """Let go of it. Raises HardwareError."""
        ...

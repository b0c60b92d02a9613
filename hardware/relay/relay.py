"""One output of a board or of the header: a contact that is thrown, and says how it stands. Knows no pattern and no wire."""

from typing import Protocol


class Relay(Protocol):
    """Closed is on. Both wait for the board, at most a second, and raise HardwareError with what to do where it does not do it."""

    async def throw(self, on: bool) -> None:
        """Close or open it, and return once its board reads back so."""
        ...

    async def reads(self) -> bool:
        """How it stands now: asked of the board itself, never what it was told."""
        ...

    def close(self) -> None:
        """Let go of it. Raises HardwareError."""
        ...

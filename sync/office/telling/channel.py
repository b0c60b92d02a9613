"""Says what every channel does. Knows none of them."""

from collections.abc import Sequence
from typing import Protocol

from sync.office.telling.matter import Telling


class NotTold(Exception):
    """The channel did not take it. `str()` says which channel, why, and what to do."""


class Channel(Protocol):
    """A channel by which people or programs outside the office are told."""

    @property
    def name(self) -> str:
        """The name of the file of what it has told so far."""

    @property
    def says(self) -> str:
        """What people call it, and where it leads."""

    @property
    def at_once(self) -> int:
        """How many batches may be on their way together."""

    def batches(self, owed: Sequence[Telling], now_s: float) -> list[tuple[Telling, ...]]:
        """Give what may be told now, the oldest first; each batch is told by itself. `now_s`: of a clock that only goes on."""

    async def tell(self, batch: Sequence[Telling]) -> str:
        """Tell a batch, in bounded time. Give what somebody should know although it was taken; empty for nothing. Raises NotTold."""

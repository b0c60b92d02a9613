"""What every channel does. Knows none of them."""

from collections.abc import Sequence
from typing import Protocol

from sync.office.telling.matter import Telling


class NotTold(Exception):
    """The channel did not take it. `str()` says which channel, why, and what to do."""


class Channel(Protocol):
    """A channel by which people or programs outside the office are told."""

    @property
    def name(self) -> str:
        """The name of the file of what it told so far."""

    @property
    def says(self) -> str:
        """What people call it, with where it leads."""

    @property
    def at_once(self) -> int:
        """So many batches on their way together."""

    def batches(self, owed: Sequence[Telling], now_s: float) -> list[tuple[Telling, ...]]:
        """What may be told now, the oldest first; each is told by itself. `now_s`: of a clock that only goes on."""

    async def tell(self, batch: Sequence[Telling]) -> str:
        """Tell it, in bounded time. What somebody is to know although it was taken, if there is something. Raises NotTold."""

"""Who goes first where a box has several deposits on their way: they are written in the order of their numbers. Knows no store.

Each HTTP request may take another connection, and its check a thread of its own, so that a deposit can overtake the one it follows
on. Within one server it waits here. Between servers on one store nothing waits: the box's row says which fits, and whoever came too
early is told so and sends again.
"""

import asyncio
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from appliance.envelope.format import FormatError, unpack_header

WAIT_S_MAX = (
    10.0  # as long as a store may take over one transaction; then this one is tried, and told that it comes too early
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One deposit's. `before` is done when the deposit it follows on has gone; None where none is under way."""

    before: asyncio.Future[None] | None
    gone: asyncio.Future[None]

    async def comes(self) -> None:
        """Wait for it."""
        if self.before is not None:
            await asyncio.wait({self.before}, timeout=WAIT_S_MAX)

    def goes(self) -> None:
        """Whoever follows may come: this one was written or refused, or is in a queue that keeps its order."""
        if not self.gone.done():
            self.gone.set_result(None)


class Turns:
    """One for a server."""

    def __init__(self) -> None:
        self._under_way: dict[tuple[bytes, int], asyncio.Future[None]] = {}  # by box and last number

    @contextmanager
    def of(self, box: bytes, entries: Sequence[bytes]) -> Generator[Turn]:
        """The turn of a deposit of this box while the block runs. What is no deposit gets one at once, and is refused elsewhere."""
        first = _first(entries)
        place = box, first + len(entries) - 1
        turn = Turn(self._under_way.get((box, first - 1)), asyncio.get_running_loop().create_future())
        self._under_way[place] = turn.gone
        try:
            yield turn
        finally:
            turn.goes()
            if self._under_way.get(place) is turn.gone:
                del self._under_way[place]


def _first(entries: Sequence[bytes]) -> int:
    with suppress(FormatError):
        return unpack_header(entries[0]).number if entries else 0
    return 0

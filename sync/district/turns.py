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
    """One deposit's. `before` is done when the deposit it follows on was written or refused; None where none is under way."""

    before: asyncio.Future[None] | None

    async def comes(self) -> None:
        """Wait for it."""
        if self.before is not None:
            await asyncio.wait({self.before}, timeout=WAIT_S_MAX)


class Turns:
    """One for a server."""

    def __init__(self) -> None:
        self._under_way: dict[tuple[bytes, int], asyncio.Future[None]] = {}  # by box and last number

    @contextmanager
    def of(self, box: bytes, entries: Sequence[bytes]) -> Generator[Turn]:
        """The turn of a deposit of this box while the block runs. What is no deposit gets one at once, and is refused elsewhere."""
        first = _first(entries)
        place, done = (box, first + len(entries) - 1), asyncio.get_running_loop().create_future()
        turn = Turn(self._under_way.get((box, first - 1)))
        self._under_way[place] = done
        try:
            yield turn
        finally:
            done.set_result(None)
            if self._under_way.get(place) is done:
                del self._under_way[place]


def _first(entries: Sequence[bytes]) -> int:
    with suppress(FormatError):
        return unpack_header(entries[0]).number if entries else 0
    return 0

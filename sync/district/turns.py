"""Says who goes first when a box has several deposits on their way: they are written in the order of their numbers. Knows no store.

Each HTTP request may take another connection, and a new connection takes a while to open. So a deposit can overtake the one that it follows
on. Within one server it waits here for a moment. It does not wait for another server on the same store: the box's row says how far the box
is, and a deposit that came too early is told so and sent again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from appliance.envelope.format import FormatError, unpack_header

WRITTEN_WITHIN_S = 10.0  # as long as a store may take for one transaction; then this deposit is tried, and told that it comes too early
COMES_WITHIN_S = 2.0  # enough for a new connection on a slow line, and a deposit; a box that really leaves something out waits as long


type Here = Callable[[], Awaitable[int]]
"""Asks the store for the last number of the box whose turn it is."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The turn of one deposit. `gone` is done when the next deposit may go."""

    turns: "Turns"
    box: bytes
    first: int
    last: int
    gone: asyncio.Future[None]

    async def comes(self, here: Here) -> None:
        """Wait for the deposit that this one follows on, if that is under way or must be. Raises what `here` does."""
        before = await self.turns.found_before(self, here)
        if before is not None:
            await asyncio.wait({before}, timeout=WRITTEN_WITHIN_S)
        if self.first:
            self.turns.newest[self.box] = self.last

    def goes(self) -> None:
        """Let the next deposit go: this one was written or refused, or is in a queue that keeps its order."""
        if not self.gone.done():
            self.gone.set_result(None)


class Turns:
    """The turns of one server."""

    def __init__(self) -> None:
        self.newest: dict[bytes, int] = {}  # box → the last number that had its turn here
        self._under_way: dict[
            tuple[bytes, int], asyncio.Future[None]
        ] = {}  # box and last number of a deposit → its `gone`
        self._wanted: dict[tuple[bytes, int], asyncio.Event] = {}

    @contextmanager
    def of(self, box: bytes, entries: Sequence[bytes]) -> Generator[Turn]:
        """Hold the turn of a deposit of this box while the block runs. A body that is no deposit gets its turn at once, and is refused
        elsewhere.
        """
        first = _first(entries)
        turn = Turn(self, box, first, first + max(len(entries) - 1, 0), asyncio.get_running_loop().create_future())
        place = box, turn.last
        self._under_way[place] = turn.gone
        if place in self._wanted:
            self._wanted[place].set()
        try:
            yield turn
        finally:
            turn.goes()
            if self._under_way.get(place) is turn.gone:
                del self._under_way[place]

    async def found_before(self, turn: Turn, here: Here) -> asyncio.Future[None] | None:
        """Give a future that is done when the deposit before this one has gone; None where there is none to wait for."""
        place = turn.box, turn.first - 1
        if self._leaves_out(turn):  # unless another server of this store took what is before it
            self.newest[turn.box] = max(self.newest[turn.box], await here())
        if self._leaves_out(turn):
            wanted = self._wanted.setdefault(place, asyncio.Event())
            try:
                with suppress(TimeoutError):
                    async with asyncio.timeout(COMES_WITHIN_S):
                        await wanted.wait()
            finally:
                self._wanted.pop(place, None)
        return self._under_way.get(place)

    def _leaves_out(self, turn: Turn) -> bool:
        """Whether entries before this deposit are missing that are neither in the store nor under way."""
        newest = self.newest.get(turn.box, turn.first)
        return turn.first > newest + 1 and (turn.box, turn.first - 1) not in self._under_way


def _first(entries: Sequence[bytes]) -> int:
    with suppress(FormatError):
        return unpack_header(entries[0]).number if entries else 0
    return 0

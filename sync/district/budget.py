"""How many bytes the server holds at once, of everybody and of one. Knows nothing of what they are."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from sync.district.shares import Shares


class OverBudget(Exception):
    """There was no room in time. `share`: since whoever asked has all that one may have; else since others have it."""

    def __init__(self, *, share: bool) -> None:
        super().__init__()
        self.share = share


class Room:
    """Somebody's part of a budget, as large as what has come."""

    def __init__(self, budget: "Budget", who: str) -> None:
        self._budget = budget
        self.who = who
        self.length = 0
        self.waits = False

    async def grows(self, length: int, within_s: float) -> None:
        """So many bytes more. Raises OverBudget."""
        await self._budget.take(self, length, within_s)
        self.length += length

    async def becomes(self, length: int) -> None:
        """As long as this, if there is room just now. Raises OverBudget."""
        if length > self.length:
            await self.grows(length - self.length, 0)
        elif length < self.length:
            self.length, beyond = length, self.length - length
            await self._budget.give_back(self.who, beyond)


class Budget:
    """`length` bytes for everybody, `share` of them for one. Whoever finds none left waits a little for something to end."""

    def __init__(self, length: int, share: int) -> None:
        self._left = length
        self._shares = Shares(share)
        self._rooms: dict[str, set[Room]] = {}
        self._freed = asyncio.Condition()

    @asynccontextmanager
    async def room(self, who: str) -> AsyncGenerator[Room]:
        """Room that grows, and is free again after the block."""
        room = Room(self, who)
        theirs = self._rooms.setdefault(who, set())
        theirs.add(room)
        try:
            yield room
        finally:
            theirs.discard(room)
            if not theirs:
                del self._rooms[who]
            await self.give_back(who, room.length)

    async def take(self, room: Room, length: int, within_s: float) -> None:
        """Wait for what others have, and for what is theirs and ends by then. Raises OverBudget."""
        if not self._shares.has(room.who, length) and self._all_wait(room):
            raise OverBudget(share=True)
        room.waits = True
        try:
            async with asyncio.timeout(within_s), self._freed:
                await self._freed.wait_for(lambda: self._left >= length and self._shares.has(room.who, length))
                self._shares.take(room.who, length)
                self._left -= length
        except TimeoutError as late:
            raise OverBudget(share=not self._shares.has(room.who, length)) from late
        finally:
            room.waits = False

    def _all_wait(self, room: Room) -> bool:
        """Whether whatever else they have waits itself: then none of it would end, and the last one makes room for the others."""
        return all(each.waits for each in self._rooms[room.who] if each.length and each is not room)

    async def give_back(self, who: str, length: int) -> None:
        """So many bytes less."""
        if length:
            self._shares.give_back(who, length)
            self._left += length
            async with self._freed:
                self._freed.notify_all()

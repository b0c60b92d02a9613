"""Limits how many bytes the server holds at once, of everybody and of one client. Knows nothing of what they are."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from sync.district.shares import Shares


class OverBudget(Exception):
    """There was no room in time. `share`: the client already has all that one client may have; else other clients have it."""

    def __init__(self, *, share: bool) -> None:
        super().__init__()
        self.share = share


class Room:
    """A client's part of a budget, as large as what has come."""

    def __init__(self, budget: "Budget", who: str) -> None:
        self._budget = budget
        self.who = who
        self.length = 0
        self.waits = False

    async def grows(self, length: int, within_s: float) -> None:
        """Grow by so many bytes. Raises OverBudget."""
        await self._budget.take(self, length, within_s)
        self.length += length

    async def becomes(self, length: int) -> None:
        """Become exactly this long, if there is room right now. Raises OverBudget."""
        if length > self.length:
            await self.grows(length - self.length, 0)
        elif length < self.length:
            self.length, beyond = length, self.length - length
            await self._budget.give_back(self.who, beyond)


class Budget:
    """Shares `length` bytes among all, and gives one client at most `share` of them. A client that finds no room waits a little for other
    work to end.
    """

    def __init__(self, length: int, share: int) -> None:
        self._left = length
        self._shares = Shares(share)
        self._rooms: dict[str, set[Room]] = {}
        self._freed = asyncio.Condition()

    @asynccontextmanager
    async def room(self, who: str) -> AsyncGenerator[Room]:
        """Give room that grows; it is free again after the block."""
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
        """Take room, after waiting for others, or for this client's own earlier work, to end. Raises OverBudget."""
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
        """Whether all else that this client has waits itself. Then none of it would end, so this last one gives up."""
        return all(each.waits for each in self._rooms[room.who] if each.length and each is not room)

    async def give_back(self, who: str, length: int) -> None:
        """Give so many bytes back."""
        if length:
            self._shares.give_back(who, length)
            self._left += length
            async with self._freed:
                self._freed.notify_all()

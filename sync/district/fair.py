"""Gives turns at work that all clients share: the store's thread, and the interpreter. Knows nothing of what the work is.

One client has only few pieces of work under way. If other clients have work too, it rests after each piece for as long as that took. So
whatever one client asks for, and however much work that is, half of the time is left for others. A client that is alone never rests.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

REST_MAX_S = 1.0  # a piece that took longer waited for a disk or a lock, and not for the interpreter


@dataclass(slots=True)
class _Theirs:
    gate: asyncio.Semaphore
    count: int = 0


class Fair:
    """Gives turns: at most `at_once` pieces of one client at a time, in the order in which they came. `rested` is told how long each rest
    is.
    """

    def __init__(self, at_once: int, rested: Callable[[float], object] = lambda _: None) -> None:
        self._at_once = at_once
        self._tell = rested
        self._theirs: dict[str, _Theirs] = {}

    @asynccontextmanager
    async def turn(self, who: str) -> AsyncGenerator[None]:
        """Hold a turn while the block runs. It never waits for another client's work."""
        loop = asyncio.get_running_loop()
        theirs = self._theirs.setdefault(who, _Theirs(asyncio.Semaphore(self._at_once)))
        theirs.count += 1
        try:
            await theirs.gate.acquire()
        except BaseException:
            self._gone(who, theirs)
            raise
        began_s = loop.time()
        try:
            yield
        finally:
            rest_s = min(loop.time() - began_s, REST_MAX_S) if len(self._theirs) > 1 else 0.0
            if rest_s:
                self._tell(rest_s)
                loop.call_later(rest_s, self._rested, who, theirs)
            else:
                self._rested(who, theirs)

    def _rested(self, who: str, theirs: _Theirs) -> None:
        theirs.gate.release()
        self._gone(who, theirs)

    def _gone(self, who: str, theirs: _Theirs) -> None:
        theirs.count -= 1
        if not theirs.count:
            del self._theirs[who]

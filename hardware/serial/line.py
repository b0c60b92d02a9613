"""Keeps one serial line open: as long as the line is planned, it is tried again each second. Never blocks the loop; knows no frame."""

import asyncio
from collections.abc import Callable
from typing import Final

import msgspec

from hardware.serial.end import NO_ANSWER, End, LineState, NotOpen
from hardware.serial.local import open_local
from hardware.serial.port import Format, Local, Mistake, Remote, where
from hardware.serial.remote import open_remote

# The pause stays this short after many failures: a person who plugs it in again waits beside it.
TRY_EACH_S: Final = 1.0
SAID_AFTER_S: Final = 2.0  # Our limit for a line that is gone. A line that hangs while it is opened counts as gone.
# After this time the line is tried again anyway; opening it will then say if it is still taken.
CLOSED_WITHIN_S: Final = 2.0

type SayState = Callable[[LineState, str], None]


class Wire(msgspec.Struct, frozen=True):
    """A line as the plan describes it."""

    line: str
    port: str
    baud: int
    format: Format = "8N1"


class Line:
    """One line. `run` it once. What comes from it is heard on the loop; sending never waits."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.state: tuple[LineState, str] = (LineState.MISSING, "not opened yet")
        self._end: End | None = None

    async def run(self, take: Callable[[bytes], None], state: SayState) -> None:
        """Keep the line open until cancelled. `state` is told each change, with the reason. An error that `take` raises is raised from
        here.
        """
        say = self._saying(state)
        while True:
            try:
                end = await self._opened(take, say)
            except NotOpen as refusal:
                say(refusal.state, refusal.why)
            else:
                await self._kept(end, say)
            await asyncio.sleep(TRY_EACH_S)

    def send(self, data: bytes) -> bool:
        """Send, and return whether it was taken. False: the line is not open, or too much waits already (4 KiB); then none of this is
        sent.
        """
        return self._end is not None and self._end.send(data)

    async def _opened(self, take: Callable[[bytes], None], say: SayState) -> End:
        slow = asyncio.get_running_loop().call_later(SAID_AFTER_S, self._say_slow, say)
        try:
            match where(self.wire.port):
                case Local() as place:
                    return await open_local(place, self.wire.baud, self.wire.format, take)
                case Remote() as place:
                    return await open_remote(place, self.wire.baud, self.wire.format, take)
                case Mistake(why):
                    raise NotOpen(LineState.REFUSED, why)
        finally:
            slow.cancel()

    def _say_slow(self, say: SayState) -> None:
        # If being refused takes long each time, it is still one trouble: the line stays REFUSED.
        if self.state[0] is not LineState.REFUSED:
            say(LineState.MISSING, NO_ANSWER)

    async def _kept(self, end: End, say: SayState) -> None:
        self._end = end
        try:
            say(LineState.OPEN, "")
            say(LineState.MISSING, await asyncio.shield(end.lost))
        finally:
            self._end = None
            await asyncio.wait([end.close()], timeout=CLOSED_WITHIN_S)

    def _saying(self, state: SayState) -> SayState:
        said: list[tuple[LineState, str]] = []

        def say(now: LineState, why: str) -> None:
            self.state = (now, why)
            if said != [(now, why)]:
                said[:] = [(now, why)]
                state(now, why)

        return say

"""Clients of the desk line and the feed that are slow, greedy or mad, in a process of their own: `mad_clients.py KIND DESK FEED`.

It prints "there" once the first clients are connected, and goes on until it is killed. A client that is cut off comes back. Knows what
travels on those lines, and nothing of who suffers.
"""

import asyncio
import os
import random
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress

from appliance.api.desk.entries import Follow
from appliance.api.desk.line import Attach, Present
from appliance.api.desk.plan import AskPlan
from appliance.api.feed.messages import FollowSealed
from appliance.api.framing import PREFIX_LEN, frame

WATCHERS = 46  # a desk line takes 48 consoles
LINES = 8
AT_ONCE = 16  # requests in one write: half of what may wait on a line
AGAIN_S = 0.05
TRICKLE_S = 1.0
BYTES = random.Random("mad")

type Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def attach(desk: str | None) -> bytes:
    return frame(Attach(desk=desk, client="mad"))


async def watches(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Read every board, and do nothing else."""
    writer.write(attach(None))
    while await reader.read(1 << 20):
        pass


async def asks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Ask for everything again and again, as fast as it comes."""
    writer.write(attach("hall"))
    writer.write(frame(Present()))
    while True:
        for number in range(1, AT_ONCE + 1):
            writer.write(frame(Follow(request=2 * number, after=0, limit=200, newest_first=bool(number % 2))))
            writer.write(frame(AskPlan(request=2 * number + 1)))
        await writer.drain()
        for _ in range(2 * AT_ONCE):
            length = int.from_bytes(await reader.readexactly(PREFIX_LEN))
            await reader.readexactly(length)


async def asks_and_reads_nothing(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Ask, and read no answer."""
    writer.transport.pause_reading()
    writer.write(attach("hall"))
    for number in range(1, 10_000):
        writer.write(frame(Follow(request=number, after=0, limit=200)))
        await writer.drain()
        await asyncio.sleep(0.001)


async def trickles(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Say a byte a second."""
    writer.transport.pause_reading()
    for each in attach("hall") * 100:
        writer.write(bytes((each,)))
        await writer.drain()
        await asyncio.sleep(TRICKLE_S)


async def raves(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Say random bytes, some with a length before them, some after a proper beginning."""
    if BYTES.random() < 0.5:
        writer.write(attach("hall"))
    for _ in range(100):
        body = BYTES.randbytes(BYTES.randrange(1, 2000))
        length = BYTES.choice((len(body), 65_000, 2**32 - 1, 0))
        writer.write((length.to_bytes(PREFIX_LEN) if BYTES.random() < 0.7 else b"") + body)
        await writer.drain()
        await asyncio.sleep(0.002)


async def comes_and_goes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Attach, see one board, and leave."""
    writer.write(attach("hall"))
    await reader.readexactly(PREFIX_LEN)


async def follows(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Follow the whole sealed feed, again and again."""
    while True:
        for number in range(1, AT_ONCE + 1):
            writer.write(frame(FollowSealed(request=number, after=0, limit=500)))
        await writer.drain()
        for _ in range(AT_ONCE):
            length = int.from_bytes(await reader.readexactly(PREFIX_LEN))
            await reader.readexactly(length)


async def follows_and_reads_nothing(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Follow the sealed feed and read nothing. At the end comes a frame that says it is a megabyte, and ends before that."""
    writer.transport.pause_reading()
    for number in range(1, AT_ONCE + 1):
        writer.write(frame(FollowSealed(request=number, after=0, limit=500)))
    writer.write((1_000_000).to_bytes(PREFIX_LEN) + bytes(999_000))
    await asyncio.sleep(3600)


DESK: dict[str, tuple[int, Callable[..., Awaitable[None]]]] = {
    "46 that watch": (WATCHERS, watches),
    "some that ask without end": (LINES, asks),
    "some that ask and read nothing": (LINES, asks_and_reads_nothing),
    "some that say a byte a second": (LINES, trickles),
    "some that rave": (LINES, raves),
    "some that come and go": (LINES, comes_and_goes),
}
FEED: dict[str, tuple[int, Callable[..., Awaitable[None]]]] = {
    "feeds followed without end": (LINES, follows),
    "feeds that nobody reads": (LINES, follows_and_reads_nothing),
    "feeds that rave": (LINES, raves),
}
KINDS = (*DESK, *FEED)


async def keeps_on(path: str, does: Callable[..., Awaitable[None]], came: asyncio.Event) -> None:
    """Do this again and again, whatever the other end makes of it."""
    while True:
        with suppress(OSError, EOFError):
            reader, writer = await asyncio.open_unix_connection(path)
            came.set()
            try:
                await does(reader, writer)
            finally:
                writer.transport.abort()
        await asyncio.sleep(AGAIN_S)


async def main(kind: str, desk: str, feed: str) -> None:
    os.nice(19)  # its own work is not measured
    lines, does = {**DESK, **FEED}[kind]
    came = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for _ in range(lines):
            group.create_task(keeps_on(desk if kind in DESK else feed, does, came))
        await came.wait()
        print("there", flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

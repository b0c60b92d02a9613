"""Clients of the desk line that are too many, greedy or mad, in a process of their own. `crowd_client.py SOCKET KIND COUNT`

`watch` reads every board. `ask` asks for 200 entries again and again. `touch` says that somebody is there as often as it may. `mad` says
rubbish, says half of something, asks and never reads, reads a byte a second, and connects again when it is disconnected.
"""

import asyncio
import contextlib
import itertools
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from appliance.api.client_line import LineLost
from appliance.api.desk.client import DeskClient
from appliance.api.desk.entries import Follow
from appliance.api.desk.line import Attach
from appliance.api.framing import frame
from appliance.plan.ids import DeskId

AGAIN_S = 0.05
ATTACH = frame(Attach(desk=DeskId("hall"), client="crowd"))
ASK = frame(Follow(request=1, after=0))
WATCHED = DeskId("hall")


async def watch(path: Path) -> None:
    """Read every board."""
    async with DeskClient.connect(path, desk=None, client="crowd") as line:
        READY.set()
        async for _ in line.states():
            pass


async def ask(path: Path) -> None:
    """Ask for the newest lines of the record, again and again."""
    async with DeskClient.connect(path, desk=WATCHED, client="crowd") as line:
        READY.set()
        while True:
            await line.ask(Follow(request=0, after=0, limit=200, newest_first=True))


async def touch(path: Path) -> None:
    """Send a touch as fast as the line takes it, as if a key were held down."""
    async with DeskClient.connect(path, desk=WATCHED, client="crowd") as line:
        READY.set()
        while True:
            await line.present()
            await asyncio.sleep(0.002)


async def mad(path: Path) -> None:
    """Do one rude thing after the other."""
    for number in itertools.count():
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_unix_connection(path)
            READY.set()
            try:
                await MADNESS[number % len(MADNESS)](reader, writer)
            finally:
                writer.close()
        await asyncio.sleep(AGAIN_S)


async def _rubbish(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(os.urandom(4096))
    await reader.read()


async def _half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(ATTACH + (60_000).to_bytes(4) + bytes(30_000))
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(reader.read(), 1)


async def _deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    del reader
    writer.write(ATTACH + ASK * 60)
    await asyncio.sleep(1)


async def _slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(ATTACH + ASK * 20)
    for _ in range(3):
        await reader.read(1)
        await asyncio.sleep(1)


MADNESS: list[Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]] = [_rubbish, _half, _deaf, _slow]
KINDS = {"watch": watch, "ask": ask, "touch": touch, "mad": mad}
READY = asyncio.Event()


async def main(path: Path, kind: str, count: int) -> None:
    """Run the clients until this process is ended. A client that is disconnected connects again."""

    async def again() -> None:
        while True:
            with contextlib.suppress(LineLost):
                await KINDS[kind](path)
            await asyncio.sleep(AGAIN_S)

    async with asyncio.TaskGroup() as group:
        for _ in range(count):
            group.create_task(again())
        await READY.wait()
        print("ready", flush=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))

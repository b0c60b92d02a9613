"""`redis`: measures the same press over the same wire into a Redis stream with appendfsync always, beside ours. `.ci/tools` brings Redis.

Run by itself with PORT and REDIS_SOCKET, this file is the adapter: it takes a press, does XADD, and sends a receipt once Redis has
answered.
"""

import asyncio
import os
import shutil
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bare import Button, Link
from figures import Figure, of_rounds, p

PROGRAM = "redis-server"
ROUNDS = 6
PRESSES = 40


async def measure() -> AsyncIterator[Figure]:
    """Measure rounds in turn with presses of ours that raise a call."""
    import harness
    from buttons import connected
    from press import one_by_one
    from written import rows_of_a_press

    if shutil.which(PROGRAM) is None:
        print(f"# bench redis: {PROGRAM} is not installed here, so it was not measured", flush=True)
        return
    names = harness.button_names(ROUNDS * PRESSES)
    ours: list[float] = []
    theirs: list[float] = []
    async with harness.folder() as scratch:
        rows, _ = await rows_of_a_press(scratch)
    async with (
        harness.building(len(names)) as alert,
        _redis(sum(rows)) as port,
        connected(alert.port, names) as mine,
        connected(port, names) as others,
    ):
        for start in range(0, len(names), PRESSES):
            ours.append(p(await one_by_one(mine[start : start + PRESSES]), 50) * 1000)
            theirs.append(p(await one_by_one(others[start : start + PRESSES]), 50) * 1000)
    value, baseline, ratio = of_rounds(ours, theirs)
    says = f"ours against a Redis stream, appendfsync always, {sum(rows)} bytes a press; p50 of {ROUNDS} rounds in turn"
    yield Figure("redis", value, "ms", baseline, ratio, says=says)


@asynccontextmanager
async def _redis(size: int) -> AsyncIterator[int]:
    import harness

    async with harness.folder() as folder:
        where, port = folder / "redis.sock", harness.free_port()
        settings = f"--port 0 --unixsocket {where} --dir {folder} --appendonly yes --appendfsync always --save"
        server = await asyncio.create_subprocess_exec(PROGRAM, *settings.split(), "", stdout=asyncio.subprocess.DEVNULL)
        try:
            await _listens(server, where)
            adapter = await harness.script("redis.py", str(port), str(where), str(size))
            try:
                yield port
            finally:
                await harness.stop(adapter)
        finally:
            await harness.stop(server)


async def _listens(server: asyncio.subprocess.Process, where: Path) -> None:
    import harness

    deadline_s = time.monotonic() + harness.START_WAIT_S
    while not where.exists():
        if time.monotonic() > deadline_s or server.returncode is not None:
            raise TimeoutError(f"{PROGRAM} did not start")
        await asyncio.sleep(0.02)


class Stream:
    """Sends presses to Redis in order; the answers come in the same order."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, size: int) -> None:
        self._reader = reader
        self._writer = writer
        value = os.urandom(size)
        parts = (b"XADD", b"presses", b"*", b"entry", value)
        self._command = b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
        self._asked: asyncio.Queue[tuple[Button, int]] = asyncio.Queue()

    def pressed(self, button: Button, counter: int) -> None:
        self._writer.write(self._command)
        self._asked.put_nowait((button, counter))

    async def run(self) -> None:
        while True:
            button, counter = await self._asked.get()
            length = await self._reader.readline()
            if not length.startswith(b"$"):
                raise RuntimeError(f"Redis answered {length!r}")
            await self._reader.readexactly(int(length[1:]) + 2)
            await button.receipt(counter)


async def serve(port: int, where: Path, size: int) -> None:
    stream = Stream(*await asyncio.open_unix_connection(where), size)
    await asyncio.get_running_loop().create_server(lambda: Link(stream), "127.0.0.1", port, backlog=256)
    print("ready", flush=True)
    await stream.run()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))

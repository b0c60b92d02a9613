"""A line that carries few bytes a second, in both directions together, and says when somebody begins to use it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

PIECE_LEN = 256


class SlowLine:
    """Listens at `port` of loopback and passes on to `onward`."""

    def __init__(self, onward: int, bytes_per_s: int, piece_len: int) -> None:
        self.port = 0
        self.used = asyncio.Event()
        self.carried_len = 0
        self._onward = onward
        self._piece_len = piece_len
        self._byte_s = 1 / bytes_per_s
        self._one_at_a_time = asyncio.Lock()
        self._carried: set[asyncio.Task[None]] = set()

    def begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Begin to carry for somebody who uses the line."""
        self.used.set()
        task = asyncio.get_running_loop().create_task(self._carry(reader, writer))
        self._carried.add(task)
        task.add_done_callback(self._carried.discard)
        task.add_done_callback(lambda _: writer.close())  # also if it was cut off before it had begun

    async def ends(self) -> None:
        """Cut off whoever still uses the line, and leave nothing of theirs open."""
        carried = list(self._carried)
        for task in carried:
            task.cancel()
        await asyncio.gather(*carried, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with contextlib.AsyncExitStack() as open_ends:
            open_ends.push_async_callback(_closed, writer)
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._onward)
            open_ends.push_async_callback(_closed, there_writer)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pass(reader, there_writer))
                group.create_task(self._pass(there_reader, writer))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(self._piece_len):
                async with self._one_at_a_time:
                    await asyncio.sleep(len(data) * self._byte_s)
                    self.carried_len += len(data)
                writer.write(data)
                await writer.drain()
        writer.close()


async def _closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


@asynccontextmanager
async def slow_line(onward: int, bytes_per_s: int, piece_len: int = PIECE_LEN) -> AsyncIterator[SlowLine]:
    """Run a slow line until the block ends."""
    line = SlowLine(onward, bytes_per_s, piece_len)
    server = await asyncio.start_server(line.begin, "localhost", 0)
    line.port = server.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        server.close()
        await line.ends()
        await server.wait_closed()

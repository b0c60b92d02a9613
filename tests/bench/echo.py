"""The bare hop: a process of its own sends back what is written to its socket, and does nothing else. `echo.py SOCKET`"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

MESSAGE = bytes(500)  # about the size of a call's change on the desk line


class Echo:
    """The end that asks the echo."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def wait_ms(self) -> float:
        """Send a message and wait for it to come back; gives the milliseconds."""
        began_s = time.perf_counter()
        self._writer.write(MESSAGE)
        await self._reader.readexactly(len(MESSAGE))
        return (time.perf_counter() - began_s) * 1000


@asynccontextmanager
async def echo() -> AsyncIterator[Echo]:
    """Run the bare hop."""
    import harness  # import it only here: the echo's own process does not need it

    async with harness.folder() as folder:
        process = await harness.script("echo.py", str(folder / "echo.sock"))
        try:
            reader, writer = await asyncio.open_unix_connection(folder / "echo.sock")
            yield Echo(reader, writer)
            writer.close()
        finally:
            await harness.stop(process)


async def _serve(path: Path) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(4096):
            writer.write(data)

    async with await asyncio.start_unix_server(answer, path) as server:
        print("ready", flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))

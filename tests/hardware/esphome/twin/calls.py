"""Takes the connections of devices that dial in. The test itself speaks on them."""

import asyncio
import contextlib
import socket

from tests.patience import patience


class Appliance:
    """The place where devices dial in. `calls` are the connections nobody has taken yet."""

    def __init__(self) -> None:
        self.calls: asyncio.Queue[socket.socket] = asyncio.Queue()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setblocking(False)
        self.port = int(self._listener.getsockname()[1])

    async def __aenter__(self) -> "Appliance":
        self._accepting = asyncio.create_task(self._accept())  # noqa: TID251 - kept, and ended below
        return self

    async def __aexit__(self, *_: object) -> None:
        self._accepting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._accepting
        self._listener.close()
        while not self.calls.empty():
            self.calls.get_nowait().close()

    async def call(self, within_s: float = patience(6)) -> socket.socket:
        async with asyncio.timeout(within_s):
            return await self.calls.get()

    async def _accept(self) -> None:
        while True:
            call, _ = await asyncio.get_running_loop().sock_accept(self._listener)
            await self.calls.put(call)

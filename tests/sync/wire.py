"""Plays somebody on the wire who keeps every byte that passes, in both directions; with both ends' keys, also what is inside TLS."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path


class Wire:
    """Listens at `port` of loopback and passes on to `onward`. `seen` is all that passed."""

    def __init__(self, onward: int, towards: ssl.SSLContext | None) -> None:
        self.onward = onward
        self.seen = bytearray()
        self.port = 0
        self._towards = towards

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self.onward, ssl=self._towards)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._pass(reader, there_writer))
            group.create_task(self._pass(there_reader, writer))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                self.seen += data
                writer.write(data)
                await writer.drain()
        writer.close()


@asynccontextmanager
async def tapped(
    onward: int, *, as_server: ssl.SSLContext | None = None, towards: ssl.SSLContext | None = None
) -> AsyncIterator[Wire]:
    """Make a wire on the way to this port. With contexts for both sides, TLS ends here and begins anew."""
    wire = Wire(onward, towards)
    server = await asyncio.start_server(wire.carry, "127.0.0.1", 0, ssl=as_server)
    wire.port = server.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        server.close()
        server.abort_clients()
        await server.wait_closed()


def contexts(keys: Path, identity: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Make the contexts: one as the district's server with its folder of keys, and one towards it as the box with this
    certificate and key.
    """
    as_server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    as_server.load_cert_chain(keys / "server.pem", keys / "server.key")
    towards = ssl.create_default_context(cafile=str(keys / "authority.pem"))
    towards.load_cert_chain(identity)
    return as_server, towards

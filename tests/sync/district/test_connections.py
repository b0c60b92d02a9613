"""Tests connections that say nothing, fail, or do not go when told to: none counts for longer than it exists, and none keeps an honest one
out.

The server's own parts run in one process, with real sockets and TLS.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from sync.district.accepting import Accepting, listening
from sync.district.authority import Authority, utc_now
from sync.district.connections import Connections
from sync.district.district import wall_ms
from sync.district.folder import Folder
from sync.district.keys import init
from sync.district.metrics import Metrics
from sync.district.naming import Naming
from sync.district.server_certificate import ServerCertificate
from tests.patience import patient


class Door:
    """An HTTPS door that answers everything."""

    def __init__(self, folder: Folder, connections: Connections) -> None:
        self.connections = connections
        self._certificate = ServerCertificate(folder, Authority(folder))
        self._trust = ssl.create_default_context(cafile=str(folder.keys / "authority.pem"))

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Door"]:
        application = web.Application(middlewares=[self.connections.counted])
        application.router.add_get("/", _answers)
        runner = self._runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        listeners = listening("127.0.0.1", 0)
        accepting = Accepting(
            listeners, self._certificate.context(wall_ms), lambda: self.connections.admit(_server_of(runner)())
        )
        self.port = accepting.port
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(accepting.run())
            try:
                yield self
            finally:
                task.cancel()
                for each in listeners:
                    each.close()
                await runner.cleanup()

    @property
    def open_ones(self) -> list[web.RequestHandler]:
        """The connections that exist."""
        return _server_of(self._runner).connections

    async def line(self) -> ssl.SSLSocket:
        """Open a connection that reads nothing, not even that it was closed."""

        def connected() -> ssl.SSLSocket:
            return self._trust.wrap_socket(
                socket.create_connection(("127.0.0.1", self.port)), server_hostname="localhost"
            )

        return await asyncio.to_thread(connected)

    async def asks(self, session: aiohttp.ClientSession) -> None:
        """Ask over the session's open connection, if it was left open."""
        async with session.get(f"https://localhost:{self.port}/", ssl=self._trust) as answer:
            assert answer.status == 200


def _server_of(runner: web.AppRunner) -> web.Server:
    assert runner.server is not None
    return runner.server


async def _answers(_: web.Request) -> web.Response:
    return web.Response()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    found = Folder(tmp_path / "district")
    init(found, ["localhost"], utc_now())
    return found


def bounded(connections_max: int = 100, of_one_max: int = 100) -> Connections:
    return Connections(Naming(Metrics(), lambda: 0), connections_max, of_one_max)


async def test_one_too_many_is_gone_at_once_also_where_it_does_not_answer_that_it_was_closed(folder: Folder) -> None:
    async with patient(), Door(folder, bounded(of_one_max=3)).open() as door, aiohttp.ClientSession() as session:
        with ExitStack() as stack:
            for _ in range(6):
                stack.enter_context(await door.line())
            for _ in range(2):
                await door.asks(session)
            assert (len(door.open_ones), len(door.connections)) == (3, 3)


async def test_who_fails_to_say_who_it_is_counts_as_no_connection_and_closes_none(folder: Folder) -> None:
    async with patient(), Door(folder, bounded(connections_max=3)).open() as door, aiohttp.ClientSession() as session:
        await door.asks(session)
        honest = door.open_ones
        for _ in range(5):
            reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
            writer.write(b"no TLS")
            await reader.read()
            writer.close()
        await door.asks(session)
        assert (door.open_ones, len(door.connections)) == (honest, 1)


async def test_who_went_counts_no_more_and_closes_none(folder: Folder) -> None:
    async with patient(), Door(folder, bounded(connections_max=3)).open() as door, aiohttp.ClientSession() as session:
        await door.asks(session)
        honest = door.open_ones
        for _ in range(5):
            (await door.line()).close()
            while len(door.open_ones) > 1:
                await asyncio.sleep(0)
        await door.asks(session)
        assert door.open_ones == honest and len(door.connections) <= 3


async def test_one_too_many_of_all_closes_the_one_silent_for_longest(folder: Folder) -> None:
    async with patient(), Door(folder, bounded(connections_max=3)).open() as door, aiohttp.ClientSession() as session:
        with ExitStack() as stack:
            first = stack.enter_context(await door.line())
            await door.asks(session)
            for _ in range(2):
                stack.enter_context(await door.line())
            assert await asyncio.to_thread(first.recv, 1) == b""
            await door.asks(session)
            assert (len(door.open_ones), len(door.connections)) == (3, 3)

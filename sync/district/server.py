"""Puts a running district server together: store, keys, listeners. Starts and stops them; answers nothing itself."""

import asyncio
import contextlib
import logging
import math
import socket
import ssl
from asyncio import sslproto
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from sync.district import building_figures, troubles
from sync.district.accepting import Accepting
from sync.district.accepting import listening as listening_at
from sync.district.authority import Authority, receipt_key
from sync.district.connections import Connections
from sync.district.copies.copying import Copying
from sync.district.district import District, wall_ms
from sync.district.folder import Folder
from sync.district.metrics import CONTENT_TYPE
from sync.district.naming import Naming
from sync.district.renewing import Renewing
from sync.district.routes import ROUTES
from sync.district.rubbish import RequestLog
from sync.district.scrub import Scrub
from sync.district.server_certificate import ServerCertificate
from sync.district.serving import Serving
from sync.district.sqlite_store import SqliteStore
from sync.district.store import Sql, Store, StoreUnavailable
from sync.district.tables import damage, forks
from sync.district.tables.quota import BYTES_PER_DAY
from sync.protocol import ENROLMENT, METRICS, CopyTold, Role
from sync.replica.where import Where

STOP_WITHIN_S = 5.0  # for deposits that are being written; long polls are ended at once
TLS_LEN = (
    32 * 1024
)  # what each connection holds ready to read at once: with asyncio's 256 KiB, 4,000 connections would take 1 GB

log = logging.getLogger("handbell.district")


class CannotListen(Exception):
    """An address or path is in use. The text says which."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the server listens. `metrics` None: no listener for figures."""

    address: tuple[str, int]
    metrics: tuple[str, int] | None = None


async def serve(
    folder: Folder,
    store: Store,
    listening: Listening,
    bytes_per_day: int = BYTES_PER_DAY,
    copy_to: Where | None = None,
    now_ms: Callable[[], int] = wall_ms,
) -> None:
    """Serve until cancelled. `copy_to`: where to copy a SQLite store, which must be made for that. Raises FolderError, StoreUnusable,
    CannotListen.
    """
    authority = Authority(folder)
    await store.start()
    try:
        await _cut_down(store)
        copying = Copying(folder, store, copy_to) if copy_to is not None and isinstance(store, SqliteStore) else None
        copy_told = CopyTold if copying is None else lambda: copying.told
        district = District(store, authority, receipt_key(folder), bytes_per_day, copy_told=copy_told, now_ms=now_ms)
        serving = Serving(district)
        renewing = Renewing(ServerCertificate(folder, authority), district)
        context = await renewing.begin()
        async with (
            _https(serving, context, listening, district.naming) as (accepting, connections),
            _local(serving, folder.socket, district.naming),
            _metrics(district, connections, listening.metrics),
        ):
            log.info("serving https on %s port %d", listening.address[0], accepting.port)
            async with _copied(copying):
                await _while_open(district, accepting, connections, renewing.run(context))
    finally:
        await store.stop()


async def _cut_down(store: Store) -> None:
    """Cut down what grew before there was a limit."""
    try:
        await store.do(forks.keep_newest)
    except StoreUnavailable as wrong:
        log.warning("what boxes said of a server put back was not cut down: %s", wrong)


@asynccontextmanager
async def _copied(copying: Copying | None) -> AsyncGenerator[None]:
    """Copy the store while the block runs. Litestream is dead before the store is closed."""
    if copying is None:
        yield
        return
    running = asyncio.get_running_loop().create_task(copying.run(), name="copy")
    try:
        yield
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def _while_open(
    district: District, accepting: Accepting, connections: Connections, renewing: Coroutine[None, None, None]
) -> None:
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(accepting.run(), name="accepting")
            tasks.create_task(connections.sweep(), name="sweep")
            tasks.create_task(renewing, name="renew")
            tasks.create_task(Scrub(district.store, district.now_ms).run(), name="scrub")
            tasks.create_task(district.naming.write_down(district.store), name="naming")
            tasks.create_task(troubles.write_down(district.store, district.now_ms), name="troubles")
            if district.store.shared:
                tasks.create_task(district.waiters.follow(district.store, district.shut_out), name="follow")
                tasks.create_task(district.news.follow(district.store), name="news")
    finally:
        district.waiters.close()
        district.store.end_copies()


@asynccontextmanager
async def _https(
    serving: Serving, context: ssl.SSLContext, listening: Listening, naming: Naming
) -> AsyncGenerator[tuple[Accepting, Connections]]:
    connections = Connections(naming)
    sslproto.SSLProtocol.max_size = TLS_LEN
    async with _runner(serving.application(ROUTES, connections.counted), naming) as server:
        try:
            listeners = await asyncio.to_thread(listening_at, *listening.address)
        except OSError as wrong:
            raise _cannot_listen(listening.address, wrong) from wrong
        try:
            yield Accepting(listeners, context, lambda: connections.admit(server())), connections
        finally:
            for each in listeners:
                each.close()
            await serving.live.close()


def _cannot_listen(where: tuple[str, int], wrong: OSError) -> CannotListen:
    """Say why an address cannot be listened on. Where none of several addresses works, asyncio replaces the kernel's reason by its own."""
    return CannotListen(
        f"{where[0]} port {where[1]} cannot be listened on ({wrong.strerror or wrong}). Name an address that this machine has, "
        "with a port that nothing else listens on; 0.0.0.0 is all its addresses."
    )


@asynccontextmanager
async def _local(serving: Serving, path: Path, naming: Naming) -> AsyncGenerator[None]:
    """Listen for administrators on this machine: whoever may open the socket (mode 0600) is one. Boxes may be enrolled
    from a stick here.
    """
    application = serving.application(
        [route for route in ROUTES if Role.ADMIN in route.roles or route.path == ENROLMENT]
    )
    async with _runner(application, naming) as server:
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            _refuse_if_answered(path)
            path.unlink(missing_ok=True)  # left by a server that was killed
            listening.bind(str(path))
            path.chmod(0o600)
        except (OSError, CannotListen) as wrong:
            listening.close()
            if isinstance(wrong, CannotListen):
                raise
            raise CannotListen(f"{path} cannot be made ({wrong.strerror}).") from wrong
        listener = await asyncio.get_running_loop().create_unix_server(server, sock=listening)
        try:
            yield
        finally:
            listener.close()
            path.unlink(missing_ok=True)


def _refuse_if_answered(path: Path) -> None:
    """Refuse where a server already answers: two servers may share a database, but not a folder. Raises CannotListen."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as trial, contextlib.suppress(OSError):
        trial.connect(str(path))
        raise CannotListen(
            f"a district server runs on {path.parent} already. Stop it first, or give this one --data of its own."
        )


async def _counted(store: Store, count: Callable[[Sql], int]) -> float:
    """Give a count, or NaN while the store does not answer; Prometheus reads NaN as unknown."""
    try:
        return await store.do(count)
    except StoreUnavailable:
        return math.nan


@asynccontextmanager
async def _metrics(district: District, connections: Connections, where: tuple[str, int] | None) -> AsyncGenerator[None]:
    """Listen for Prometheus separately, so that figures stay inside while the door is open to the world."""
    if where is None:
        yield
        return

    async def figures(_: web.Request) -> web.Response:
        district.metrics.set("connections", len(connections))
        district.metrics.set("open_forks", await _counted(district.store, forks.undecided))
        district.metrics.set("damaged_stretches", await _counted(district.store, damage.count))
        if (copy := district.copy_told()).kind:
            district.metrics.set("copy_up_to_timestamp_seconds", copy.up_to_ms / 1000)
            district.metrics.set("copy_trouble", bool(copy.trouble))
        text = district.metrics.text() + await building_figures.told(district.store)
        return web.Response(body=text.encode(), headers={"Content-Type": CONTENT_TYPE})

    application = web.Application()
    application.router.add_get(METRICS, figures)
    async with _runner(application, district.naming) as server:
        try:
            listener = await asyncio.get_running_loop().create_server(server, *where)
        except OSError as wrong:
            raise _cannot_listen(where, wrong) from wrong
        try:
            yield
        finally:
            listener.close()


@asynccontextmanager
async def _runner(application: web.Application, naming: Naming) -> AsyncGenerator[web.Server]:
    runner = web.AppRunner(
        application,
        access_log=None,
        logger=RequestLog(naming),
        handle_signals=False,
        shutdown_timeout=STOP_WITHIN_S,
        auto_decompress=False,
    )
    await runner.setup()
    assert runner.server is not None
    try:
        yield runner.server
    finally:
        with contextlib.suppress(TimeoutError):
            await runner.cleanup()

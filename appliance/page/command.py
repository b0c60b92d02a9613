"""`handbell page` as it serves: builds each part once, starts every task under its name, and stops cleanly."""

import asyncio
import logging
import socket
import sys

from aiohttp import web

from appliance.ending import asked_to_stop, run_and_end
from appliance.health import systemd
from appliance.page.alert_line import AlertLine
from appliance.page.certificate import Certificate
from appliance.page.entrance import BACKLOG, Entrance
from appliance.page.plain import PlainServer
from appliance.page.request_log import RequestLog
from appliance.page.server import IDLE_S, Server
from appliance.page.settings import Settings, parse
from appliance.settings import Address
from appliance.tasks import Tasks

SHUTDOWN_S = 1.0  # streams are ended before; whatever else is open has nothing to lose

log = logging.getLogger("handbell.page")


def serve(arguments: list[str]) -> int:
    """Serve pages until asked to stop. Returns the exit code."""
    settings = parse(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    return run_and_end(_run(settings))


async def _run(settings: Settings) -> int:
    stop = asked_to_stop()
    handed = systemd.handed_sockets()
    where = settings.listen
    try:
        listening = handed.get("page-tls") or bound(where)
        plain = handed.get("page-plain")
        if plain is None and settings.plain is not None:
            where = settings.plain
            plain = bound(where)
    except OSError as error:
        says = f"handbell page: Cannot listen on {where.host} port {where.port}: {error.strerror}."
        print(says, file=sys.stderr)  # noqa: T201
        return 1
    tasks = Tasks()
    tasks.start(serving(settings, listening), name="pages")
    if plain is not None:
        tasks.start(serving_plain(settings, plain), name="pages without encryption")
    tasks.start(systemd.show_life(), name="watchdog")
    return 0 if await tasks.until(stop) else 1


def bound(where: Address) -> socket.socket:
    """Make the listening socket. Raises OSError."""
    family = socket.AF_INET6 if ":" in where.host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind((where.host, where.port))
    made.listen(BACKLOG)  # now, and not with the first certificate: browsers wait in it
    return made


async def serving(settings: Settings, listening: socket.socket) -> None:
    """Serve pages on this socket until cancelled. While there is no certificate, wait for one."""
    certificate = Certificate(settings.tls)
    systemd.notify("READY=1")  # a box whose certificate is still to come has started well
    await certificate.until_there()
    server = Server(
        lambda server: AlertLine(settings.alert, server.told, server.away), lambda: certificate.hosts, settings.desks
    )
    runner, web_server = await _set_up(server.application())
    entrance = Entrance(listening, web_server, certificate.context, server.kept)
    tasks = Tasks()
    tasks.start(server.alert.run(), name="line")
    tasks.start(server.beat(), name="beat")
    tasks.start(server.closing(), name="closing")
    tasks.start(server.desks.run(), name="desks in browsers")
    tasks.start(certificate.keep_up(), name="certificate")
    log.info("pages are open at %s port %s", *listening.getsockname()[:2])
    try:
        failed = await asyncio.shield(tasks.failed)
        raise RuntimeError(f"the task {failed} failed")
    finally:
        await entrance.close()
        await tasks.stop()
        server.away()
        await runner.cleanup()


async def serving_plain(settings: Settings, listening: socket.socket) -> None:
    """Serve pages without encryption on this socket until cancelled. They need no certificate, so they wait for none."""
    alert = AlertLine(settings.alert, lambda _: None, lambda: None, plain=True)
    runner, web_server = await _set_up(PlainServer(alert).application())
    entrance = Entrance(listening, web_server, None)
    tasks = Tasks()
    tasks.start(alert.run(), name="line of pages without encryption")
    log.info("pages without encryption are open at %s port %s, if the plan says so", *listening.getsockname()[:2])
    try:
        failed = await asyncio.shield(tasks.failed)
        raise RuntimeError(f"the task {failed} failed")
    finally:
        await entrance.close()
        await tasks.stop()
        await runner.cleanup()


async def _set_up(application: web.Application) -> tuple[web.AppRunner, web.Server]:
    """Set up what answers requests. It opens no port: an `Entrance` gives it connections."""
    runner = web.AppRunner(
        application,
        access_log=None,
        logger=RequestLog(log),
        handle_signals=False,
        keepalive_timeout=IDLE_S,
        handler_cancellation=True,
        shutdown_timeout=SHUTDOWN_S,
    )
    await runner.setup()
    made = runner.server
    assert made is not None
    return runner, made

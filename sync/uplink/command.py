"""`handbell uplink`: brings sealed records to the district and receipts back; and takes a box into a district. Opens no record."""

import asyncio
import logging
import os
import sys

from appliance.api.client_line import LineLost
from appliance.api.feed.client import FeedClient
from appliance.clock import SystemClock
from appliance.command_line import said
from appliance.ending import asked_to_stop, run_and_end
from sync.transport.enrolment import NotGiven, enrol
from sync.transport.identity import NotEnrolled, load
from sync.transport.line import Unreachable
from sync.transport.proxy import Proxy, proxy_for
from sync.transport.reckoning import Reckoning
from sync.uplink.line_coming_back import LineComingBack
from sync.uplink.lock import InUse, owned
from sync.uplink.settings import Settings, parse
from sync.uplink.uplink import Uplink


def main(arguments: list[str]) -> int:
    """Bring sealed records to the district, and receipts back."""
    settings = parse(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    if settings.what == "enrol":
        return asyncio.run(_enrol(settings))
    try:
        with owned(settings.data):
            return run_and_end(_run(settings))
    except InUse as other:
        print(f"handbell uplink: {other}", file=sys.stderr)  # noqa: T201
        return 1


async def _run(settings: Settings) -> int:
    stop = asked_to_stop()
    async with LineComingBack.watch() as coming_back, asyncio.TaskGroup() as group:
        running = group.create_task(Uplink(settings, coming_back, SystemClock()).run())
        await stop.wait()
        running.cancel()
    return 0


async def _enrol(settings: Settings) -> int:
    if (why_not := _why_not(settings)) is not None:
        return _cannot(why_not)
    if not (token := _token(settings.token)).isascii():
        return _cannot("this is no token: letters, digits and dashes, as handbell district enrol showed it.")
    reckoning = Reckoning(SystemClock())

    def proxy_of(server: str) -> Proxy | None:
        return proxy_for(server, settings.proxy)

    try:
        async with FeedClient.connect(settings.feed_socket) as feed:
            enrolled = await enrol(
                feed, settings.data, settings.servers, settings.ca_file, token, proxy_of, reckoning.between_ms
            )
    except (NotGiven, Unreachable, LineLost, OSError) as error:
        return _cannot(said(error))
    server = enrolled.known.district.server
    done = f"This box is enrolled with {server}. The uplink uses it within a minute."
    print(done, *([enrolled.names] if enrolled.names else []), sep="\n")  # noqa: T201
    return 0


def _token(given: str) -> str:
    """Read the token from standard input where `given` is `-`. Bytes that are no text are no token either."""
    return sys.stdin.buffer.readline().decode(errors="replace").strip() if given == "-" else given


def _why_not(settings: Settings) -> str | None:
    """Say why this box must not be enrolled with these settings; None where it may."""
    if settings.data.exists() and settings.data.stat().st_uid != os.geteuid():
        return f"{settings.data} belongs to another user: run this as the uplink's own, sudo -u handbell-uplink handbell uplink enrol …"
    try:
        # A seed's URL may end with a slash; the typed URL has none.
        before = load(settings.data).district.server.rstrip("/")
    except NotEnrolled:
        return None
    if before in {settings.servers[0], settings.instead_of}:
        return None
    return (
        f"This box is enrolled with {before} already, and two districts cannot both have it. "
        f"To move it: handbell uplink enrol … --instead-of {before}"
    )


def _cannot(why: str) -> int:
    print(f"handbell uplink enrol: {why}", file=sys.stderr)  # noqa: T201
    return 1

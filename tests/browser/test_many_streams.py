"""Tests that two hundred open pages, of which one takes nothing, keep no press waiting: neither a wall button's nor a page's."""

import asyncio
import socket
import ssl
from base64 import b64encode
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlencode

import pytest

from appliance.api.page.signed import open_bytes
from appliance.core.building.commands import EndResponse, StartResponse
from appliance.core.ground.words import BuildingResponse
from tests.appliance.page.serving import NAME
from tests.browser.many import speakers, with_many
from tests.browser.site import Site
from tests.browser.speaking import Speaker, trusting
from tests.patience import patient, until
from tests.system.school import school

pytestmark = [pytest.mark.slow, pytest.mark.proof]
PAGES = 200
LOCKDOWN = BuildingResponse.LOCKDOWN
STUCK_LEN = 8 * 1024
"""Bytes that wait at the box for a browser that takes nothing: half of what the kernel keeps there."""


def takes_nothing(site: Site, speaker: Speaker) -> ssl.SSLSocket:
    """Open this browser's stream, and read nothing of it after the first event."""
    signature = speaker.signs(open_bytes(speaker.building, speaker.page, speaker.challenge))
    query = urlencode(
        {
            "id": speaker.page,
            "challenge": b64encode(speaker.challenge).decode(),
            "signature": b64encode(signature).decode(),
        }
    )
    bare = socket.socket()
    bare.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    bare.settimeout(60)
    bare.bind(("127.0.5.1", 0))
    bare.connect(("127.0.0.1", site.page.port))
    lazy = trusting(site.page).wrap_socket(bare, server_hostname=NAME)
    lazy.sendall(f"GET /events?{query} HTTP/1.1\r\nHost: {NAME}:{site.page.port}\r\n\r\n".encode())
    said = b""
    while b"event: opened" not in said:
        said += lazy.recv(4096)
    return lazy


def stuck(site: Site, lazy: ssl.SSLSocket) -> int:
    """Give how many bytes wait at the box for this connection (/proc/net/tcp); -1 once the box has given it up."""
    theirs = lazy.getsockname()[1]
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        local, remote = (int(end.rpartition(":")[2], 16) for end in fields[1:3])
        if (local, remote) == (site.page.port, theirs) and fields[3] == "01":
            return int(fields[4].partition(":")[0], 16)
    return -1


async def test_no_press_waits_for_two_hundred_pages_of_which_one_takes_nothing(tmp_path: Path) -> None:
    """All pages are told of a lockdown again and again, until what one of them does not take has piled up at the box. Then buttons and
    pages press. Each press has its receipt while that connection still stands there, stuck; and all other pages are told.
    """
    async with Site(tmp_path, with_many(school(4), PAGES)) as site, speakers(site.page, site.code, PAGES) as found:
        desk, building = site.desk, await site.box.building("B201", "B202")
        await building.until_lamp("B201-wall", "ready", within_s=30)
        lazy_one, *others = found
        async with AsyncExitStack() as stack:
            streams = [await stack.enter_async_context(each.stream()) for each in others]
            seen: list[bool | None] = [None] * len(streams)

            async def reads(number: int) -> None:
                while True:
                    _, fields = await streams[number].next()
                    dark = fields.get("state", fields).get("dark")
                    seen[number] = seen[number] if dark is None else dark

            readers = asyncio.gather(*(reads(number) for number in range(len(streams))))
            await lazy_one.hello()
            lazy = await asyncio.to_thread(takes_nothing, site, lazy_one)
            stack.callback(lazy.close)
            async with patient(60):
                while stuck(site, lazy) < STUCK_LEN:
                    assert not readers.done()
                    await desk.does(StartResponse(response=LOCKDOWN))
                    await until(lambda: all(seen))
                    await desk.does(EndResponse(response=LOCKDOWN))
                    await until(lambda: not any(seen))

            for button, room in (("B201-wall", "B201"), ("B202-wall", "B202")):
                await building.press(button)
                await desk.shows(room)
                await building.until_lamp(button, "received", within_s=2)
            for each in others[:: PAGES // 10]:
                assert await each.presses("emergency") == {"repeat": False}
            assert stuck(site, lazy) >= STUCK_LEN, "the box gave up the slow connection before the last press"
            await desk.does(StartResponse(response=LOCKDOWN))
            await until(lambda: all(seen))
            # the slow one is given up in the end, and the others go on
            await until(lambda: stuck(site, lazy) < 0)
            await desk.does(EndResponse(response=LOCKDOWN))
            await until(lambda: not any(seen))
            assert not readers.done()
            readers.cancel()

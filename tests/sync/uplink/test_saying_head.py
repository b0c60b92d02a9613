"""Tests a session that goes on for a day: meanwhile the district hears again what the box has, and what it runs."""

import asyncio
from importlib.metadata import version

from aiohttp import web

from appliance.api.feed.client import FeedClient
from appliance.envelope.deposit import Refused
from sync import protocol
from sync.transport.line import DistrictLine
from sync.uplink.handing_in import HandingIn
from sync.uplink.saying_head import say_head
from tests.patience import patient
from tests.sync.uplink.conftest import Way


async def test_the_head_is_said_again_while_a_session_goes_on_though_the_district_did_not_hear_it_once(
    way: Way,
) -> None:
    said: list[tuple[int, str]] = []
    heard = asyncio.Event()

    async def hears(request: web.Request) -> web.StreamResponse | None:
        said.append((int(request.query["backlog"]), request.query["version"]))
        way.box.writes(2)
        if len(said) == 2:
            return web.Response(status=503, body=protocol.encode(Refused("busy", "The store does not answer.")))
        if len(said) == 3:
            heard.set()
        return web.Response(body=protocol.encode(way.district.head()))

    way.box.writes(5)
    way.district.trick = hears
    async with (
        FeedClient.connect(way.box.socket) as feed,
        DistrictLine.open_local(way.district.socket) as line,
        asyncio.TaskGroup() as group,
        patient(),
    ):
        saying = group.create_task(say_head(way.box.socket, line, HandingIn(feed), every_s=0))
        await heard.wait()
        saying.cancel()
    here = version("handbell")
    assert said[:3] == [(5, here), (7, here), (9, here)]

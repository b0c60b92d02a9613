"""Tests that a body is read within its limits, and that a line which is closed is no mistake of the server."""

import asyncio

import pytest
from aiohttp import web

from appliance.envelope.deposit import Refused
from sync.district.budget import Budget
from sync.district.request import BROKE_OFF, BadBody, body_of
from sync.district.routes import ROUTES
from sync.protocol import ENROLMENT
from tests.patience import patient

ROUTE = next(each for each in ROUTES if each.path == ENROLMENT)


async def test_a_line_that_the_server_closed_before_it_read_a_body_broke_off() -> None:
    refused: asyncio.Future[Refused] = asyncio.get_running_loop().create_future()

    async def reads(request: web.Request) -> web.Response:
        request.protocol.force_close()  # as `Connections` does with one too many of the same client
        async with Budget(1 << 20, 1 << 20).room("somebody") as room, asyncio.timeout(None) as patience:
            with pytest.raises(BadBody) as bad:
                await body_of(ROUTE, request, room, patience)
        refused.set_result(bad.value.refused)
        return web.Response()

    application = web.Application()
    application.router.add_post(ENROLMENT, reads)
    runner = web.AppRunner(application)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        _, writer = await asyncio.open_connection(*runner.addresses[0])
        writer.write(f"POST {ENROLMENT} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n".encode())
        async with patient(10):
            assert (await refused).says == BROKE_OFF
        writer.close()
    finally:
        await runner.cleanup()

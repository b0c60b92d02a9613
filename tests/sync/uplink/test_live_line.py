"""Tests the box's end of a live line, and a server that is not as it should be."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from aiohttp import WSMsgType, web

from appliance.envelope.deposit import Deposited, Refused
from appliance.envelope.format import DIGEST_LEN
from sync.live import FIRST_SENT, RECEIPT, REFUSED, Refusing
from sync.protocol import LIVE
from sync.transport.line import RETRY_AFTER_S_MAX, DistrictLine, Refusal
from sync.uplink.live_line import PINGS_AT_ONCE, LiveLine
from tests.sync.district.building import Box

type Serves = Callable[[web.Request], Awaitable[web.StreamResponse]]

WITHIN_S = 90.0


@asynccontextmanager
async def to_server(folder: Path, serves: Serves) -> AsyncIterator[LiveLine]:
    """Open a live line to a server that does this, on a socket of its own."""
    application = web.Application()
    application.router.add_get(LIVE, serves)
    application.router.add_get("/elsewhere", serves)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.UnixSite(runner, str(folder / "server.sock")).start()
    try:
        async with DistrictLine.open_local(folder / "server.sock") as line:
            live = LiveLine(line)
            async with asyncio.TaskGroup() as group:
                running = group.create_task(live.run())
                yield live
                running.cancel()
    finally:
        await runner.cleanup()


async def answer_to(live: LiveLine, box: Box) -> object:
    """Deposit as soon as the line is open; give how the box understands the answer."""
    async with asyncio.timeout(WITHIN_S):
        while (answer := await live.deposit(box.deposit(1, 1))) is None:
            await asyncio.sleep(0.01)
    return answer


def ending_with(answer: bytes) -> Serves:
    """Serve so that the first deposit is answered with these bytes, and the line ends in the same piece."""

    async def serves(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.receive()
        assert request.transport is not None
        request.transport.write(bytes([0x82, len(answer)]) + answer + b"\x88\x00")
        await socket.receive()
        return socket

    return serves


async def test_an_answer_counts_although_the_line_ends_with_it(tmp_path: Path) -> None:
    (box := Box()).write(1)
    receipt = bytes([RECEIPT | FIRST_SENT]) + b"k" * DIGEST_LEN + bytes(6) + b"s" * 64
    async with to_server(tmp_path, ending_with(receipt)) as live:
        answer = await answer_to(live, box)
        assert isinstance(answer, Deposited) and answer.receipt.key == b"k" * DIGEST_LEN


async def test_a_server_may_ask_for_patience_and_not_for_silence(tmp_path: Path) -> None:
    (box := Box()).write(1)
    for said, given in ((2**60, RETRY_AFTER_S_MAX), (121, 120.0), (-5, 0.0), (0, 0.0), (2, 2.0)):
        refusal = bytes([REFUSED]) + msgspec.msgpack.encode(Refusing(Refused("busy", "Later."), said))
        (folder := tmp_path / str(said)).mkdir()
        async with to_server(folder, ending_with(refusal)) as live:
            assert await answer_to(live, box) == Refusal(Refused("busy", "Later."), given)


async def test_a_server_sends_the_uplink_nowhere_else(tmp_path: Path) -> None:
    (box := Box()).write(1)
    asked: list[str] = []

    async def serves(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        return web.Response(status=302, headers={"Location": "/elsewhere"})

    async with to_server(tmp_path, serves) as live:
        assert await live.deposit(box.deposit(1, 1)) is None
        async with asyncio.timeout(WITHIN_S):
            while not asked:
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.2)
    assert asked == [LIVE]


async def test_a_server_that_pings_without_pause_is_left(tmp_path: Path) -> None:
    (box := Box()).write(1)
    pongs = 0
    left = asyncio.Event()

    async def serves(request: web.Request) -> web.StreamResponse:
        nonlocal pongs
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        for _ in range(1_000):
            await socket.ping(b"?")
        while (await socket.receive()).type is WSMsgType.PONG:
            pongs += 1
        left.set()
        return socket

    async with to_server(tmp_path, serves) as live:
        assert await live.deposit(box.deposit(1, 1)) is None
        async with asyncio.timeout(WITHIN_S):
            await left.wait()
    assert PINGS_AT_ONCE <= pongs < 1_000

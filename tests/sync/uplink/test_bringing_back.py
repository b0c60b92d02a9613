"""Tests bringing back what a record lost, from a district that answers with more than it was asked for."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from aiohttp import web

from appliance.envelope.deposit import Refused
from sync import protocol
from sync.protocol import MSGPACK, Tail
from sync.transport.line import DistrictLine
from sync.uplink import bringing_back
from sync.uplink.bringing_back import ASKED_AT_ONCE, BETWEEN_S, ENTRY_LEN_MAX, bring_back
from tests.appliance.district.test_tail import put_back
from tests.patience import patient
from tests.sync.box_feed import BoxFeed
from tests.sync.entries import Record

pytestmark = pytest.mark.slow


@asynccontextmanager
async def answering(folder: Path, told: Callable[[], Tail | Refused | None]) -> AsyncIterator[DistrictLine]:
    """Run a district that says this whenever it is asked for a tail. If there is nothing to say, it breaks off."""

    async def serves(request: web.Request) -> web.Response:
        answer = told()
        if answer is None:
            assert request.transport is not None
            request.transport.abort()
        status = protocol.status_of(answer.code) if isinstance(answer, Refused) else 200
        return web.Response(status=status, body=protocol.encode(answer), content_type=MSGPACK)

    application = web.Application()
    application.router.add_get(protocol.ENTRIES, serves)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.UnixSite(runner, str(folder / "server.sock")).start()
    try:
        async with DistrictLine.open_local(folder / "server.sock") as line:
            yield line
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    "entries", [(b"HBE1",) * (ASKED_AT_ONCE + 1), (bytes(ENTRY_LEN_MAX + 1),)], ids=["too many", "too long"]
)
async def test_more_than_was_asked_for_is_handed_to_nobody(tmp_path: Path, entries: tuple[bytes, ...]) -> None:
    async with put_back(tmp_path) as box, answering(tmp_path, lambda: Tail(entries, more=True)) as line:
        await box.is_told()
        async with patient():
            await bring_back(box.at.feed_socket, line, 0)
        assert box.daemon.keeper.misused_ms is None, "whoever brings it is not to blame for what the district says"
        assert not box.tails()


async def test_a_district_that_gives_one_entry_at_a_time_is_asked_with_pauses(tmp_path: Path) -> None:
    asked_s: list[float] = []

    def told() -> Tail:
        asked_s.append(asyncio.get_running_loop().time())
        return Tail((b"HBE1",), more=True)

    async with BoxFeed.open(Record(), tmp_path) as box, answering(tmp_path, told) as line:
        box.lost = 4
        await bring_back(box.socket, line, 0)
    assert len(asked_s) == 4
    assert min(later - before for before, later in pairwise(asked_s)) >= BETWEEN_S


async def test_a_district_that_is_busy_or_breaks_off_is_asked_again_and_ends_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bringing_back, "AGAIN_S", 0.01)
    answers = iter([Refused("busy", "Later."), None, Tail((b"HBE1",), more=True), None, Refused("too-slow", "Later.")])
    async with BoxFeed.open(Record(), tmp_path) as box:
        box.lost = 2
        async with answering(tmp_path, lambda: next(answers, Tail((b"HBE1",), more=False))) as line:
            await bring_back(box.socket, line, 0)
        assert len(box.brought_back) == 2

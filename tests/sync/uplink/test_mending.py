"""What rotted at the district is deposited again, the newest of each stretch first, and never without end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from appliance.envelope.deposit import Deposit, Refused
from appliance.envelope.format import split
from sync import protocol
from sync.protocol import MSGPACK
from sync.transport.line import DistrictLine
from sync.uplink import mending
from sync.uplink.mending import AT_ONCE, mend
from tests.sync.box_feed import BoxFeed
from tests.sync.entries import Record


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mending, "BETWEEN_S", 0.0)


@asynccontextmanager
async def answering(folder: Path, answers: dict[int, str]) -> AsyncIterator[tuple[DistrictLine, list[tuple[int, int]]]]:
    """A district that keeps whatever it is given, but for deposits that end with these numbers; and what it was given."""
    given = list[tuple[int, int]]()

    async def serves(request: web.Request) -> web.Response:
        entries = protocol.decode(Deposit, await request.read()).entries
        given.append((split(entries[0]).header.number, split(entries[-1]).header.number))
        refused = Refused(answers.get(given[-1][1], "superseded"), "as the test says")
        status = protocol.status_of(refused.code)
        return web.Response(status=status, body=protocol.encode(refused), content_type=MSGPACK)

    application = web.Application(client_max_size=protocol.BODY_LEN_MAX)
    application.router.add_post(protocol.DEPOSITS, serves)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.UnixSite(runner, str(folder / "server.sock")).start()
    try:
        async with DistrictLine.open_local(folder / "server.sock") as line:
            yield line, given
    finally:
        await runner.cleanup()


async def test_each_stretch_is_sent_from_its_end_down_the_newest_stretch_first(tmp_path: Path) -> None:
    async with BoxFeed.open(Record(), tmp_path) as box, answering(tmp_path, {}) as (line, given):
        box.writes(600)
        await mend(box.socket, line, ((10, 12), (200, 200 + 2 * AT_ONCE)))
    last = 200 + 2 * AT_ONCE
    assert given == [(last - AT_ONCE + 1, last), (last - 2 * AT_ONCE + 1, last - AT_ONCE), (200, 200), (10, 12)]


async def test_what_this_box_has_no_more_and_what_is_refused_ends_nothing_else(tmp_path: Path) -> None:
    async with BoxFeed.open(Record(), tmp_path) as box, answering(tmp_path, {30: "damaged"}) as (line, given):
        box.writes(50)
        await mend(box.socket, line, ((10, 12), (29, 30), (45, 70)))
    assert given == [(29, 30), (10, 12)]


async def test_a_district_that_asks_without_end_is_given_so_much_a_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mending, "DEPOSITS_MAX", 5)
    async with BoxFeed.open(Record(), tmp_path) as box, answering(tmp_path, {}) as (line, given):
        box.writes(50)
        await mend(box.socket, line, ((1, 50),) * 1_000)
    assert given == [(1, 50)] * 5

"""Tests the live line of a real server: the same deposits, receipts and refusals as by the ordinary path, in a few bytes."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from appliance.envelope.deposit import Deposit, Deposited, HeadTold, Refused
from sync import administration, protocol
from sync.administration import RevocationAsked
from sync.district.authority import receipt_key
from sync.district.naming import Why
from sync.live import MESSAGE_LEN_MAX, Known, Refusing, pack_deposit, unpack_answer
from sync.transport.checking import countersigns
from tests.patience import patient
from tests.ports import free_port
from tests.sync.box_feed import BoxFeed
from tests.sync.district.building import Box, wrap_for
from tests.sync.district.serving import Client, Server, client, enrolled, office
from tests.sync.district.test_with_uplink import Way
from tests.sync.entries import Record

pytestmark = pytest.mark.slow

WITHIN_S = 90.0


@pytest.fixture
def server(server_store: str, tmp_path: Path) -> Iterator[Server]:
    found = Server(tmp_path / "district", server_store).init().start()
    yield found
    assert found.stop() == 0, found.log.read_text()


@pytest.fixture
def box() -> Box:
    box = Box()
    box.write(20)
    return box


@pytest.fixture
async def building(server: Server, box: Box, tmp_path: Path) -> AsyncIterator[Client]:
    async with client(server, await enrolled(server, box, tmp_path)) as found:
        yield found


class Live:
    """A box's end of an open live line."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, box: Box) -> None:
        self.socket = socket
        self.known = Known(box.building, box.box)

    async def deposit(self, deposit: Deposit) -> Deposited | Refusing:
        message, last = pack_deposit(deposit, self.known)
        await self.socket.send_bytes(message)
        return unpack_answer(await self.socket.receive_bytes(timeout=WITHIN_S), last, self.known)


@asynccontextmanager
async def opened(building: Client, box: Box) -> AsyncIterator[Live]:
    async with building.session.ws_connect(building.url + protocol.LIVE) as socket:
        yield Live(socket, box)


async def test_a_call_goes_entry_by_entry_and_each_is_countersigned(building: Client, box: Box) -> None:
    async with opened(building, box) as live:
        for number in range(1, 13):
            wraps = (wrap_for(1, b"o" * 32),) if number == 1 else ()
            answer = await live.deposit(box.deposit(number, number, wraps))
            assert isinstance(answer, Deposited)
            assert countersigns(answer.receipt, box.chain[number - 1]) is not None
        told = await building.get(protocol.HEAD, HeadTold)
        assert isinstance(told, HeadTold) and (told.number, told.digest) == (12, box.digest(12))
        again = await building.post(protocol.DEPOSITS, box.deposit(12, 12), Deposited)
        assert again == answer


async def test_either_way_goes_on_where_the_other_ended(building: Client, box: Box) -> None:
    async with opened(building, box) as live:
        assert isinstance(await live.deposit(box.deposit(1, 2)), Deposited)
        assert isinstance(await building.post(protocol.DEPOSITS, box.deposit(3, 9), Deposited), Deposited)
        assert isinstance(await live.deposit(box.deposit(10, 11)), Deposited)


async def test_what_does_not_follow_and_what_forks_is_refused_here_too(building: Client, box: Box) -> None:
    async with opened(building, box) as live:
        early = await live.deposit(box.deposit(5, 6))
        assert isinstance(early, Refusing) and early.refused.code == "out-of-order"
        assert isinstance(await live.deposit(box.deposit(1, 4)), Deposited)
        (other := box.copy(2)).write(2)
        forked = await live.deposit(other.deposit(3, 4))
        assert isinstance(forked, Refusing) and forked.refused.code == "fork"


async def test_a_box_that_is_shut_out_hears_so_on_the_line_it_has(server: Server, building: Client, box: Box) -> None:
    from sync.district.asking import ask

    async with opened(building, box) as live:
        assert isinstance(await live.deposit(box.deposit(1, 1)), Deposited)
        ask(
            server.folder.socket,
            "POST",
            protocol.REVOCATIONS,
            administration.Shut,
            RevocationAsked(box.box.hex(), "stolen"),
        )
        answer = await live.deposit(box.deposit(2, 2))
        assert isinstance(answer, Refusing) and answer.refused.code == "revoked"
        assert (await live.socket.receive(timeout=WITHIN_S)).type is aiohttp.WSMsgType.CLOSE


async def test_noise_ends_the_line_and_keeps_nothing(building: Client, box: Box) -> None:
    for noise in (b"", b"\0\0", b"\xff" * 4000):
        async with opened(building, box) as live:
            await live.socket.send_bytes(noise)
            assert (await live.socket.receive(timeout=WITHIN_S)).type is aiohttp.WSMsgType.CLOSE
    told = await building.get(protocol.HEAD, HeadTold)
    assert isinstance(told, HeadTold) and told.number == 0


async def test_a_message_too_long_ends_the_line_and_its_box_is_named(
    server: Server, building: Client, box: Box
) -> None:
    async with opened(building, box) as live:
        await live.socket.send_bytes(bytes(MESSAGE_LEN_MAX + 1))
        assert (await live.socket.receive(timeout=WITHIN_S)).type is aiohttp.WSMsgType.CLOSE
    async with patient():
        while f"held back: box {box.box.hex()} {Why.LONG_BODIES}" not in server.said():
            await asyncio.sleep(0.02)


async def test_a_new_line_of_a_box_takes_the_place_of_the_last(building: Client, box: Box) -> None:
    async with opened(building, box) as first, opened(building, box) as second:
        assert (await first.socket.receive(timeout=WITHIN_S)).type is aiohttp.WSMsgType.CLOSE
        assert isinstance(await second.deposit(box.deposit(1, 1)), Deposited)


async def test_it_is_for_buildings_alone_and_for_who_speaks_it(
    server: Server, building: Client, tmp_path: Path
) -> None:
    async with building.session.get(building.url + protocol.LIVE) as answer:
        assert answer.status == 400
    async with office(server, tmp_path / "office") as safety:
        refused = await safety.get(protocol.LIVE, HeadTold)
        assert isinstance(refused, Refused) and refused.code == "not-yours"
    async with client(server, None) as nobody:
        refused = await nobody.get(protocol.LIVE, HeadTold)
        assert isinstance(refused, Refused) and refused.code == "no-certificate"


async def test_a_server_that_stops_does_not_wait_for_who_is_silent(building: Client, box: Box, server: Server) -> None:
    async with opened(building, box) as live:
        assert isinstance(await live.deposit(box.deposit(1, 1)), Deposited)
        assert server.stop() == 0
        server.start()


async def test_an_uplink_sends_what_is_just_written_by_it_also_after_the_server_was_killed(
    server_store: str, tmp_path: Path
) -> None:
    figures = ("--metrics", f"127.0.0.1:{free_port()}")
    server = Server(tmp_path / "district", server_store).init().start(*figures)
    async with BoxFeed.open(Record(), tmp_path) as feed:
        way = Way(tmp_path, feed, server)
        feed.receipt_keys.add(receipt_key(server.folder).public)
        feed.writes(40)
        await way.enrols()
        uplink = way.starts()
        try:
            await feed.is_countersigned(40)
            for _ in range(2):
                until = feed.record.head + 20
                while feed.record.head < until or await messages(figures[1]) < 5:
                    feed.writes(1)
                    await feed.is_countersigned(feed.record.head)
                server.kill()
                feed.writes(1)
                server.start(*figures)
            await feed.is_countersigned(feed.record.head)
            assert await way.collected() == dict(enumerate(feed.record.entries, 1))
        finally:
            uplink.kill()
            uplink.wait()
    assert server.stop() == 0


async def messages(figures: str) -> int:
    """Give how many deposits this run of the server took by live lines."""
    async with aiohttp.ClientSession() as session, session.get(f"http://{figures}/metrics") as answer:
        for line in (await answer.text()).splitlines():
            if line.startswith('handbell_district_requests_total{method="MESSAGE",path="/v1/live",status="200"}'):
                return int(line.split()[1])
    return 0

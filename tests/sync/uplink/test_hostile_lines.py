"""Tests what may stand between a box and its district, or in the district's place: portals, liars, wrong clocks, proxies, deaths."""

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import msgspec
import pytest
from aiohttp import web

from appliance.envelope.deposit import Deposited, Refused, Signed
from appliance.envelope.statements import Notice, NoticeType
from sync import protocol
from sync.transport.identity import Memory, load
from sync.uplink.uplink import ALL_AGAIN_MS
from tests.patience import patient
from tests.sync.authority import Authority
from tests.sync.uplink.conftest import Way

pytestmark = pytest.mark.slow  # these tests start real processes


async def test_a_page_in_the_districts_place_counts_as_nothing(way: Way) -> None:
    async def portal(request: web.Request) -> web.Response | None:
        return web.Response(text="<html>Welcome! Sign in.</html>", content_type="text/html")

    way.box.writes(5)
    await way.enrols()
    way.district.trick = portal
    way.starts()
    await way.box.sees("A sign-in page")
    assert way.box.countersigned == 0
    way.district.trick = None
    await way.box.is_countersigned(5)


async def test_a_redirect_is_not_followed(way: Way) -> None:
    asked = []

    async def portal(request: web.Request) -> web.Response | None:
        asked.append(request.path)
        return web.Response(status=302, headers={"Location": f"{way.district.url}/login"})

    way.box.writes(1)
    await way.enrols()
    way.district.trick = portal
    way.starts()
    await way.box.sees("HTTP 302")
    assert "/login" not in asked


async def test_a_portal_that_takes_over_the_address_is_told_from_the_district(way: Way) -> None:
    way.box.writes(1)
    await way.enrols()
    await way.district.stops()
    way.district.server_pem = Authority("Some portal").server(way.folder)
    await way.district.starts()
    way.starts()
    await way.box.sees("is not the district's server")
    assert protocol.HEAD not in way.district.requests


async def test_a_portal_without_tls_is_told_from_the_district(way: Way) -> None:
    async def page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
        writer.close()

    way.box.writes(1)
    await way.enrols()
    await way.district.stops()
    async with await asyncio.start_server(page, "localhost", way.district.port):
        way.starts()
        await way.box.sees("speaks no TLS 1.3")


@pytest.mark.parametrize("lie", ["another key", "another digest", "a holding"])
async def test_a_200_that_is_no_signed_receipt_for_what_was_sent_counts_as_nothing(way: Way, lie: str) -> None:
    async def lies(request: web.Request) -> web.StreamResponse | None:
        if request.path != protocol.DEPOSITS:
            return None
        way.district.trick = None
        true = await way.district._serve(request)
        assert isinstance(true, web.Response)
        way.district.trick = lies
        told = protocol.decode(Deposited, bytes(true.body))  # type: ignore[arg-type]
        statement = told.receipt.statement
        damaged = {
            "another key": msgspec.structs.replace(told.receipt, key=bytes(32)),
            "another digest": way.district.signed(statement[:-12] + bytes(4) + statement[-8:]),
            "a holding": way.district.signed(b"holding" + statement),
        }
        body = msgspec.structs.replace(told, receipt=damaged[lie])
        return web.Response(body=protocol.encode(body), content_type=protocol.MSGPACK)

    way.box.writes(2)
    await way.enrols()
    way.district.trick = lies
    way.starts()
    await way.box.sees("without a signed receipt")
    assert way.box.countersigned == 0
    way.district.trick = None
    await way.box.is_countersigned(2)


async def test_a_receipt_under_a_key_nobody_named_is_for_the_box_to_refuse_and_holds_nothing_up(way: Way) -> None:
    way.box.receipt_keys.clear()
    way.box.writes(2)
    await way.enrols()
    way.starts()
    async with patient():
        while way.district.number < 2:
            await asyncio.sleep(0.01)
    way.box.writes(1)
    async with patient():
        while way.district.number < 3:
            await asyncio.sleep(0.01)
    assert way.box.countersigned == 0


async def test_a_receipt_that_was_signed_and_lost_on_the_way_is_fetched_again(way: Way) -> None:
    async def swallow(request: web.Request) -> web.StreamResponse | None:
        if request.path != protocol.DEPOSITS:
            return None
        way.district.trick = None
        await way.district._serve(request)
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    way.box.writes(7)
    await way.enrols()
    way.district.trick = swallow
    way.starts()
    await way.box.is_countersigned(7)
    assert way.district.order == [("deposit", 1, 7)]


async def test_notices_are_handed_in_once(way: Way) -> None:
    notice = Notice(way.box.record.building, NoticeType.RECEIPT_KEYS, 1, b"keys")
    way.district.notices.append(way.district.signed(notice.pack()))
    way.box.writes(1)
    await way.enrols()
    way.starts()
    async with patient():
        while not way.box.notices:
            await asyncio.sleep(0.01)
    await way.box.is_countersigned(1)
    assert way.stops() == 0
    way.box.writes(1)
    way.starts()
    await way.box.is_countersigned(2)
    assert way.box.notices == way.district.notices


async def test_once_a_week_all_notices_are_asked_for_in_case_a_server_went_beyond_some(way: Way) -> None:
    first, second = (notice(way, version) for version in (1, 2))
    way.district.notices += [first, second]
    await way.enrols()
    known = load(way.data)
    now_ms = time.time_ns() // 1_000_000
    known.remember(Memory(notices_after=1, all_asked_ms=now_ms - ALL_AGAIN_MS + 3600_000))
    way.starts()
    await handed_in(way, second)
    assert way.stops() == 0
    known.remember(msgspec.structs.replace(known.remembered(), all_asked_ms=now_ms - ALL_AGAIN_MS - 1))
    way.starts()
    await handed_in(way, second, first, second)
    assert way.stops() == 0
    assert known.remembered().all_asked_ms >= now_ms
    way.starts()
    way.box.writes(1)
    await way.box.is_countersigned(1)
    assert way.box.notices == [second, first, second]


async def test_a_notice_that_is_refused_for_good_does_not_hold_up_those_after_it(way: Way) -> None:
    first, second = (notice(way, version) for version in (1, 2))
    way.box.refuses[first] = ""
    way.district.notices.append(first)
    await way.enrols()
    way.starts()
    await handed_in(way, first)
    way.district.notices.append(second)
    await handed_in(way, first, second)
    assert way.stops() == 0
    assert load(way.data).remembered().notices_after == 2


async def test_what_waits_for_a_key_is_handed_in_again_after_the_next_notice(way: Way) -> None:
    first, second = (notice(way, version) for version in (1, 2))
    way.box.refuses[first] = "keys"
    way.district.notices.append(first)
    await way.enrols()
    way.starts()
    await handed_in(way, first)
    way.district.notices.append(second)
    await handed_in(way, first, second, first, second)
    assert way.stops() == 0
    assert load(way.data).remembered().notices_after == 0, "so that the next session tries again"


def notice(way: Way, version: int) -> Signed:
    return way.district.signed(Notice(way.box.record.building, NoticeType.RECEIPT_KEYS, version, b"keys").pack())


async def handed_in(way: Way, *notices: Signed) -> None:
    async with patient():
        while len(way.box.notices) < len(notices):
            await asyncio.sleep(0.01)
    assert way.box.notices == [*notices]


async def test_a_district_put_back_to_an_earlier_day_is_told_and_gets_again_what_it_lost(way: Way) -> None:
    way.box.writes(20)
    await way.enrols()
    way.starts()
    await way.box.is_countersigned(20)
    way.kill()
    way.district.loses_after(5)
    way.box.writes(1)
    way.starts()
    await way.box.sees("its server was put back")
    await way.box.is_countersigned(21)
    assert way.district.entries == dict(enumerate(way.box.record.entries, 1))


async def test_of_a_district_put_back_a_notice_under_a_number_given_before_is_handed_in(way: Way) -> None:
    first, lost, other, newest = (notice(way, version) for version in (1, 2, 3, 4))
    way.district.notices += [first, lost]
    way.box.writes(20)
    await way.enrols()
    way.starts()
    await handed_in(way, first, lost)
    await way.box.is_countersigned(20)
    assert way.stops() == 0
    way.district.loses_after(5)
    way.district.notices = [first, other, newest]
    way.starts()
    await handed_in(way, first, lost, first, other, newest)
    await way.box.sees("its server was put back")


async def test_a_box_put_back_brings_the_proof_and_both_histories_are_kept(way: Way) -> None:
    way.box.writes(40)
    await way.enrols()
    way.starts()
    await way.box.is_countersigned(40)
    way.kill()
    lost = [*way.box.record.entries[25:]]
    way.box.record.put_back_to(25)
    way.box.countersigned, way.box.lost = 0, len(lost)
    way.box.writes(2)
    way.starts()
    await way.box.sees("the box was put back to an earlier state")
    await way.box.is_countersigned(40)  # the district's receipt for an entry that this box does not know
    await way.box.sees("two histories")
    await way.box.is_whole_again()
    assert way.box.brought_back == lost


async def test_a_certificate_that_ends_is_renewed_by_the_devices_signature(way: Way) -> None:
    way.box.writes(1)
    way.district.certificate_ends = datetime.now(UTC) + timedelta(days=10)
    await way.enrols()
    before = load(way.data).until_ms
    way.district.certificate_ends = None
    way.starts()
    await way.box.is_countersigned(1)
    assert load(way.data).until_ms > before
    assert [asked.token == "" for asked in way.box.asked_to_sign] == [False, True]


async def test_an_expired_certificate_renews_too(way: Way) -> None:
    way.box.writes(1)
    way.district.certificate_ends = datetime.now(UTC) - timedelta(minutes=1)
    await way.enrols()
    way.district.certificate_ends = None
    way.starts()
    await way.box.is_countersigned(1)


async def test_a_certificate_the_district_does_not_take_any_more_is_asked_for_anew(way: Way) -> None:
    """The box's clock cannot show that it has expired, but the server's refusal does."""

    async def refuses(request: web.Request) -> web.StreamResponse | None:
        if request.path == protocol.RENEWAL:
            way.district.trick = None
            return None
        refused = protocol.encode(Refused("no-certificate", "it ended"))
        return web.Response(status=401, body=refused, content_type=protocol.MSGPACK)

    way.box.writes(1)
    await way.enrols()
    way.district.trick = refuses
    way.starts()
    await way.box.sees("wants another certificate")
    await way.box.is_countersigned(1)
    assert protocol.RENEWAL in way.district.requests
    refused = [each for each in way.box.lines if "wants another certificate" in each.why]
    assert {(each.reachable, each.head_state) for each in refused} == {(False, "no-certificate")}
    assert way.box.lines[-1].head_state == "ok"


async def test_a_server_whose_certificate_has_ended_gets_nothing(way: Way) -> None:
    way.box.writes(1)
    await way.enrols()
    await way.district.stops()
    yesterday = datetime.now(UTC) - timedelta(days=1)
    way.district.server_pem = way.district.authority.server(way.folder, ends=yesterday)
    await way.district.starts()
    way.starts()
    await way.box.sees("look at its clock")
    assert protocol.HEAD not in way.district.requests


@asynccontextmanager
async def proxy(port: int, asked: list[bytes], answer: bytes = b"HTTP/1.1 200 OK\r\n\r\n") -> AsyncIterator[str]:
    """Run a CONNECT proxy on loopback that only knows the way to the district."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answer)
        if b" 200 " not in answer:
            writer.close()
            return
        there, back = await asyncio.open_connection("localhost", port)
        await asyncio.gather(pipe(reader, back), pipe(there, writer))

    async def pipe(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await source.read(65536):
                target.write(data)
                await target.drain()
        target.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://school:secret@127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        server.abort_clients()  # one whose peer takes nothing would otherwise stay open
        await server.wait_closed()


async def test_a_proxy_is_asked_to_connect_and_sees_no_byte_in_clear(way: Way) -> None:
    asked: list[bytes] = []
    async with proxy(way.district.port, asked) as url:
        way.box.writes(3)
        await way.enrols()
        way.starts(environment={"HTTPS_PROXY": url})
        await way.box.is_countersigned(3)
        assert asked
        assert asked[0].startswith(f"CONNECT localhost:{way.district.port} ".encode())
        assert b"Proxy-Authorization: Basic" in asked[0]
        way.kill()


async def test_a_proxy_that_refuses_is_named_without_its_password(way: Way) -> None:
    async with proxy(way.district.port, [], b"HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n") as url:
        way.box.writes(1)
        await way.enrols()
        way.starts("--proxy", url)
        await way.box.sees("refused with HTTP 407")
        assert "secret" not in way.journal.read_text()


async def test_killed_again_and_again_on_either_side_every_entry_arrives_once_and_in_order(way: Way) -> None:
    chance = random.Random(6)
    way.box.writes(2_000)
    await way.enrols()
    for _ in range(12):
        way.starts()
        for _ in range(chance.randrange(1, 4)):
            await asyncio.sleep(chance.uniform(0.05, 0.6))
            way.box.writes(chance.randrange(0, 200))
            if chance.random() < 0.4:
                await way.district.stops()
                await way.district.starts()
        way.kill()
    way.starts()
    await way.box.is_countersigned(way.box.record.head, within_s=30)
    assert way.district.entries == dict(enumerate(way.box.record.entries, 1))
    assert {number for number, _ in way.district.wraps} == set(way.box.record.wraps)
    firsts = [(first, last) for lane, first, last in way.district.order if lane == "deposit"]
    assert all(later[0] <= before[1] + 1 for before, later in pairwise(firsts))


async def test_a_long_backlog_takes_little_memory_and_a_new_call_does_not_wait_for_it(way: Way) -> None:
    way.box.writes(60_000)
    await way.enrols()

    async def slow_line(request: web.Request) -> None:
        if request.path == protocol.DEPOSITS:
            await asyncio.sleep(0.2)

    way.district.trick = slow_line
    way.starts()
    await way.box.is_countersigned(2_000, within_s=60)
    for _ in range(5):
        way.box.writes(1)
        assert way.box.countersigned < way.box.record.head - 1
        await way.box.holds(way.box.record.head)
    way.district.trick = None
    await way.box.is_countersigned(way.box.record.head, within_s=120)
    assert way.resident_kib() < 120 * 1024
    print(f"{way.resident_kib() // 1024} MiB resident at most")


async def test_a_call_is_held_although_the_day_of_this_box_is_used_up(way: Way) -> None:
    way.box.writes(3)
    await way.enrols()
    way.starts()
    await way.box.is_countersigned(3)

    async def used_up(request: web.Request) -> web.Response | None:
        if request.path != protocol.DEPOSITS:
            return None
        body = protocol.encode(Refused("quota", "Enough for today."))
        return web.Response(status=429, body=body, content_type=protocol.MSGPACK, headers={"Retry-After": "3600"})

    way.district.trick = used_up
    way.box.writes(1)
    await way.box.holds(4)
    way.box.writes(1)
    await way.box.holds(5)


async def test_a_call_waits_seconds_for_a_busy_store_also_where_nobody_says_how_long(way: Way) -> None:
    """A load balancer between them may leave out when to try again."""
    way.box.writes(3)
    await way.enrols()
    way.starts()
    await way.box.is_countersigned(3)
    refused: list[str] = []

    async def busy_twice(request: web.Request) -> web.Response | None:
        if request.path != protocol.DEPOSITS or len(refused) == 2:
            return None
        refused.append(request.path)
        body = protocol.encode(Refused("busy", "The store does not answer at the moment."))
        return web.Response(status=503, body=body, content_type=protocol.MSGPACK)

    way.district.trick = busy_twice
    way.box.writes(1)
    await way.box.is_countersigned(4, within_s=30)
    assert len(refused) == 2

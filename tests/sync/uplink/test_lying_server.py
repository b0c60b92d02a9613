"""Tests a server with the district's own certificate that says whatever it likes: how seldom it is asked again, and how
much of it is kept.
"""

import asyncio
from itertools import pairwise

import msgspec
import pytest
from aiohttp import web
from msgspec.structs import replace

from appliance.envelope.deposit import Deposit, Notices, Refused
from appliance.envelope.format import split
from sync import protocol
from sync.transport.identity import load
from sync.uplink.backoff import FIRST_S, STEADY_PART
from sync.uplink.notices import BETWEEN_S
from sync.uplink.seeded import AUTHORITY, Seeded
from tests.patience import patient
from tests.sync.small_district import TOKEN
from tests.sync.uplink.conftest import Way

pytestmark = pytest.mark.slow  # these tests start real processes


class Asked:
    """When the uplink asked for one path, and what it is answered there."""

    def __init__(self, path: str, answer: web.Response | None = None) -> None:
        self._path = path
        self._answer = answer
        self.at_s: list[float] = []

    async def __call__(self, request: web.Request) -> web.StreamResponse | None:
        if request.path != self._path:
            return None
        self.at_s.append(asyncio.get_running_loop().time())
        return self.answer()

    def answer(self) -> web.StreamResponse | None:
        """Make an answer anew each time, since a response is sent only once."""
        made = self._answer
        return None if made is None else web.Response(status=made.status, body=made.body, headers=made.headers)

    async def times(self, count: int) -> list[float]:
        """Wait until it was asked so often; give the pauses between."""
        async with patient(60):
            while len(self.at_s) < count:
                await asyncio.sleep(0.01)
        return [later - before for before, later in pairwise(self.at_s[:count])]


def refusing(code: str, says: str = "No.", **headers: str) -> web.Response:
    body = protocol.encode(Refused(code, says))
    return web.Response(
        status=protocol.status_of(code), body=body, headers={"Content-Type": protocol.MSGPACK} | headers
    )


def growing(count: int) -> list[float]:
    """Give the shortest pauses of so many tries."""
    return [FIRST_S * 2**tried * STEADY_PART for tried in range(count)]


async def test_deposits_that_are_too_large_again_and_again_are_sent_less_and_less(way: Way) -> None:
    deposits = Asked(protocol.DEPOSITS, refusing("too-large"))
    way.box.writes(200)
    await way.enrols()
    way.district.trick = deposits
    way.starts()
    pauses = await deposits.times(5)
    assert all(pause >= least for pause, least in zip(pauses, growing(4), strict=True)), pauses
    way.district.trick = None
    await way.box.is_countersigned(200)


async def test_notices_whose_place_changes_each_time_are_asked_for_seldom_and_seldom_written(way: Way) -> None:
    class Rising(Asked):
        def answer(self) -> web.Response:
            body = protocol.encode(Notices((), (), len(self.at_s)))
            return web.Response(body=body, content_type=protocol.MSGPACK)

    notices = Rising(protocol.NOTICES)
    await way.enrols()
    way.district.trick = notices
    way.starts()
    pauses = await notices.times(6)
    assert min(pauses) >= BETWEEN_S
    assert load(way.data).remembered().notices_after == 1, "the others are not written before a minute is over"
    assert way.stops() == 0
    assert load(way.data).remembered().notices_after > 1


async def test_a_server_that_forgets_what_it_countersigned_and_breaks_off_is_asked_less_and_less(way: Way) -> None:
    """Each time it signs for the same entries, so nothing new has come of it."""

    class Forgetting(Asked):
        async def __call__(self, request: web.Request) -> web.StreamResponse | None:
            if request.path == protocol.HEAD:
                way.district.loses_after(0)
            if request.path == protocol.NOTICES:
                await way.box.is_countersigned(10)
                await asyncio.sleep(0.2)
                assert request.transport is not None
                request.transport.abort()
            return await super().__call__(request)

    heads = Forgetting(protocol.HEAD)
    way.box.writes(10)
    await way.enrols()
    way.district.trick = heads
    way.starts()
    pauses = await heads.times(6)
    assert all(pause >= least for pause, least in zip(pauses[1:], growing(4), strict=True)), pauses


async def test_what_is_given_again_without_an_answer_ends_nothing_else(way: Way) -> None:
    """The server asks for the first ten once more, and breaks off whenever they come."""
    way.box.writes(20)
    await way.enrols()
    way.starts()
    await way.box.is_countersigned(20)
    assert way.stops() == 0
    broke_off = asyncio.Event()

    async def breaks_off(request: web.Request) -> web.StreamResponse | None:
        if request.path == protocol.HEAD:
            told = replace(way.district.head(), damaged=((1, 10),))
            return web.Response(body=protocol.encode(told), content_type=protocol.MSGPACK)
        if request.path == protocol.DEPOSITS:
            first = protocol.decode(Deposit, await request.read()).entries[0]
            if split(first).header.number <= 10:
                broke_off.set()
                assert request.transport is not None
                request.transport.abort()
        return None

    way.district.trick = breaks_off
    way.district.requests.clear()
    way.starts()
    async with patient():
        await broke_off.wait()
    for count in range(21, 24):
        way.box.writes(1)
        await way.box.is_countersigned(count)
    assert way.district.requests.count(protocol.HEAD) == 1, "it is the same session"


async def test_while_a_seeds_token_is_tried_again_and_again_its_authority_is_written_once(way: Way) -> None:
    body = msgspec.json.encode(Refused("busy", "Later."))
    enrolments = Asked(protocol.ENROLMENT, web.Response(status=503, body=body, content_type=protocol.JSON))
    seeded = Seeded(way.district.url, way.district.authority.pem.decode(), TOKEN)
    (way.folder / "district.json").write_bytes(msgspec.json.encode(seeded))
    way.district.trick = enrolments
    way.starts("--seeded", str(way.folder / "district.json"))
    await enrolments.times(1)
    first = (way.data / AUTHORITY).stat()
    await enrolments.times(3)
    assert (way.data / AUTHORITY).stat().st_mtime_ns == first.st_mtime_ns
    way.district.trick = None
    way.box.writes(1)
    await way.box.is_countersigned(1)
    assert not (way.data / AUTHORITY).exists()

"""A server with the district's own certificate that says whatever it likes: how seldom it is asked again, and what of it is kept."""

import asyncio
from itertools import pairwise

import pytest
from aiohttp import web

from appliance.envelope.deposit import Notices, Refused
from sync import protocol
from sync.transport.identity import load
from sync.uplink.backoff import FIRST_S, STEADY_PART
from sync.uplink.notices import BETWEEN_S
from tests.patience import patient
from tests.sync.uplink.conftest import Way

pytestmark = pytest.mark.slow  # real processes


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
        """Made anew each time: a response is sent once."""
        made = self._answer
        return None if made is None else web.Response(status=made.status, body=made.body, headers=made.headers)

    async def times(self, count: int) -> list[float]:
        """Wait until it was asked so often; the pauses between."""
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
    """The shortest pauses of so many tries."""
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
    """Each time it signs for the same entries: nothing new has come of it."""

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

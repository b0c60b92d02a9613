"""Tests that what rotted at the district is deposited again, the newest of each stretch first, until nothing is left, and never without
end.
"""

import itertools
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from appliance.api.feed.client import FeedClient
from appliance.envelope.deposit import Deposit, Refused
from appliance.envelope.format import split
from sync import protocol
from sync.protocol import MSGPACK
from sync.transport.line import DistrictLine
from sync.uplink import mending
from sync.uplink.mending import AT_ONCE, DEPOSITS_MAX, Stretches, mend
from tests.sync.box_feed import BoxFeed
from tests.sync.entries import Record

KEPT, NO_ANSWER = "superseded", "no answer"
type Answers = Callable[[int, int], str]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mending, "BETWEEN_S", 0.0)
    monkeypatch.setattr(mending, "AGAIN_S", 0.01)


@asynccontextmanager
async def answering(folder: Path, answers: Answers) -> AsyncIterator[tuple[DistrictLine, list[tuple[int, int]]]]:
    """Run a district that gives these answers to deposits, by first and last number; gives also what it was given."""
    given = list[tuple[int, int]]()

    async def serves(request: web.Request) -> web.Response:
        entries = protocol.decode(Deposit, await request.read()).entries
        given.append((split(entries[0]).header.number, split(entries[-1]).header.number))
        refused = Refused(answers(*given[-1]), "as the test says")
        if refused.code == NO_ANSWER:
            assert request.transport is not None
            request.transport.abort()
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


async def given_to(
    folder: Path, damaged: Stretches, then: Iterable[Stretches] = (), answers: Answers = lambda *_: KEPT, has: int = 50
) -> list[tuple[int, int]]:
    """Give what a box that wrote so many entries deposits again. `then` is what the district's head tells each time it is asked again."""
    told = itertools.chain(then, itertools.repeat(()))

    async def ask(_: FeedClient) -> Stretches:
        return next(told)

    async with BoxFeed.open(Record(), folder) as box, answering(folder, answers) as (line, given):
        box.writes(has)
        await mend(box.socket, line, damaged, ask)
    return given


async def test_each_stretch_is_sent_from_its_end_down_the_newest_stretch_first(tmp_path: Path) -> None:
    last = 200 + 2 * AT_ONCE
    given = await given_to(tmp_path, ((10, 12), (200, last)), has=600)
    assert given == [(last - AT_ONCE + 1, last), (last - 2 * AT_ONCE + 1, last - AT_ONCE), (200, 200), (10, 12)]


async def test_what_this_box_has_no_more_and_what_is_refused_ends_nothing_else(tmp_path: Path) -> None:
    given = await given_to(
        tmp_path, ((10, 12), (29, 30), (45, 70)), answers=lambda _, last: "damaged" if last == 30 else KEPT
    )
    assert given == [(29, 30), (10, 12)]


async def test_a_district_that_asks_without_end_is_given_so_much_a_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mending, "DEPOSITS_MAX", 5)
    assert await given_to(tmp_path, ((1, 50),) * 1_000) == [(1, 50)] * 5


@pytest.mark.parametrize("code", ["busy", "quota", "too-slow"])
async def test_a_district_that_asks_for_patience_is_given_the_rest_of_the_stretch_too(
    tmp_path: Path, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mending, "AT_ONCE", 10)
    answers = iter([KEPT, code, code])
    given = await given_to(tmp_path, ((1, 30), (40, 40)), answers=lambda *_: next(answers, KEPT))
    assert given[:2] == [(40, 40), (21, 30)]
    assert sorted(itertools.chain(*(range(first, last + 1) for first, last in given[3:]))) == [*range(1, 31)]


@pytest.mark.parametrize("code", [NO_ANSWER, "too-large"])
async def test_what_goes_only_in_smaller_parts_goes_and_what_does_not_go_at_all_ends_nothing_else(
    tmp_path: Path, code: str
) -> None:
    given = await given_to(
        tmp_path,
        ((1, 5), (11, 18)),
        answers=lambda first, last: code if last - first >= 2 or first <= 14 <= last else KEPT,
    )
    assert given == [(11, 18), (15, 18), (17, 18), (15, 16), (13, 14), (14, 14), (5, 5), (4, 4), (3, 3), (2, 2), (1, 1)]


async def test_a_head_tells_the_first_stretches_alone_and_is_asked_for_the_others(tmp_path: Path) -> None:
    given = await given_to(tmp_path, ((1, 1), (3, 3)), [((3, 3), (5, 6)), ((3, 3),), ((3, 3),)])
    assert given == [(3, 3), (1, 1), (5, 6), (3, 3), (3, 3)], "and no more where giving it again changed nothing"


@pytest.mark.slow
async def test_a_head_that_tells_of_others_each_time_is_not_asked_without_end(tmp_path: Path) -> None:
    others = (((number, number),) for number in itertools.count(60))
    assert await given_to(tmp_path, ((1, 1),), others) == [(1, 1)], "this box has no entry 60"
    mine = (((number % 50 + 1, number % 50 + 1),) for number in itertools.count())
    (tmp_path / "again").mkdir()
    assert len(await given_to(tmp_path / "again", ((50, 50),), mine)) == DEPOSITS_MAX

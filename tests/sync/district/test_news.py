"""Tests that an office that waits is woken by whatever a building brings, at the server that took it and at other servers of the same
store.
"""

import asyncio
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from appliance.envelope.deposit import Deposited, Held
from sync import protocol
from sync.district.news import News
from sync.district.store import Sql, Store
from sync.district.tables import boxes
from sync.district.waiters import Waiters
from sync.protocol import NewsTold
from tests.patience import until
from tests.sync.district.building import Box
from tests.sync.district.serving import Client, Server, client, enrolled, office
from tests.sync.district.tables import Tables

WITHIN_S = 90.0
ONE, TWO = b"1" * 16, b"2" * 16


def test_who_counted_with_this_run_is_told_what_came_since_and_anybody_else_to_look_at_everything() -> None:
    news = News(Waiters())
    begun = news.since("", 0)
    assert begun.everything
    assert news.since(begun.run, begun.after) == NewsTold(news.run, 0, (), everything=False)
    for building, place in ((ONE, 1), (TWO, 1), (ONE, 2)):
        news.tell(building, place)
    assert news.since(news.run, 0).buildings == (TWO, ONE)
    assert news.since(news.run, 2).buildings == (ONE,)
    assert news.since(news.run, 3).buildings == ()
    assert news.since(news.run, 4).everything
    assert News(Waiters()).since(news.run, 3).everything


def test_what_was_told_already_wakes_nobody_and_the_next_place_does() -> None:
    news = News(Waiters())
    news.tell(ONE, 2)
    for _ in range(3):
        news.tell(ONE, 2)
        news.tell(TWO, 0)
    assert news.since(news.run, 0) == NewsTold(news.run, 1, (ONE,), everything=False)
    assert news.since(news.run, 1).buildings == ()
    news.tell(ONE, 3)
    assert news.since(news.run, 1).buildings == (ONE,)
    news.tell(ONE, 1)
    assert news.since(news.run, 2).buildings == (ONE,), "a copy was put back"


async def test_a_look_says_nothing_again_and_finds_what_nobody_told_and_a_copy_that_was_put_back(
    tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.district.news.LOOK_EVERY_S", 0.01)
    box, news = Box(), News(Waiters())
    await tables.enrol(box)
    box.write(9)

    async def looked(times: int = 1) -> None:
        for _ in range(times + 1):  # the first of them may have begun before
            before = news._places
            await until(lambda before=before: news._places is not before)  # type: ignore[misc]

    async def place() -> int:
        return await tables.do(lambda sql: boxes.last_place(sql, box.building))

    following = asyncio.ensure_future(news.follow(tables.store))  # noqa: TID251
    await looked()
    await tables.deposited(box, 1, 3)
    news.tell(box.building, await place())
    told = news.since(news.run, 0)
    assert told.buildings == (box.building,)
    await looked(3)
    assert news.since(news.run, 0).after == told.after, "once is enough"
    await tables.deposited(box, 4, 6)
    await looked()
    found = news.since(news.run, told.after)
    assert found.buildings == (box.building,)
    await tables.do(lambda sql: sql.run("UPDATE building SET place = 2 WHERE building = ?", box.building))
    await looked()
    back = news.since(news.run, found.after)
    assert back.buildings == (box.building,)
    news.tell(box.building, 3)
    assert news.since(news.run, back.after).buildings == (box.building,), "its places count anew from there"
    following.cancel()


class Late:
    """A store whose answers come a little late: something happens before each."""

    def __init__(self, store: Store, before: Callable[[], Awaitable[None]]) -> None:
        self._store = store
        self._before = before

    async def do[Answer](self, act: Callable[[Sql], Answer]) -> Answer:
        answer = await self._store.do(act)
        await self._before()
        return answer


async def test_a_look_whose_answer_is_older_than_what_was_told_meanwhile_says_nothing_again(
    tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.district.news.LOOK_EVERY_S", 0.01)
    box, news, looks = Box(), News(Waiters()), 0
    await tables.enrol(box)
    box.write(40)

    async def brings() -> None:
        nonlocal looks
        looks += 1
        if looks <= 20:
            await tables.deposited(box, looks, looks)
            news.tell(box.building, await tables.do(lambda sql: boxes.last_place(sql, box.building)))

    looking = asyncio.ensure_future(news._look(Late(tables.store, brings)))  # type: ignore[arg-type]  # noqa: TID251
    await until(lambda: looks > 23)
    assert news.since(news.run, 0).after == 20, "each was told once"
    await tables.deposited(box, 21, 21)
    await until(lambda: news.since(news.run, 20).buildings == (box.building,))
    looking.cancel()


@pytest.mark.slow
async def test_what_a_box_brings_again_and_again_wakes_no_office(
    servers: tuple[Server, Server], tmp_path: Path
) -> None:
    server, _ = servers
    box, other = Box(), Box()
    box.write(9)
    other.write(1)
    certificate, of_other = await enrolled(server, box, tmp_path), await enrolled(server, other, tmp_path)
    async with (
        client(server, certificate) as building,
        client(server, of_other) as another,
        office(server, tmp_path / "office") as safety,
    ):
        assert isinstance(await building.post(protocol.DEPOSITS, box.deposit(1, 4), Deposited), Deposited)
        assert isinstance(await building.post(protocol.URGENT, box.urgent(8), Held), Held)
        told = await news(safety, "", 0)
        waiting = asyncio.ensure_future(news(safety, told.run, told.after))  # noqa: TID251
        for _ in range(3):
            assert isinstance(await building.post(protocol.DEPOSITS, box.deposit(1, 4), Deposited), Deposited)
            assert isinstance(await building.post(protocol.URGENT, box.urgent(8), Held), Held)
        assert isinstance(await another.post(protocol.DEPOSITS, other.deposit(1, 1), Deposited), Deposited)
        assert (await waiting).buildings == (other.building,)


@pytest.mark.slow
async def test_what_no_server_told_of_is_found_by_looking(database: str) -> None:
    from sync.district.postgres_store import PostgresStore

    store: Store = PostgresStore(database)
    await store.start()
    try:
        tables, box, news = Tables(store), Box(), News(Waiters())
        await tables.enrol(box)
        box.write(3)
        following = asyncio.ensure_future(news.follow(store))  # noqa: TID251
        await asyncio.sleep(1.5)  # by then it has looked once
        await tables.deposited(box, 1, 3)
        async with asyncio.timeout(WITHIN_S):
            while news.since(news.run, 0).buildings != (box.building,):
                await asyncio.sleep(0.05)
        following.cancel()
    finally:
        await store.stop()


@pytest.fixture
def servers(server_store: str, tmp_path: Path) -> Iterator[tuple[Server, Server]]:
    """Make two servers on one database; where no database can be shared, the same server twice."""
    first = Server(tmp_path / "district", server_store).init().start()
    second = first
    if server_store:
        second = Server(tmp_path / "other", server_store)
        second.data.mkdir(mode=0o700)
        subprocess.run(["cp", "-a", str(first.folder.keys), str(second.folder.keys)], check=True)
        second.start()
    yield first, second
    for each in {first, second}:
        each.stop()


@pytest.mark.slow
async def test_a_deposit_by_either_lane_wakes_an_office_wherever_it_waits(
    servers: tuple[Server, Server], tmp_path: Path
) -> None:
    takes, tells = servers
    box = Box()
    box.write(9)
    certificate = await enrolled(takes, box, tmp_path)
    async with client(takes, certificate) as building, office(tells, tmp_path / "office") as safety:
        told = await news(safety, "", 0)
        assert told.everything
        waiting = asyncio.ensure_future(news(safety, told.run, told.after))  # noqa: TID251
        await asyncio.sleep(0.3)
        assert not waiting.done()
        began_s = asyncio.get_running_loop().time()
        assert isinstance(await building.post(protocol.DEPOSITS, box.deposit(1, 4), Deposited), Deposited)
        told = await waiting
        took_s = asyncio.get_running_loop().time() - began_s
        print(f"woken after {1000 * took_s:.0f} ms")
        assert (told.buildings, told.everything) == ((box.building,), False)
        waiting = asyncio.ensure_future(news(safety, told.run, told.after))  # noqa: TID251
        assert isinstance(await building.post(protocol.URGENT, box.urgent(8), Held), Held)
        assert (await waiting).buildings == (box.building,)


async def news(safety: Client, run: str, after: int) -> NewsTold:
    told = await safety.get(f"{protocol.OFFICE_NEWS}?run={run}&after={after}&wait_s=30", NewsTold)
    assert isinstance(told, NewsTold), told
    return told

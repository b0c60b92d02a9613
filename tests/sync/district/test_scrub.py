"""Tests that everything kept is looked through once a week: what rotted, and what is gone altogether, is found before
anybody asks for it.
"""

import asyncio
from collections.abc import Callable

import pytest

from sync.district import scrub
from sync.district.scrub import Scrub
from sync.district.store import Sql, Store, StoreUnavailable, StoreUnreadable
from sync.district.tables import audit, damage, scrubbing
from tests.patience import patient
from tests.sync.district.building import Box, wrap_for
from tests.sync.district.tables import RECIPIENT, Tables
from tests.sync.district.test_damage import flipped, rot
from tests.sync.district.test_forks import decide


@pytest.fixture
async def box(tables: Tables) -> Box:
    made = Box()
    made.write(40)
    await tables.enrol(made)
    for first in range(1, 31, 10):
        await tables.deposited(made, first, first + 9)
    await tables.held(made, 35)
    return made


async def looked_through(tables: Tables) -> bool:
    return await Scrub(tables.store, lambda: tables.now_ms, share=1).look_through()


async def damaged(tables: Tables, box: Box) -> list[tuple[int, int]]:
    return await tables.do(lambda sql: damage.of_box(sql, box.box))


async def test_a_whole_store_is_looked_through_once_a_week_and_nothing_is_named(tables: Tables, box: Box) -> None:
    other = box.copy(25)
    other.write(5)
    await tables.refused(other, 26, 29)
    assert await looked_through(tables)
    assert not await looked_through(tables)
    tables.now_ms += scrubbing.EVERY_MS - 1
    assert not await looked_through(tables)
    tables.now_ms += 1
    assert await looked_through(tables)
    assert await tables.do(damage.count) == 0
    (line, again) = [
        line for line in (await tables.do(lambda sql: audit.lines(sql, 0, 100))).lines if line.who == "this server"
    ]
    assert line.about == again.about == "0 stretches are damaged"


async def test_one_that_was_begun_and_not_ended_is_begun_again_the_next_day(tables: Tables, box: Box) -> None:
    assert await tables.do(lambda sql: scrubbing.begin(sql, tables.now_ms)) == [(box.building, box.box)]
    assert not await looked_through(tables)
    tables.now_ms += scrubbing.BEGIN_AGAIN_MS
    assert await looked_through(tables)


async def test_what_rotted_is_found_wherever_it_is(tables: Tables, box: Box) -> None:
    wrap = wrap_for(36, RECIPIENT)
    await tables.hold(box, 36, wraps=(wrap,))
    await tables.deposited(box, 31, 36)
    await rot(tables, box, 10, back=4)
    await rot(tables, box, 30, column="digest", at=1)

    def spoil(sql: Sql) -> None:
        sql.run("DELETE FROM entry WHERE box = ? AND number = 20", box.box)
        sql.run("UPDATE wrap SET wrap = ? WHERE building = ?", flipped(wrap.wrap, 3), box.building)
        row = sql.one("SELECT signature FROM receipt WHERE box = ? AND number = 30", box.box)
        assert row is not None
        sql.run("UPDATE receipt SET signature = ? WHERE box = ? AND number = 30", flipped(row[0], 9), box.box)

    await tables.do(spoil)
    assert await looked_through(tables)
    assert await damaged(tables, box) == [(6, 6), (11, 20), (30, 30), (36, 36)]
    assert await tables.do(lambda sql: sql.all("SELECT number FROM receipt WHERE number = 30")) == []
    for first, last in ((30, 36), (11, 20), (1, 10)):
        await tables.deposit(box, first, last, batch=box.batch(first, last, (wrap,) if first == 30 else ()))
    assert await damaged(tables, box) == []
    told = await tables.collect(box.building)
    assert sorted(each.entry for each in told.entries) == sorted(box.chain[:36])
    assert [each for _, each in told.wraps] == [wrap]


async def test_what_is_gone_at_the_end_and_at_the_beginning_is_asked_for(tables: Tables, box: Box) -> None:
    await tables.do(lambda sql: sql.run("DELETE FROM entry WHERE box = ? AND number IN (10, 30)", box.box))
    assert await looked_through(tables)
    assert await damaged(tables, box) == [(1, 10), (21, 30)]
    await tables.do(lambda sql: sql.run("DELETE FROM entry WHERE box = ?", box.box))
    tables.now_ms += scrubbing.EVERY_MS
    assert await looked_through(tables)
    assert await damaged(tables, box) == [(1, 10), (11, 20), (21, 30)]


async def test_what_a_box_said_was_lost_for_good_is_no_damage(tables: Tables) -> None:
    box = Box()
    box.write(20)
    await tables.enrol(box)
    await tables.deposited(box, 1, 5)
    assert await tables.refused(box, 11, 15, lost_before=True) == "fork"
    await decide(tables, box, 11, box.digest(11))
    await tables.deposited(box, 11, 20)
    assert await looked_through(tables)
    assert await tables.do(damage.count) == 0


class Rotten:
    """A store in which every question about one box goes wrong, and also the first look over all of it."""

    def __init__(self, store: Store, box: Box, error: Exception) -> None:
        self._store = store
        self._box = box
        self._error = error
        self.looked_over = 0

    async def look_over(self) -> None:
        self.looked_over += 1
        if self.looked_over == 1:
            raise self._error

    async def do[Answer](self, act: Callable[[Sql], Answer]) -> Answer:
        return await self._store.do(lambda sql: act(RottenSql(sql, self._box.box, self._error)))  # type: ignore[arg-type]


class RottenSql:
    """The SQL of such a store."""

    def __init__(self, sql: Sql, box: bytes, error: Exception) -> None:
        self._sql = sql
        self._box = box
        self._error = error

    def all(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        if self._box in values:
            raise self._error
        return self._sql.all(statement, *values)

    def __getattr__(self, name: str) -> object:
        return getattr(self._sql, name)


@pytest.fixture
async def beside(tables: Tables) -> Box:
    """Make a box that is looked at last, with one entry that rotted."""
    made = Box(building=bytes([255]) * 16)
    made.write(5)
    await tables.enrol(made)
    await tables.deposited(made, 1, 5)
    await rot(tables, made, 5, back=2)
    return made


@pytest.mark.parametrize(
    "error", [StoreUnreadable("page 7"), TypeError("what rotted is no number"), OSError("read-only")]
)
async def test_what_rotted_of_one_box_ends_the_look_at_no_other(
    tables: Tables, box: Box, beside: Box, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    rotten = Rotten(tables.store, box, error)
    assert await Scrub(rotten, lambda: tables.now_ms, share=1).look_through()  # type: ignore[arg-type]
    assert await damaged(tables, beside) == [(3, 3)]
    assert f"entries of box {box.box.hex()}" in caplog.text
    line = (await tables.do(lambda sql: audit.lines(sql, 0, 100))).lines[-1]
    assert line.about.startswith("1 stretches are damaged; 3 parts could not be looked at"), line.about


async def test_a_store_that_is_gone_is_no_damage_of_a_box(tables: Tables, box: Box, beside: Box) -> None:
    rotten = Rotten(tables.store, box, StoreUnavailable("it restarts"))
    rotten.looked_over = 1
    with pytest.raises(StoreUnavailable):
        await Scrub(rotten, lambda: tables.now_ms, share=1).look_through()  # type: ignore[arg-type]
    assert await damaged(tables, beside) == []


async def test_nothing_in_a_look_ends_the_server(
    tables: Tables, box: Box, beside: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scrub, "FIRST_AFTER_S", 0)
    monkeypatch.setattr(scrub, "LOOK_EVERY_S", 0)
    asked = list[int]()

    def now_ms() -> int:
        asked.append(tables.now_ms)
        if len(asked) == 1:
            raise TypeError("what rotted is no number")
        return tables.now_ms

    async with patient():
        goes_on = asyncio.create_task(Scrub(tables.store, now_ms, share=1).run())  # noqa: TID251
        while not await damaged(tables, beside):
            assert not goes_on.done()
        goes_on.cancel()


@pytest.mark.parametrize("place", [-31_953, 0, 2**60])
async def test_what_is_at_a_place_nobody_comes_to_is_asked_for_again(tables: Tables, box: Box, place: int) -> None:
    """The place of a row is wrong: the row is found by its number, but an office goes by places."""
    await tables.do(lambda sql: sql.run("UPDATE entry SET place = ? WHERE number = 20", place))
    assert await looked_through(tables)
    assert await damaged(tables, box) == [(11, 20)]
    await tables.deposited(box, 11, 20)
    assert {each.entry for each in (await tables.collect(box.building)).entries} == {*box.chain[:30], box.chain[34]}
    assert not await damaged(tables, box)

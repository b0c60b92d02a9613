"""Once a week all that is kept is looked through: what rotted is found before anybody asks for it, and what is gone altogether as well."""

import pytest

from sync.district.ledger import audit, damage, scrubbing
from sync.district.scrub import Scrub
from sync.district.store import Sql, Store
from tests.sync.district.building import Box, wrap_for
from tests.sync.district.ledger import RECIPIENT, Ledger
from tests.sync.district.test_damage import flipped, rot
from tests.sync.district.test_forks import decide


@pytest.fixture
def ledger(store: Store) -> Ledger:
    return Ledger(store)


@pytest.fixture
async def box(ledger: Ledger) -> Box:
    made = Box()
    made.write(40)
    await ledger.enrol(made)
    for first in range(1, 31, 10):
        await ledger.deposited(made, first, first + 9)
    await ledger.held(made, 35)
    return made


async def looked_through(ledger: Ledger) -> bool:
    return await Scrub(ledger.store, lambda: ledger.now_ms, share=1).look_through()


async def damaged(ledger: Ledger, box: Box) -> list[tuple[int, int]]:
    return await ledger.do(lambda sql: damage.of_box(sql, box.box))


async def test_a_whole_store_is_looked_through_once_a_week_and_nothing_is_named(ledger: Ledger, box: Box) -> None:
    other = box.copy(25)
    other.write(5)
    await ledger.refused(other, 26, 29)
    assert await looked_through(ledger)
    assert not await looked_through(ledger)
    ledger.now_ms += scrubbing.EVERY_MS - 1
    assert not await looked_through(ledger)
    ledger.now_ms += 1
    assert await looked_through(ledger)
    assert await ledger.do(damage.count) == 0
    (line, again) = [
        line for line in (await ledger.do(lambda sql: audit.lines(sql, 0, 100))).lines if line.who == "this server"
    ]
    assert line.about == again.about == "0 stretches are damaged"


async def test_one_that_was_begun_and_not_ended_is_begun_again_the_next_day(ledger: Ledger, box: Box) -> None:
    assert await ledger.do(lambda sql: scrubbing.begin(sql, ledger.now_ms)) == [(box.building, box.box)]
    assert not await looked_through(ledger)
    ledger.now_ms += scrubbing.BEGIN_AGAIN_MS
    assert await looked_through(ledger)


async def test_what_rotted_is_found_wherever_it_is(ledger: Ledger, box: Box) -> None:
    wrap = wrap_for(36, RECIPIENT)
    await ledger.hold(box, 36, wraps=(wrap,))
    await ledger.deposited(box, 31, 36)
    await rot(ledger, box, 10, back=4)
    await rot(ledger, box, 30, column="digest", at=1)

    def spoil(sql: Sql) -> None:
        sql.run("DELETE FROM entry WHERE box = ? AND number = 20", box.box)
        sql.run("UPDATE wrap SET wrap = ? WHERE building = ?", flipped(wrap.wrap, 3), box.building)
        row = sql.one("SELECT signature FROM receipt WHERE box = ? AND number = 30", box.box)
        assert row is not None
        sql.run("UPDATE receipt SET signature = ? WHERE box = ? AND number = 30", flipped(row[0], 9), box.box)

    await ledger.do(spoil)
    assert await looked_through(ledger)
    assert await damaged(ledger, box) == [(6, 6), (11, 20), (30, 30), (36, 36)]
    assert await ledger.do(lambda sql: sql.all("SELECT number FROM receipt WHERE number = 30")) == []
    for first, last in ((30, 36), (11, 20), (1, 10)):
        await ledger.deposit(box, first, last, batch=box.batch(first, last, (wrap,) if first == 30 else ()))
    assert await damaged(ledger, box) == []
    told = await ledger.collect(box.building)
    assert sorted(each.entry for each in told.entries) == sorted(box.chain[:36])
    assert [each for _, each in told.wraps] == [wrap]


async def test_what_is_gone_at_the_end_and_at_the_beginning_is_asked_for(ledger: Ledger, box: Box) -> None:
    await ledger.do(lambda sql: sql.run("DELETE FROM entry WHERE box = ? AND number IN (10, 30)", box.box))
    assert await looked_through(ledger)
    assert await damaged(ledger, box) == [(1, 10), (21, 30)]
    await ledger.do(lambda sql: sql.run("DELETE FROM entry WHERE box = ?", box.box))
    ledger.now_ms += scrubbing.EVERY_MS
    assert await looked_through(ledger)
    assert await damaged(ledger, box) == [(1, 10), (11, 20), (21, 30)]


async def test_what_a_box_said_was_lost_for_good_is_no_damage(ledger: Ledger) -> None:
    box = Box()
    box.write(20)
    await ledger.enrol(box)
    await ledger.deposited(box, 1, 5)
    assert await ledger.refused(box, 11, 15, lost_before=True) == "fork"
    await decide(ledger, box, 11, box.digest(11))
    await ledger.deposited(box, 11, 20)
    assert await looked_through(ledger)
    assert await ledger.do(damage.count) == 0

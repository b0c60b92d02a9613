"""Tests that what rots in a store is never given: it is named, asked for again from its box, and then stands under the same receipt as
before.
"""

import secrets

import pytest

from appliance.envelope.deposit import Deposited
from sync.district.office_door import only_signed
from sync.district.store import Sql
from sync.district.tables import audit, boxes, damage, forks
from sync.district.tables.rows import Hole
from sync.protocol import Damaged, Kept
from tests.sync.district.building import Box, wrap_for
from tests.sync.district.tables import RECIPIENT, Tables
from tests.sync.district.test_forks import decide


@pytest.fixture
async def box(tables: Tables) -> Box:
    made = Box()
    made.write(30)
    await tables.enrol(made)
    await tables.deposited(made, 1, 10)
    await tables.deposited(made, 11, 20)
    return made


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :]


async def rot(tables: Tables, box: Box, number: int, *, column: str = "entry", back: int = 0, at: int = 300) -> None:
    """Flip a bit in the row that ends with `number`, in the entry that is `back` entries before the row's end."""

    def act(sql: Sql) -> None:
        found = sql.one(f"SELECT {column}, count FROM entry WHERE box = ? AND number = ?", box.box, number)
        assert found is not None
        data, count = found
        each = len(data) // count
        sql.run(
            f"UPDATE entry SET {column} = ? WHERE box = ? AND number = ?",
            *(flipped(data, (count - 1 - back) * each + at % each), box.box, number),
        )

    await tables.do(act)


async def given(tables: Tables, box: Box, after: int = 0) -> list[bytes]:
    return [each.entry for each in (await tables.collect(box.building, after)).entries]


async def asked_again(tables: Tables, box: Box) -> list[tuple[int, int]]:
    return list((await tables.head(box)).damaged)


async def acts(tables: Tables) -> list[str]:
    lines = (await tables.do(lambda sql: audit.lines(sql, 0, 1000))).lines
    return [f"{line.what}: {line.about}" for line in lines if line.what.startswith("damage")]


@pytest.mark.parametrize(("column", "at"), [("entry", 300), ("entry", 0), ("entry", 113), ("entry", 60), ("digest", 3)])
async def test_one_flipped_bit_takes_one_entry_and_the_box_brings_it_again(
    tables: Tables, box: Box, column: str, at: int
) -> None:
    before = await tables.deposit(box, 1, 10)
    assert isinstance(before, Deposited)
    await rot(tables, box, 10, column=column, back=6, at=at)
    assert await given(tables, box) == [*box.chain[:3], *box.chain[4:20]]
    assert await asked_again(tables, box) == [(4, 4)]
    assert (await tables.do(forks.named)).damaged == (Damaged(box.building, box.box, 4, 4, tables.now_ms),)
    again = await tables.deposit(box, 2, 6)
    assert isinstance(again, Deposited)
    assert again.receipt == before.receipt
    assert await asked_again(tables, box) == []
    assert (await tables.do(forks.named)).damaged == ()
    assert sorted(await given(tables, box)) == sorted(box.chain[:20])
    assert await acts(tables) == [
        "damage found: entries 4 to 4 are not what came",
        "damage mended: entries 4 to 4",
    ]
    assert await tables.forks() == ()
    assert (await tables.deposited(box, 21, 30)).last == 30


async def test_an_office_that_has_gone_by_is_given_what_was_brought_again(tables: Tables, box: Box) -> None:
    await rot(tables, box, 20, back=1)
    page = await tables.collect(box.building)
    assert box.chain[18] not in [each.entry for each in page.entries]
    await tables.deposit(box, 19, 19)
    assert await given(tables, box, page.after) == [box.chain[18]]


async def test_a_rotten_digest_makes_no_fork_of_what_comes_again(tables: Tables, box: Box) -> None:
    await rot(tables, box, 20, column="digest", back=4, at=1)
    assert (await tables.deposited(box, 11, 30)).last == 30
    assert (await tables.head(box)).state == "ok"
    assert await tables.forks() == ()
    assert sorted(await given(tables, box)) == sorted(box.chain)


async def test_a_call_that_is_sent_again_makes_no_fork_of_a_rotten_digest(tables: Tables, box: Box) -> None:
    await rot(tables, box, 20, column="digest", at=1)
    assert await tables.held(box, 20)
    assert ((await tables.head(box)).state, await tables.forks()) == ("ok", ())
    assert await given(tables, box) == box.chain[:20], "it is kept beside what rotted"


async def test_another_history_is_not_taken_for_what_rotted(tables: Tables, box: Box) -> None:
    await rot(tables, box, 20, back=3)
    assert len(await given(tables, box)) == 19
    other = box.copy(15)
    other.write(5)
    assert await tables.refused(other, 16, 18) == "fork"
    assert await asked_again(tables, box) == [(17, 17)]
    assert set(box.chain[:16]) < set(await given(tables, box))


async def lose(tables: Tables, box: Box, number: int) -> None:
    """Remove the row that ends with `number`, and let nobody note it yet."""
    await tables.do(lambda sql: sql.run("DELETE FROM entry WHERE box = ? AND number = ?", box.box, number))


async def test_a_call_held_above_the_head_proves_nothing_of_what_rotted(tables: Tables, box: Box) -> None:
    other = box.copy(13)
    other.write(8)
    await tables.held(other, 21)
    for back in range(10):
        await rot(tables, box, 20, back=back)
        await rot(tables, box, 20, column="digest", back=back, at=1)
    await given(tables, box)
    assert await asked_again(tables, box) == [(11, 20)]
    assert await tables.refused(other, 14, 20) == "fork"
    assert await tables.refused(other, 14, 21) == "fork"
    (fork,) = await tables.forks()
    assert (fork.number, fork.digests) == (20, (box.digest(20), other.digest(20))), (
        "the head is what the other differs from"
    )
    head = await tables.head(box)
    assert (head.number, head.digest, head.damaged) == (20, box.digest(20), ((11, 20),))
    assert isinstance(await tables.deposit(box, 11, 20), Deposited)
    assert await asked_again(tables, box) == []


async def test_another_history_does_not_take_the_place_of_rows_that_are_gone(tables: Tables, box: Box) -> None:
    other = box.copy(13)
    other.write(10)
    await lose(tables, box, 20)
    assert await tables.refused(other, 14, 16) == "damaged", "nothing tells whether it is what came"
    assert await asked_again(tables, box) == [(14, 20)]
    assert await tables.refused(other, 11, 23) == "fork"
    assert ((await tables.head(box)).number, [each.number for each in await tables.forks()]) == (20, [20])
    assert await asked_again(tables, box) == [(11, 13), (14, 20)]
    assert isinstance(await tables.deposit(box, 11, 20), Deposited)
    assert set(box.chain[:20]) < set(await given(tables, box))
    await decide(tables, box, 20, box.digest(20))
    assert (await tables.deposited(box, 21, 30)).last == 30


async def test_the_office_may_decide_for_a_head_whose_row_is_gone(tables: Tables, box: Box) -> None:
    other = box.copy(13)
    other.write(10)
    await lose(tables, box, 20)
    assert await tables.refused(other, 11, 23) == "fork"
    await decide(tables, box, 20, box.digest(20))
    assert (await tables.deposited(box, 15, 30)).last == 30


async def test_rows_that_are_gone_and_not_noted_come_again_in_a_deposit_over_the_head(tables: Tables, box: Box) -> None:
    await lose(tables, box, 20)
    assert (await tables.deposited(box, 16, 25)).last == 25
    assert isinstance(await tables.deposit(box, 11, 15), Deposited)
    assert sorted(await given(tables, box)) == sorted(box.chain[:25])
    assert await tables.forks() == ()


async def test_a_call_that_is_sent_again_makes_no_fork_of_rows_that_are_gone(tables: Tables, box: Box) -> None:
    await lose(tables, box, 20)
    assert len(await tables.held(box, 17, 20)) == 2
    assert ((await tables.head(box)).state, await tables.forks()) == ("ok", ())
    assert await asked_again(tables, box) == [(17, 20)]
    assert (await tables.deposited(box, 11, 25)).last == 25
    assert await asked_again(tables, box) == []


async def test_a_call_of_another_history_is_named_at_a_head_whose_row_is_gone(tables: Tables, box: Box) -> None:
    other = box.copy(13)
    other.write(7)
    await lose(tables, box, 20)
    await tables.held(other, 19)
    assert await tables.forks() == (), "they are kept: nothing tells yet that they are not what is gone"
    await tables.held(other, 20)
    (fork,) = await tables.forks()
    assert (fork.number, fork.digests) == (20, (box.digest(20), other.digest(20)))


async def test_a_receipt_of_a_history_decided_against_proves_nothing(tables: Tables, box: Box) -> None:
    other = box.copy(12)
    other.write(10)
    assert await tables.refused(other, 13, 22) == "fork"
    await decide(tables, box, 13, other.digest(13))
    assert (await tables.deposited(other, 13, 22)).last == 22
    await lose(tables, box, 22)
    assert await tables.refused(box, 13, 20) == "damaged"
    assert isinstance(await tables.deposit(other, 13, 22), Deposited)
    assert await asked_again(tables, box) == []


async def test_what_rotted_since_beside_what_is_brought_again_is_named_then(tables: Tables, box: Box) -> None:
    await rot(tables, box, 20, back=6)
    assert len(await given(tables, box)) == 19
    await rot(tables, box, 20, back=5)
    await rot(tables, box, 20, column="digest", back=1, at=1)
    await tables.deposit(box, 14, 14)
    assert await asked_again(tables, box) == [(15, 15), (19, 19)]
    await tables.deposit(box, 15, 20)
    assert sorted(await given(tables, box)) == sorted(box.chain[:20])


async def test_what_rotted_of_a_history_decided_against_is_not_asked_for(tables: Tables, box: Box) -> None:
    other = box.copy(12)
    other.write(12)
    assert await tables.refused(other, 13, 22) == "fork"
    for back in (8, 7, 4):
        await rot(tables, box, 20, back=back)
    await given(tables, box)
    assert await asked_again(tables, box) == [(12, 13), (16, 16)]
    await decide(tables, box, 13, other.digest(13))
    assert await asked_again(tables, box) == [(12, 12)], "the others are no part of this history"
    assert (await tables.deposited(other, 13, 24)).last == 24
    mad = other.copy(15)
    mad.write(4)
    assert await tables.refused(mad, 16, 18) == "fork"
    assert [each.number for each in await tables.forks()] == [13, 16]


async def test_what_ends_the_history_is_proven_by_the_head(tables: Tables, box: Box) -> None:
    await rot(tables, box, 20)
    await rot(tables, box, 20, column="digest", at=1)
    assert await given(tables, box) == box.chain[:19]
    await tables.deposit(box, 20, 20)
    assert await given(tables, box) == [*box.chain[:19], box.chain[19]]


async def test_a_whole_row_of_garbage_is_brought_again_in_parts(tables: Tables, box: Box) -> None:
    def garbage(sql: Sql) -> None:
        sql.run(
            "UPDATE entry SET entry = ?, digest = ? WHERE box = ? AND number = 10",
            *(secrets.token_bytes(5000), secrets.token_bytes(320), box.box),
        )

    await tables.do(garbage)
    assert await given(tables, box) == box.chain[10:20]
    assert await asked_again(tables, box) == [(1, 10)]
    assert await tables.refused(box, 1, 4) == "damaged"
    assert await asked_again(tables, box) == [(1, 10)], "nothing that is whole says yet that it is what came"
    await tables.deposit(box, 6, 10)
    assert await asked_again(tables, box) == [(1, 5)]
    await tables.deposit(box, 1, 5)
    assert await asked_again(tables, box) == []
    assert sorted(await given(tables, box)) == sorted(box.chain[:20])
    assert (await tables.tail(box, 0, 30)).entries == tuple(box.chain[:20])


async def test_a_call_held_above_the_head_that_rots_comes_again_with_the_backlog(tables: Tables, box: Box) -> None:
    (receipt,) = await tables.held(box, 25)
    await rot(tables, box, 25)
    assert await given(tables, box) == box.chain[:20]
    assert (await tables.head(box)).held == ()
    await tables.deposited(box, 21, 30)
    assert sorted(await given(tables, box)) == sorted(box.chain)
    assert await tables.held(box, 25) == [receipt]


async def test_a_box_that_was_put_back_is_given_its_tail_up_to_what_rotted(tables: Tables, box: Box) -> None:
    await rot(tables, box, 20, back=3)
    tail = await tables.tail(box, 12, 30)
    assert (tail.entries, tail.more) == (tuple(box.chain[12:16]), False)
    assert await asked_again(tables, box) == [(17, 17)]


async def test_a_box_that_was_put_back_is_given_its_tail_up_to_what_is_gone(tables: Tables, box: Box) -> None:
    await tables.deposited(box, 21, 30)
    await lose(tables, box, 20)
    tail = await tables.tail(box, 5, 30)
    assert (tail.entries, tail.more) == (tuple(box.chain[5:10]), False), "no number is left out in the middle"
    assert await asked_again(tables, box) == [(11, 20)]


async def test_a_rotten_wrap_goes_and_comes_again_with_its_key_entry(tables: Tables, box: Box) -> None:
    wrap, beside = wrap_for(22, RECIPIENT), wrap_for(23, RECIPIENT)
    await tables.deposited(box, 21, 25, batch=box.batch(21, 25, (wrap, beside)))

    def spoil(sql: Sql) -> None:
        sql.run("UPDATE wrap SET wrap = ? WHERE building = ? AND number = 22", flipped(wrap.wrap, 7), box.building)

    await tables.do(spoil)
    assert [each for _, each in (await tables.collect(box.building)).wraps] == [beside]
    assert await asked_again(tables, box) == [(22, 22)]
    await tables.deposit(box, 22, 22, batch=box.batch(22, 22, (wrap,)))
    told = await tables.collect(box.building)
    assert {each.wrap for _, each in told.wraps} == {beside.wrap, wrap.wrap}
    assert sorted(each.entry for each in told.entries) == sorted(box.chain[:25])


async def test_nothing_is_asked_of_a_box_that_is_gone(tables: Tables, box: Box) -> None:
    wrap = wrap_for(22, RECIPIENT)
    await tables.deposited(box, 21, 25, batch=box.batch(21, 25, (wrap,)))
    token = await tables.token(box.building.hex(), box.building, box)
    successor = Box(box.building)
    assert isinstance(await tables.use(token, successor), Kept)
    successor.write(25)
    await tables.deposited(successor, 1, 25)
    spoilt = flipped(wrap.wrap, 7)
    await tables.do(lambda sql: sql.run("UPDATE wrap SET wrap = ? WHERE building = ?", spoilt, box.building))
    await given(tables, box)
    assert (await asked_again(tables, box), await asked_again(tables, successor)) == ([], [(22, 22)])
    assert any("a wrap of key entry 22" in act for act in await acts(tables))
    assert isinstance(await tables.deposit(successor, 22, 22), Deposited)
    assert await tables.do(damage.count) == 0


async def test_the_office_hears_of_what_a_box_that_is_gone_cannot_bring_for_a_while(tables: Tables, box: Box) -> None:
    await lose(tables, box, 20)
    await tables.refused(box, 14, 16)
    assert await tables.do(damage.count) == 1
    await tables.use(await tables.token(box.building.hex(), box.building, box), Box(box.building))
    assert await tables.do(damage.count) == 0, "nobody waits for it"
    (lost,) = await tables.do(lambda sql: forks.named(sql, 0, tables.now_ms + damage.TOLD_GONE_MS - 1).damaged)
    assert (lost.box, lost.first, lost.last) == (box.box, 14, 20)
    assert await tables.do(lambda sql: forks.named(sql, 0, tables.now_ms + damage.TOLD_GONE_MS).damaged) == ()


async def test_one_box_with_much_damage_hides_no_other_from_the_office(
    tables: Tables, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(damage, "TOLD_OFFICE_MAX", 4)
    other = Box(box=bytes([255]) * 16)  # its id sorts after all others
    await tables.enrol(other)
    other.write(20)
    await tables.deposited(other, 1, 20)

    def act(sql: Sql) -> None:
        for each, numbers in ((box, range(1, 20, 2)), (other, (5,))):
            damage.note(sql, each.building, [Hole(each.box, number, number) for number in numbers], tables.now_ms)

    await tables.do(act)
    told = (await tables.do(forks.named)).damaged
    assert {(each.box, each.first) for each in told} == {(box.box, 1), (box.box, 3), (box.box, 5), (other.box, 5)}


async def test_rotten_entries_of_another_history_are_left_out(tables: Tables, box: Box) -> None:
    other = box.copy(15)
    other.write(5)
    await tables.refused(other, 16, 20)

    def spoil(sql: Sql) -> None:
        data = flipped(other.chain[16], 400)
        sql.run("UPDATE side_entry SET entry = ? WHERE box = ? AND number = 17", data, box.box)

    await tables.do(spoil)
    assert set(await given(tables, box)) == {*box.chain[:20], other.chain[15], *other.chain[17:20]}


@pytest.mark.parametrize("at", [0, 80, 90, 400])
async def test_the_office_decides_for_a_history_whose_first_entry_rotted_once_that_came_again(
    tables: Tables, box: Box, at: int
) -> None:
    other = box.copy(15)
    other.write(5)
    await tables.refused(other, 16, 20)

    def spoil(sql: Sql) -> None:
        data = flipped(other.chain[15], at)
        sql.run("UPDATE side_entry SET entry = ? WHERE box = ? AND number = 16", data, box.box)

    await tables.do(spoil)
    await decide(tables, box, 16, other.digest(16))
    assert (await tables.head(box)).number == 20, "nothing is known of what it would go on with"
    assert (await tables.state(box), await acts(tables)) == ("fork", ["damage found: entry 16 of another history"])
    await tables.refused(other, 16, 20)
    await decide(tables, box, 16, other.digest(16), 2)
    assert (await tables.deposited(other, 16, 20)).last == 20
    assert set(await given(tables, box)) == {*box.chain[:20], *other.chain}


@pytest.mark.parametrize(
    ("statement", "lost"),
    [
        ("UPDATE entry SET count = 9 WHERE number = 20", 0),
        ("UPDATE entry SET number = 21 WHERE number = 20", 10),
        ("UPDATE entry SET box = building WHERE number = 20", 10),
    ],
)
async def test_a_row_whose_numbers_rotted_gives_nothing_under_another_number(
    tables: Tables, box: Box, statement: str, lost: int
) -> None:
    await tables.do(lambda sql: sql.run(statement))
    told = (await tables.collect(box.building)).entries
    assert all(each.entry == box.chain[each.number - 1] for each in told)
    assert len(told) <= 20 - lost


async def test_stretches_that_touch_are_noted_once(tables: Tables, box: Box) -> None:
    def act(sql: Sql) -> list[tuple[int, int]]:
        for first, last in ((5, 6), (5, 6), (4, 8), (12, 30)):
            damage.note(sql, box.building, [Hole(box.box, first, last)], tables.now_ms)
        return damage.of_box(sql, box.box)

    assert await tables.do(act) == [(4, 4), (5, 6), (7, 8), (12, 20)]
    assert await tables.do(damage.count) == 4


async def test_stretches_that_overlap_are_mended_together(tables: Tables, box: Box) -> None:
    """Make two overlapping stretches of damage, as a store has them when two faults were noted apart."""

    def act(sql: Sql) -> None:
        for first, last in ((5, 12), (7, 9)):
            row = (box.box, first, last, box.building, tables.now_ms)
            sql.run("INSERT INTO damage (box, first, last, building, found_ms) VALUES (?, ?, ?, ?, ?)", *row)

    await tables.do(act)
    assert isinstance(await tables.deposit(box, 7, 8), Deposited)
    assert await asked_again(tables, box) == [(5, 6), (9, 12)]
    assert isinstance(await tables.deposit(box, 5, 12), Deposited)
    assert await asked_again(tables, box) == []
    assert sorted(await given(tables, box)) == sorted(box.chain[:20])


async def test_a_receipt_that_rotted_is_not_given(tables: Tables, box: Box) -> None:
    def spoil(sql: Sql) -> None:
        row = sql.one("SELECT signature FROM receipt WHERE box = ? AND number = 10", box.box)
        assert row is not None
        sql.run("UPDATE receipt SET signature = ? WHERE box = ? AND number = 10", flipped(row[0], 9), box.box)

    whole = await tables.collect(box.building)
    assert only_signed(whole) == whole
    await tables.do(spoil)
    assert only_signed(await tables.collect(box.building)).receipts == whole.receipts[1:]


@pytest.mark.parametrize("column", ["statement", "key", "signature"])
async def test_a_box_that_asks_again_for_a_receipt_that_rotted_gets_another_that_stands(
    tables: Tables, box: Box, column: str
) -> None:
    def spoil(sql: Sql) -> None:
        for kind, number, data in sql.all(f"SELECT kind, number, {column} FROM receipt WHERE box = ?", box.box):
            where = "box = ? AND kind = ? AND number = ?"
            sql.run(f"UPDATE receipt SET {column} = ? WHERE {where}", flipped(data, 9), box.box, kind, number)

    await tables.held(box, 25)
    await tables.do(spoil)
    again = await tables.deposited(box, 1, 5)
    assert (again.last, again.digest) == (5, box.digest(5))
    assert [each.number for each in await tables.held(box, 25)] == [25]
    assert await tables.deposited(box, 1, 5) == again
    assert await acts(tables) == [f"damage found: a receipt up to entry {number}" for number in (10, 20, 25)]


async def test_what_a_body_differs_in_is_looked_at_a_row_at_a_time(tables: Tables) -> None:
    """Whatever a box brings, the store reads no more than one row for it, unless that row did rot."""
    box = Box()
    await tables.enrol(box)
    box.write(40)
    for number in range(1, 41):
        await tables.deposited(box, number, number)
    for number in (3, 5):
        await rot(tables, box, number, column="digest", at=1)
    read = list[tuple[object, ...]]()

    def act(sql: Sql) -> set[int]:
        known = boxes.locked(sql, box.box)
        assert known is not None
        return damage.among(Watched(sql, read), known, range(1, 41), tables.now_ms)  # type: ignore[arg-type]

    assert await tables.do(act) == set()
    assert len(read) == 1
    assert await tables.held(box, 3)
    assert await tables.do(act) == {3}


class Watched:
    """Notes which entries are read."""

    for_update = ""

    def __init__(self, sql: Sql, read: list[tuple[object, ...]]) -> None:
        self._sql = sql
        self._read = read

    def all(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        found = self._sql.all(statement, *values)
        self._read += found if "FROM entry" in statement else []
        return found

    def __getattr__(self, name: str) -> object:
        return getattr(self._sql, name)


async def test_a_box_that_asks_once_a_day_is_told_of_all_that_is_damaged_though_it_has_lost_the_first(
    tables: Tables, box: Box
) -> None:
    stretches = tuple((number, number) for number in range(1, 301, 2))
    await tables.do(
        lambda sql: [
            sql.run("INSERT INTO damage VALUES (?, ?, ?, ?, ?)", box.box, first, last, box.building, tables.now_ms)
            for first, last in stretches
        ]
    )
    told = set[tuple[int, int]]()
    for _ in range(7):
        told |= {*(await tables.do(lambda sql: damage.head(sql, box.box, tables.now_ms))).damaged}
        tables.now_ms += 24 * 3600 * 1000
    assert told == {*stretches}

"""Tests that entries lie together in rows, and that each is found alone: by number, by place, in parts, and after a cut
through the middle.
"""

import contextlib
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from appliance.envelope.format import FormatError, entries_of
from sync.district.batch import NUMBER_MAX
from sync.district.migrations import MADE_FIRST, migrations
from sync.district.sqlite_store import SqliteStore
from sync.district.store import Row, Sql, Store
from sync.district.tables import forks, stretches
from sync.district.tables.collecting import collected
from sync.district.tables.kept_entries import RECEIPTS_AT_ONCE
from sync.protocol import Tail
from tests.sync import postgres
from tests.sync.district.building import Box
from tests.sync.district.tables import NOW_MS, Tables
from tests.sync.district.test_forks import decide


@pytest.fixture
async def box(tables: Tables) -> Box:
    made = Box()
    made.write(40)
    await tables.enrol(made)
    return made


async def rows(tables: Tables) -> list[Row]:
    """Give the number and count of each row."""
    return await tables.do(lambda sql: sql.all("SELECT number, count FROM entry ORDER BY number"))


async def with_calls_ahead(tables: Tables, box: Box) -> None:
    """Deposit 1 to 12 in one piece, 17 and 30 ahead of the others, then up to 20. Places are in the order in which entries came."""
    await tables.deposited(box, 1, 12)
    await tables.held(box, 17, 30)
    await tables.deposited(box, 13, 20)


async def test_what_comes_together_lies_together_and_what_came_before_it_is_left_where_it_is(
    tables: Tables, box: Box
) -> None:
    await with_calls_ahead(tables, box)
    assert await rows(tables) == [(12, 12), (16, 4), (17, 1), (20, 3), (30, 1)]
    assert (await tables.head(box)).held == (30,)


async def test_every_part_of_a_history_is_found_by_its_numbers(tables: Tables, box: Box) -> None:
    await with_calls_ahead(tables, box)
    there = [*range(1, 21), 30]

    def act(sql: Sql) -> None:
        for first in range(1, 32):
            for last in range(first, 32):
                wanted = [number for number in there if first <= number <= last]
                found = stretches.digests(sql, (box.building, box.box), first, last)
                assert found == {number: box.digest(number) for number in wanted}
                entries = stretches.of_numbers(sql, (box.building, box.box), first - 1, last)
                assert entries == [box.chain[number - 1] for number in wanted]

    await tables.do(act)


async def test_single_numbers_are_found_and_nothing_between_them(tables: Tables, box: Box) -> None:
    await with_calls_ahead(tables, box)
    asked = (1, 11, 12, 13, 17, 18, 25, 30, 31)
    found = await tables.do(lambda sql: stretches.digests_among(sql, (box.building, box.box), asked))
    assert found == {number: box.digest(number) for number in (1, 11, 12, 13, 17, 18, 30)}


async def test_every_part_of_a_building_is_found_by_its_places(tables: Tables, box: Box) -> None:
    await with_calls_ahead(tables, box)

    def act(sql: Sql) -> None:
        every = sorted(stretches.read_places(sql, box.building, 0, 99).entries)
        assert [each.number for each in every] == [*range(1, 13), 17, 30, *range(13, 17), *range(18, 21)]
        assert all(each.entry == box.chain[each.number - 1] and each.box == box.box for each in every)
        for after in range(30):
            for to in range(after + 1, 31):
                found = sorted(stretches.read_places(sql, box.building, after, to).entries)
                assert found == [each for each in every if after < each.place <= to]

    await tables.do(act)


async def test_a_box_put_back_fetches_its_own_tail_from_the_middle_of_a_row(tables: Tables, box: Box) -> None:
    await with_calls_ahead(tables, box)
    assert await tables.tail(box, 18, 9) == Tail(tuple(box.chain[18:20]), False)
    assert await tables.tail(box, 9, 2) == Tail(tuple(box.chain[9:11]), True)
    assert await tables.tail(box, 20, 9) == Tail((), False), "what is held above the head is no part of it"


async def test_a_row_that_two_histories_part_in_is_cut_there(tables: Tables, box: Box) -> None:
    await with_calls_ahead(tables, box)
    other = box.copy(6)
    other.write(1)
    assert await tables.refused(other, 7, 7) == "fork"
    before = await tables.collect(box.building)
    await decide(tables, box, 7, other.digest(7))
    assert await rows(tables) == [(6, 6)]
    assert (await tables.head(box)).number == 6
    after = await tables.collect(box.building)
    assert [each.entry for each in after.entries] == [each.entry for each in before.entries], "each where it was"
    await tables.deposited(other, 7, 7)
    assert await rows(tables) == [(6, 6), (7, 1)]


async def test_a_receipt_is_looked_for_behind_all_those_of_a_history_decided_against(tables: Tables, box: Box) -> None:
    await tables.deposited(box, 1, 8)
    for number in range(9, 9 + RECEIPTS_AT_ONCE + 2):
        await tables.deposited(box, number, number)
    other = box.copy(6)
    other.write(2 * RECEIPTS_AT_ONCE)
    assert await tables.refused(other, 7, 7) == "fork"
    await decide(tables, box, 7, other.digest(7))
    far = len(other.chain)
    given = await tables.deposited(other, 7, far)
    assert await tables.deposited(other, 7, 9) == given, (
        "the one receipt that speaks for it stands behind eighteen others"
    )


async def test_a_row_holds_no_more_bytes_than_one_wants_to_read(
    tables: Tables, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stretches, "STRETCH_LEN_MAX", 3 * len(box.chain[0]))
    await tables.deposited(box, 1, 8)
    assert await rows(tables) == [(3, 3), (6, 3), (8, 2)]
    assert [each.entry for each in (await tables.collect(box.building)).entries] == box.chain[:8]


def test_entries_are_taken_apart_only_where_they_end(box_of_three: Box) -> None:
    joined = b"".join(box_of_three.chain)
    assert entries_of(joined) == box_of_three.chain
    assert entries_of(b"") == []
    for wrong in (joined[:-1], joined + b"\0", joined[:100]):
        with pytest.raises(FormatError):
            entries_of(wrong)


@pytest.fixture
def box_of_three() -> Box:
    made = Box()
    made.write(3)
    return made


OLD = (
    "INSERT INTO entry (building, box, number, digest, place, received_ms, entry) VALUES (?, ?, ?, ?, ?, ?, ?)",
    "INSERT INTO building (building, name, place, since_ms) VALUES (?, ?, ?, ?)",
    "INSERT INTO box (box, building, device_key, epoch, number, digest, enrolled_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
)

FORK = "INSERT INTO fork (box, number, building, digest, found_ms, decided) VALUES (?, ?, ?, ?, ?, ?)"
PUT_BACK = "INSERT INTO rolled_back (box, number, countersigned, building, found_ms) VALUES (?, ?, ?, ?, ?)"


type Kept = Iterable[tuple[str, tuple[object, ...]]]
"""SQL statements, and the rows that they enter."""


def old(box: Box) -> Kept:
    """Make what a server of the first step had of this box."""
    entry, building, seat = OLD
    head = (box.box, box.building, box.device_key, box.epoch, 3, box.digest(3), NOW_MS)
    return [
        (building, (box.building, "Lincoln", 3, NOW_MS)),
        (seat, head),
        *((entry, (box.building, box.box, n, box.digest(n), n, NOW_MS, box.chain[n - 1])) for n in (1, 2, 3)),
        *((FORK, (box.box, n, box.building, box.digest(n), NOW_MS - n, b"decided")) for n in (1, 2)),
        (PUT_BACK, (box.box, 3, 9, box.building, NOW_MS)),
    ]


async def goes_on(store: Store, box: Box) -> None:
    """Check that what was kept as one row an entry is there, and that more follows it."""
    await store.start()
    try:
        tables = Tables(store)
        box.write(5)
        assert (await tables.deposited(box, 2, 8)).last == 8
        assert await rows(tables) == [(1, 1), (2, 1), (3, 1), (8, 5)]
        assert [each.entry for each in (await tables.collect(box.building)).entries] == box.chain
        told = await tables.do(forks.named)
        assert ([each.number for each in told.forks], len(told.rolled_back), told.after) == ([2, 1], 1, 3)
        other = box.copy(4)
        other.write(1)
        assert await tables.refused(other, 5, 5) == "fork"
        assert [each.number for each in await tables.forks()] == [2, 1, 5]
    finally:
        await store.stop()


def parted(boxes: Sequence[Box], others: Sequence[Box]) -> Kept:
    """Make what a server of the second step had of boxes whose histories part at entry 3, all found at one moment, and of one box that was
    put back.
    """
    _, building, seat = OLD
    for box, other in zip(boxes, others, strict=True):
        digests = b"".join(box.digest(n) for n in (1, 2, 3))
        aside = (box.building, box.box, 3, other.digest(3), 4, NOW_MS, other.chain[2])
        yield building, (box.building, box.building.hex(), 4, NOW_MS)
        yield seat, (box.box, box.building, box.device_key, box.epoch, 3, box.digest(3), NOW_MS)
        yield "UPDATE box SET state = 'fork' WHERE box = ?", (box.box,)
        yield ROW, (box.building, box.box, 3, 3, 3, NOW_MS, digests, b"".join(box.chain))
        yield ASIDE, aside
        yield FORK, (box.box, 3, box.building, box.digest(3), NOW_MS, b"")
        yield PUT_BACK, (box.box, 3, 9, box.building, NOW_MS)


ROW = "INSERT INTO entry (building, box, number, count, place, received_ms, digest, entry) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
ASIDE = "INSERT INTO side_entry (building, box, number, digest, place, received_ms, entry) VALUES (?, ?, ?, ?, ?, ?, ?)"


@pytest.fixture
def boxes() -> list[Box]:
    made = [Box() for _ in range(3)]
    for each in made:
        each.write(3)
    return made


@pytest.fixture
def others(boxes: list[Box]) -> list[Box]:
    made = [each.copy(2) for each in boxes]
    for each in made:
        each.write(2)
    return made


async def is_decided(store: Store, boxes: Sequence[Box], others: Sequence[Box]) -> None:
    """Check that every fork is told once with both histories, page by page; that the office decides about each; and that
    its box goes on.
    """
    await store.start()
    try:
        tables = Tables(store)
        told = await tables.do(forks.named)
        digests = {(box.box, 3, (box.digest(3), other.digest(3))) for box, other in zip(boxes, others, strict=True)}
        assert {(each.box, each.number, each.digests) for each in told.forks} == digests
        assert (len(told.forks), len(told.rolled_back), told.after, told.more) == (3, 3, 6, False)
        half = await tables.do(lambda sql: forks.named(sql, 2))
        assert (len(half.forks), len(half.rolled_back)) == (1, 3)
        for version, (box, other, chosen) in enumerate(zip(boxes, others, [*others[:2], boxes[2]], strict=True), 1):
            assert await tables.refused(other, 3, 4) == "fork"
            await decide(tables, box, 3, chosen.digest(3), version)
            assert (await tables.deposited(other, 3, 4) if chosen is other else await tables.deposited(box, 1, 3)).last
            assert await tables.state(box) == "ok"
        assert [bool(each.decided) for each in await tables.forks()] == [True] * 3
        last = boxes[2].copy(1)
        last.write(1)
        assert await tables.refused(last, 2, 2) == "fork"
        assert [(each.box, each.number) for each in await tables.forks()][-1] == (last.box, 2)
    finally:
        await store.stop()


def file_of(path: Path, steps: int, rows: Kept) -> SqliteStore:
    """Make a file as a server of so many steps left it."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute(MADE_FIRST)
        for step in migrations("sqlite")[:steps]:
            db.executescript(step.sql)
            db.execute("INSERT INTO migration VALUES (?)", (step.number,))
        for statement, values in rows:
            db.execute(statement, values)
        db.commit()
    return SqliteStore(path)


def database_of(server: postgres.Postgres, steps: int, rows: Kept) -> Store:
    """Make a database as a server of so many steps left it."""
    import psycopg

    from sync.district.postgres_store import PostgresStore

    address = server.address(server.database())
    with psycopg.connect(address) as db:
        db.execute(MADE_FIRST.encode())
        for step in migrations("postgres")[:steps]:
            db.execute(step.sql.encode())
            db.execute(b"INSERT INTO migration VALUES (%s)", (step.number,))
        for statement, values in rows:
            db.execute(statement.replace("?", "%b").encode(), values)
    return PostgresStore(address)


async def test_a_file_of_the_first_step_is_brought_up_to_date_with_what_it_has(
    tmp_path: Path, box_of_three: Box
) -> None:
    await goes_on(file_of(tmp_path / "district.db", 1, old(box_of_three)), box_of_three)


@pytest.mark.slow
async def test_a_database_of_the_first_step_is_brought_up_to_date_with_what_it_has(
    postgres_server: tuple[postgres.Postgres, str], box_of_three: Box
) -> None:
    await goes_on(database_of(postgres_server[0], 1, old(box_of_three)), box_of_three)


async def test_what_parted_in_a_file_of_the_second_step_is_told_and_decided(
    tmp_path: Path, boxes: list[Box], others: list[Box]
) -> None:
    await is_decided(file_of(tmp_path / "district.db", 2, parted(boxes, others)), boxes, others)


@pytest.mark.slow
async def test_what_parted_in_a_database_of_the_second_step_is_told_and_decided(
    postgres_server: tuple[postgres.Postgres, str], boxes: list[Box], others: list[Box]
) -> None:
    await is_decided(database_of(postgres_server[0], 2, parted(boxes, others)), boxes, others)


@pytest.mark.parametrize("after", [NUMBER_MAX - 1, NUMBER_MAX])
async def test_whoever_goes_on_after_the_last_number_a_store_counts_to_is_told_there_is_nothing(
    tables: Tables, box: Box, after: int
) -> None:
    await tables.deposited(box, 1, 12)

    def act(sql: Sql) -> None:
        whose = (box.building, box.box)
        assert stretches.read_places(sql, box.building, after, after).entries == []
        assert stretches.of_numbers(sql, whose, after, after) == []
        assert collected(sql, bytes(16), bytes(32), after, 1000, NOW_MS).entries == ()

    await tables.do(act)

"""Tests rows that are read although they rotted, as rows of another kind than their table has: none of them is taken for what came."""

import contextlib
import sqlite3
from pathlib import Path

import pytest

from sync.district import sqlite_tables
from sync.district.scrub import Scrub
from sync.district.sqlite_store import SqliteStore
from sync.district.store import Sql, StoreUnavailable
from sync.district.tables import damage, stretches
from sync.district.tables.rows import Hole
from tests.sync.district.building import Box
from tests.sync.district.tables import Tables
from tests.sync.district.test_salvage import filled, given

pytestmark = pytest.mark.slow


def unlike(path: Path, table: str, column: str, value: object = None) -> None:
    """Write a value that the table itself would not take, as a flipped bit in front of a row does."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA writable_schema=ON")
        was = db.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]
        loose = (
            was.replace("NOT NULL", "")
            .replace("STRICT", "")
            .replace("INTEGER", "")
            .replace("TEXT", "")
            .replace("BLOB", "")
        )
        db.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (loose, table))
        db.commit()
    with contextlib.closing(sqlite3.connect(path)) as db:
        at = f"(SELECT max(rowid) FROM {table})"
        db.execute(f"UPDATE {table} NOT INDEXED SET {column} = ? WHERE rowid = {at}", (value,))
        db.execute("PRAGMA writable_schema=ON")
        db.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (was, table))
        db.commit()
    assert sqlite_tables.are_whole(path)


def columns() -> list[tuple[str, str]]:
    """Give the columns by which entries and receipts are found, and those from which is counted."""
    found = [
        ("entry", each) for each in ("building", "box", "number", "count", "place", "received_ms", "digest", "entry")
    ]
    found += [
        ("receipt", each) for each in ("box", "kind", "number", "digest", "place", "statement", "key", "signature")
    ]
    found += [("box", each) for each in ("box", "building", "device_key", "state", "number", "digest", "version")]
    return [*found, ("building", "name"), ("building", "place"), ("counter", "n")]


async def patiently(tables: Tables, box: Box) -> list[bytes]:
    found = await given(tables, box)
    assert set(found) <= set(box.chain)
    return found


@pytest.mark.parametrize(("table", "column"), columns())
async def test_a_column_that_holds_nothing_any_more(tmp_path: Path, table: str, column: str) -> None:
    path = tmp_path / "district.db"
    boxes = await filled(path, 4)
    unlike(path, table, column)
    store = SqliteStore(path)
    await store.start()
    tables = Tables(store)
    for box in boxes:
        await patiently(tables, box)
    while True:
        with contextlib.suppress(StoreUnavailable):
            if await Scrub(store, lambda: tables.now_ms, share=1).look_through():
                break
        tables.now_ms += 7 * 24 * 3600 * 1000
    for box in boxes:
        for first, last in (await tables.head(box)).damaged:
            await tables.deposit(box, first, last)
        assert sorted(await patiently(tables, box)) == sorted(box.chain)
        box.write(1)
        assert (await tables.deposited(box, 5, 5)).last == 5
    assert await tables.do(damage.count) == 0
    await store.stop()


def test_a_name_says_what_a_column_holds() -> None:
    assert sqlite_tables.kinds_of(("number", "entry", "state", "length(entry)", "count(*)"))[:4] == (
        frozenset([int]),
        frozenset([bytes]),
        frozenset([str]),
        frozenset([int]),
    )


@pytest.mark.parametrize("count", [-4, 0, 2**40])
async def test_a_row_that_its_place_does_not_lead_to_is_one_number_where_its_count_rotted(
    tmp_path: Path, count: int
) -> None:
    store = SqliteStore(tmp_path / "district.db")
    await store.start()
    tables, box = Tables(store), Box()
    await tables.enrol(box)
    box.write(20)
    await tables.deposited(box, 1, 10)
    await tables.deposited(box, 11, 20)

    def act(sql: Sql) -> list[Hole]:
        sql.run("DROP INDEX entry_place")
        sql.run("UPDATE entry SET place = (SELECT min(place) FROM entry), count = ? WHERE number = 20", count)
        return stretches.unplaced(sql, (box.building, box.box), 10, 30)

    assert await tables.do(act) in ([Hole(box.box, 20, 20)], [])
    await store.stop()

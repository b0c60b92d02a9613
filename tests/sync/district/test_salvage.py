"""Tests a SQLite store whose pages rotted: rows elsewhere are served, and what can be read is put into a new file."""

import asyncio
import contextlib
import shutil
import sqlite3
from collections import namedtuple
from pathlib import Path

import pytest

from sync.administration import AuditLine
from sync.district import rot, salvage, troubles
from sync.district.migrations import MADE_FIRST, migrations
from sync.district.scrub import Scrub
from sync.district.sqlite_store import SqliteStore
from sync.district.store import Sql, StoreUnavailable, StoreUnusable
from sync.district.tables import audit, collecting, damage
from tests.patience import patient
from tests.sync.district.building import Box, wrap_for
from tests.sync.district.tables import RECIPIENT, Tables

pytestmark = pytest.mark.slow

PAGE_BYTES, HEADER_BYTES = 4096, 100
Disk = namedtuple("Disk", "total used free")


async def filled(path: Path, entries: int = 60) -> list[Box]:
    """Fill a store with two buildings, mixed entry by entry."""
    store = SqliteStore(path)
    await store.start()
    tables, boxes = Tables(store), [Box(), Box()]
    for box in boxes:
        await tables.enrol(box)
        box.write(entries)
        for number in range(1, entries + 1):
            batch = box.batch(number, number, (wrap_for(number, RECIPIENT),))
            await tables.deposited(box, number, number, batch=batch)
    await store.stop()
    return boxes


def pages_of(path: Path, name: str, kind: str = "leaf") -> list[int]:
    """Give the numbers of the pages of a table or an index, from 0."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        try:
            rows = db.execute("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = ? ORDER BY pageno", (name, kind))
            return [page - 1 for (page,) in rows]
        except sqlite3.OperationalError:
            pytest.skip("this SQLite was built without dbstat")


def zeroed(path: Path, page: int) -> None:
    data = bytearray(path.read_bytes())
    data[page * PAGE_BYTES : (page + 1) * PAGE_BYTES] = bytes(PAGE_BYTES)
    path.write_bytes(data)


async def given(tables: Tables, box: Box) -> list[bytes]:
    try:
        told = await tables.collect(box.building)
    except StoreUnavailable:
        told = await tables.collect(box.building)
    return [each.entry for each in told.entries]


async def test_a_page_of_entries_that_cannot_be_read_takes_those_alone_until_their_box_brings_them(
    tmp_path: Path,
) -> None:
    path = tmp_path / "district.db"
    boxes = await filled(path)
    zeroed(path, pages_of(path, "entry")[3])
    store = SqliteStore(path)
    await store.start()
    tables = Tables(store)
    for box in boxes:
        assert set(await given(tables, box)) <= set(box.chain)
    assert await given(tables, boxes[1]) == boxes[1].chain
    assert 50 <= len(await given(tables, boxes[0])) < 60
    assert (tmp_path / "district.db.rotten").exists() and not salvage.marker_of(path).exists()
    assert await Scrub(store, lambda: tables.now_ms, share=1).look_through()
    for first, last in reversed((await tables.head(boxes[0])).damaged):
        await tables.deposit(boxes[0], first, last)
    assert sorted(await given(tables, boxes[0])) == sorted(boxes[0].chain)
    assert await tables.do(damage.count) == 0
    await store.stop()


async def test_an_index_that_cannot_be_read_is_made_anew_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "district.db"
    boxes = await filled(path)
    zeroed(path, pages_of(path, "entry_place")[-1])
    store = SqliteStore(path)
    await store.start()
    tables = Tables(store)
    for box in boxes:
        assert await given(tables, box) == box.chain
    box = boxes[0]
    box.write(1)
    assert (await tables.deposited(box, 61, 61)).last == 61
    await store.stop()


@pytest.mark.parametrize("index", ["receipt_place", "wrap_place"])
async def test_what_an_index_that_cannot_be_read_leads_to_is_given_later_and_not_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, index: str
) -> None:
    path = tmp_path / "district.db"
    boxes = await filled(path, 120)  # enough for two pages of each index, and one above them
    monkeypatch.setattr(rot, "AT_ONCE_BYTES", 0)
    zeroed(path, pages_of(path, index)[-1])
    store = SqliteStore(path)
    await store.start()
    tables, refused = Tables(store), 0
    for box in boxes:
        try:
            told = await tables.collect(box.building)
        except StoreUnavailable:
            refused += 1
        else:
            assert (len(told.receipts), len(told.wraps)) == (120, 120)
    assert refused > 0
    await store.stop()


async def test_an_index_that_lost_entries_and_says_nothing_of_it_is_found_once_a_week(tmp_path: Path) -> None:
    path = tmp_path / "district.db"
    boxes = await filled(path)
    with contextlib.closing(sqlite3.connect(path)) as db:
        index = db.execute("SELECT * FROM sqlite_master WHERE name = 'entry_place'").fetchone()
        db.execute("PRAGMA writable_schema = ON")
        db.execute("DELETE FROM sqlite_master WHERE name = 'entry_place'")
        db.commit()
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE entry SET place = place + 1000 WHERE number = 30")
        db.execute("PRAGMA writable_schema = ON")
        db.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", index)
        db.execute("UPDATE building SET place = 2000")
        db.commit()
    store = SqliteStore(path)
    await store.start()
    tables = Tables(store)
    assert await Scrub(store, lambda: tables.now_ms, share=1).look_through()
    for box in boxes:
        found = (await tables.collect(box.building)).entries + (await tables.collect(box.building, 1000)).entries
        assert {each.entry for each in found} == set(box.chain)
    assert (tmp_path / "district.db.rotten").exists()
    assert {each.name for each in tmp_path.iterdir()} >= {"district.db"} and not (
        tmp_path / "district.db.copy"
    ).exists()
    await store.stop()


async def test_what_the_last_run_came_upon_is_put_right_as_the_next_one_starts(tmp_path: Path) -> None:
    path = tmp_path / "district.db"
    boxes = await filled(path)
    zeroed(path, pages_of(path, "receipt_place")[0])
    salvage.marker_of(path).touch()
    store = SqliteStore(path)
    await store.start()
    tables = Tables(store)
    assert [await given(tables, box) for box in boxes] == [box.chain for box in boxes]
    assert len((await tables.collect(boxes[0].building)).receipts) == 60
    await store.stop()


async def test_a_store_whose_first_page_is_gone_is_read_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "district.db"
    boxes = await filled(path)
    zeroed(path, 0)
    store = SqliteStore(path)
    await store.start()
    assert [await given(Tables(store), box) for box in boxes] == [box.chain for box in boxes]
    await store.stop()


@pytest.mark.parametrize("table", ["box", "building"])
async def test_a_row_of_each_box_and_building_is_made_anew_where_they_cannot_be_read(
    tmp_path: Path, table: str
) -> None:
    path = tmp_path / "district.db"
    boxes = await filled(path, 8)
    for page in pages_of(path, table):
        zeroed(path, page)
    salvage.marker_of(path).touch()
    store = SqliteStore(path)
    await store.start()
    tables = Tables(store)
    told = (await tables.do(collecting.buildings)).buildings
    assert {(each.building, each.name) for each in told} == {(box.building, box.building.hex()) for box in boxes}
    for box in boxes:
        assert (await tables.head(box, 8)).number == 8
        assert await given(tables, box) == box.chain
        box.write(1)
        assert (await tables.deposited(box, 9, 9)).last == 9
    await store.stop()


async def test_an_index_of_wraps_that_rotted_asks_for_nothing_that_never_was(tmp_path: Path) -> None:
    path = tmp_path / "district.db"
    store = SqliteStore(path)
    await store.start()
    tables, box = Tables(store), Box()
    await tables.enrol(box)
    box.write(4)
    wraps = tuple(wrap_for(number, RECIPIENT) for number in (1, 2, 3, 4))
    await tables.deposited(box, 1, 4, batch=box.batch(1, 4, wraps))
    await store.stop()
    (page,) = pages_of(path, "wrap_once")
    data = bytearray(path.read_bytes())
    data[data.index(box.building + b"\x03", page * PAGE_BYTES) + len(box.building)] ^= 0x80  # now 3 reads as -125
    path.write_bytes(data)
    salvage.marker_of(path).touch()
    again = SqliteStore(path)
    await again.start()
    assert (3, 3) in (asked := (await Tables(again).head(box, 4)).damaged)
    assert all(1 <= first <= last <= 4 for first, last in asked)
    await again.stop()


async def test_garbage_is_refused_with_what_to_do_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "district.db"
    await filled(path, 4)
    length = path.stat().st_size
    for garbage in (bytes(length), b"a letter to parents\n" * 4096, b"SQLite format 3\0" + bytes(length)):
        path.write_bytes(garbage)
        with pytest.raises(StoreUnusable, match="whole copy in its place"):
            await SqliteStore(path).start()
        assert path.read_bytes()[HEADER_BYTES:] == garbage[HEADER_BYTES:]
    assert {each.name for each in tmp_path.iterdir()} == {"district.db", "district.db.lock"}


async def test_a_large_store_goes_on_beside_a_page_that_rotted_and_is_made_anew_as_it_starts_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "district.db"
    boxes = await filled(path)
    zeroed(path, pages_of(path, "entry")[3])
    monkeypatch.setattr(rot, "AT_ONCE_BYTES", 0)
    store = SqliteStore(path)
    await store.start()
    tables = Tables(store)
    assert 50 <= len(await given(tables, boxes[0])) < 60
    assert await given(tables, boxes[1]) == boxes[1].chain
    boxes[1].write(1)
    assert (await tables.deposited(boxes[1], 61, 61)).last == 61
    assert not (tmp_path / "district.db.rotten").exists() and salvage.marker_of(path).exists()
    writing = asyncio.ensure_future(troubles.write_down(store, lambda: tables.now_ms))  # noqa: TID251
    async with patient():
        while not (said := [line.about for line in await audit_of(tables) if line.what == "store damaged"]):
            await asyncio.sleep(0.01)
    writing.cancel()
    assert (
        said[0] in caplog.text and "next start of the server makes the store anew" in said[0] and "seconds" in said[0]
    )
    await store.stop()
    again = SqliteStore(path)
    await again.start()
    assert (tmp_path / "district.db.rotten").exists() and not salvage.marker_of(path).exists()
    assert await given(Tables(again), boxes[1]) == boxes[1].chain
    await again.stop()


async def test_a_large_store_is_made_anew_at_once_where_nobody_could_deposit_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "district.db"
    boxes = await filled(path)
    zeroed(path, pages_of(path, "entry")[-1])
    monkeypatch.setattr(rot, "AT_ONCE_BYTES", 0)
    store = SqliteStore(path)
    await store.start()
    tables = Tables(store)
    for box in boxes:
        await given(tables, box)
    assert (await tables.head(boxes[0])).number == 60  # the salvage is done by then
    assert (tmp_path / "district.db.rotten").exists()
    await store.stop()


async def test_what_is_there_though_an_index_does_not_show_it_makes_no_large_store_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "district.db"
    await filled(path)
    monkeypatch.setattr(rot, "AT_ONCE_BYTES", 0)
    store = SqliteStore(path)
    await store.start()

    def twice(sql: Sql) -> None:
        for _ in range(2):
            sql.run("INSERT INTO setting VALUES ('a', ?)", b"")

    with pytest.raises(StoreUnavailable):
        await store.do(twice)
    assert "seems to miss something" in await anext(store.troubles())
    assert {each.name for each in tmp_path.iterdir()} == {"district.db", "district.db.lock", "district.db-wal"}
    await store.stop()


async def test_a_store_on_a_disk_that_takes_nothing_any_more_answers_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "district.db"
    boxes = await filled(path)
    zeroed(path, pages_of(path, "entry")[3])
    salvage.marker_of(path).symlink_to(tmp_path / "nowhere" / "marker")  # a marker that cannot be made, even by root
    store = SqliteStore(path)
    await store.start()
    tables = Tables(store)
    assert len(await given(tables, boxes[0])) < 60
    assert await given(tables, boxes[1]) == boxes[1].chain
    assert "look at the disk" in await anext(store.troubles())
    await store.stop()


async def audit_of(tables: Tables) -> tuple[AuditLine, ...]:
    return (await tables.do(lambda sql: audit.lines(sql, 0, 1_000))).lines


def of_migration(path: Path, migration: int) -> None:
    """A store of a tree that knew so many migrations: a box of 3 entries, then 3 boxes in each of which a history parted."""
    building = b"b" * 16
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(MADE_FIRST)
        for each in migrations("sqlite")[:migration]:
            db.executescript(each.sql)
            db.execute("INSERT INTO migration VALUES (?)", (each.number,))
        db.execute("INSERT INTO building VALUES (?, 'North', 3, 1)", (building,))
        for number in range(1, 4):
            columns = "building, box, number, digest, place, received_ms, entry" + ", count" * (migration > 1)
            values = (building, b"0" * 16, number, bytes(32), number, 1, b"entry", 1)[: 7 + (migration > 1)]
            db.execute(f"INSERT INTO entry ({columns}) VALUES ({', '.join('?' * len(values))})", values)
        for box in (b"1" * 16, b"2" * 16, b"3" * 16):
            db.execute(
                "INSERT INTO box (box, building, device_key, epoch, digest, enrolled_ms, state) VALUES (?, ?, ?, ?, ?, 1, 'fork')",
                (box, building, bytes(32), bytes(16), bytes(32)),
            )
            db.execute("INSERT INTO fork VALUES (?, 2, ?, ?, 1, x'')", (box, building, bytes(32)))
            db.execute("INSERT INTO rolled_back VALUES (?, 2, 5, ?, 1)", (box, building))


@pytest.mark.parametrize("migration", [1, 2])
def test_a_store_of_an_older_migration_keeps_its_entries_and_its_histories_that_part(
    tmp_path: Path, migration: int
) -> None:
    path = tmp_path / "district.db"
    of_migration(path, migration)
    salvage.make_anew(path)
    with contextlib.closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT number, count FROM entry ORDER BY number").fetchall() == [(1, 1), (2, 1), (3, 1)]
        assert db.execute("SELECT substr(box, 1, 1), n FROM fork ORDER BY n").fetchall() == [
            (b"1", 1),
            (b"2", 2),
            (b"3", 3),
        ]
        assert db.execute("SELECT n FROM rolled_back ORDER BY n").fetchall() == [(4,), (5,), (6,)]
        assert db.execute("SELECT n FROM counter WHERE name = 'fork'").fetchone() == (6,)
        steps = [number for (number,) in db.execute("SELECT number FROM migration ORDER BY number")]
        assert steps == [each.number for each in migrations("sqlite")]


async def test_without_room_for_a_second_file_it_goes_on_with_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "district.db"
    boxes = await filled(path)
    zeroed(path, pages_of(path, "entry")[3])
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(100, 90, 10))
    store = SqliteStore(path)
    await store.start()
    tables = Tables(store)
    assert len(await given(tables, boxes[0])) < 60
    assert await given(tables, boxes[1]) == boxes[1].chain
    assert "the disk needs" in caplog.text and "Make room" in caplog.text
    assert not (tmp_path / "district.db.rotten").exists()
    await store.stop()
    again = SqliteStore(path)
    await again.start()
    assert await given(Tables(again), boxes[1]) == boxes[1].chain
    await again.stop()

"""A SQLite store whose pages rotted: what lies elsewhere is served, and what can be read is put into a new file."""

import contextlib
import shutil
import sqlite3
from collections import namedtuple
from pathlib import Path

import pytest

from sync.district import salvage
from sync.district.ledger import collecting, damage
from sync.district.scrub import Scrub
from sync.district.sqlite_store import SqliteStore
from sync.district.store import StoreUnavailable, StoreUnusable
from tests.sync.district.building import Box, wrap_for
from tests.sync.district.ledger import RECIPIENT, Ledger

PAGE_BYTES, HEADER_BYTES = 4096, 100
Disk = namedtuple("Disk", "total used free")


async def filled(path: Path, entries: int = 60) -> list[Box]:
    """Two buildings, entry by entry."""
    store = SqliteStore(path)
    await store.start()
    ledger, boxes = Ledger(store), [Box(), Box()]
    for box in boxes:
        await ledger.enrol(box)
        box.write(entries)
        for number in range(1, entries + 1):
            await ledger.deposited(box, number, number)
    await store.stop()
    return boxes


def pages_of(path: Path, name: str, kind: str = "leaf") -> list[int]:
    """Numbers of the pages of a table or an index, from 0."""
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


async def given(ledger: Ledger, box: Box) -> list[bytes]:
    try:
        told = await ledger.collect(box.building)
    except StoreUnavailable:
        told = await ledger.collect(box.building)
    return [each.entry for each in told.entries]


async def test_a_page_of_entries_that_cannot_be_read_takes_those_alone_until_their_box_brings_them(
    tmp_path: Path,
) -> None:
    path = tmp_path / "district.db"
    boxes = await filled(path)
    zeroed(path, pages_of(path, "entry")[3])
    store = SqliteStore(path)
    await store.start()
    ledger = Ledger(store)
    for box in boxes:
        assert set(await given(ledger, box)) <= set(box.chain)
    assert await given(ledger, boxes[1]) == boxes[1].chain
    assert 50 <= len(await given(ledger, boxes[0])) < 60
    assert (tmp_path / "district.db.rotten").exists() and not salvage.marker_of(path).exists()
    assert await Scrub(store, lambda: ledger.now_ms, share=1).look_through()
    for first, last in reversed((await ledger.head(boxes[0])).damaged):
        await ledger.deposit(boxes[0], first, last)
    assert sorted(await given(ledger, boxes[0])) == sorted(boxes[0].chain)
    assert await ledger.do(damage.count) == 0
    await store.stop()


async def test_an_index_that_cannot_be_read_is_made_anew_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "district.db"
    boxes = await filled(path)
    zeroed(path, pages_of(path, "entry_place")[-1])
    store = SqliteStore(path)
    await store.start()
    ledger = Ledger(store)
    for box in boxes:
        assert await given(ledger, box) == box.chain
    box = boxes[0]
    box.write(1)
    assert (await ledger.deposited(box, 61, 61)).last == 61
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
    ledger = Ledger(store)
    assert await Scrub(store, lambda: ledger.now_ms, share=1).look_through()
    for box in boxes:
        found = (await ledger.collect(box.building)).entries + (await ledger.collect(box.building, 1000)).entries
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
    ledger = Ledger(store)
    assert [await given(ledger, box) for box in boxes] == [box.chain for box in boxes]
    assert len((await ledger.collect(boxes[0].building)).receipts) == 60
    await store.stop()


async def test_a_store_whose_first_page_is_gone_is_read_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "district.db"
    boxes = await filled(path)
    zeroed(path, 0)
    store = SqliteStore(path)
    await store.start()
    assert [await given(Ledger(store), box) for box in boxes] == [box.chain for box in boxes]
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
    ledger = Ledger(store)
    told = (await ledger.do(collecting.buildings)).buildings
    assert {(each.building, each.name) for each in told} == {(box.building, box.building.hex()) for box in boxes}
    for box in boxes:
        assert (await ledger.head(box, 8)).number == 8
        assert await given(ledger, box) == box.chain
        box.write(1)
        assert (await ledger.deposited(box, 9, 9)).last == 9
    await store.stop()


async def test_an_index_of_wraps_that_rotted_asks_for_nothing_that_never_was(tmp_path: Path) -> None:
    path = tmp_path / "district.db"
    store = SqliteStore(path)
    await store.start()
    ledger, box = Ledger(store), Box()
    await ledger.enrol(box)
    box.write(4)
    wraps = tuple(wrap_for(number, RECIPIENT) for number in (1, 2, 3, 4))
    await ledger.deposited(box, 1, 4, batch=box.batch(1, 4, wraps))
    await store.stop()
    (page,) = pages_of(path, "wrap_once")
    data = bytearray(path.read_bytes())
    data[data.index(box.building + b"\x03", page * PAGE_BYTES) + len(box.building)] ^= 0x80  # 3 reads as -125
    path.write_bytes(data)
    salvage.marker_of(path).touch()
    again = SqliteStore(path)
    await again.start()
    assert (3, 3) in (asked := (await Ledger(again).head(box, 4)).damaged)
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
    assert {each.name for each in tmp_path.iterdir()} == {"district.db"}


async def test_without_room_for_a_second_file_it_goes_on_with_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "district.db"
    boxes = await filled(path)
    zeroed(path, pages_of(path, "entry")[3])
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(100, 90, 10))
    store = SqliteStore(path)
    await store.start()
    ledger = Ledger(store)
    assert len(await given(ledger, boxes[0])) < 60
    assert await given(ledger, boxes[1]) == boxes[1].chain
    assert "the disk needs" in caplog.text and "Make room" in caplog.text
    assert not (tmp_path / "district.db.rotten").exists()
    await store.stop()
    again = SqliteStore(path)
    await again.start()
    assert await given(Ledger(again), boxes[1]) == boxes[1].chain
    await again.stop()

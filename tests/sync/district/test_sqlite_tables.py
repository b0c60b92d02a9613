"""Tests a SQLite store whose own list of tables rotted: whichever bit flips, the store is made anew, and nothing in it is lost."""

import contextlib
import shutil
import sqlite3
from pathlib import Path

import pytest

from sync.district import salvage, sqlite_tables
from sync.district.migrations import MADE_FIRST, migrations
from sync.district.sqlite_store import SqliteStore
from tests.sync.district.building import Box
from tests.sync.district.tables import Tables
from tests.sync.district.test_salvage import PAGE_BYTES, filled, given

pytestmark = pytest.mark.slow

HEADER_BYTES = 100
# header bytes that every writer changes by itself: counts of changes, of free pages and of changes of tables, and who wrote
COUNTED = {32, 36, 40, 92}


def flip(path: Path, at: int, bit: int = 2) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1 << bit
    path.write_bytes(data)


def listed(path: Path) -> list[sqlite_tables.Listed]:
    with contextlib.closing(sqlite3.connect(path)) as db:
        return [sqlite_tables.Listed(*row) for row in db.execute(f"{sqlite_tables.LISTED} ORDER BY rowid")]


def pages_of_list(path: Path) -> list[int]:
    with contextlib.closing(sqlite3.connect(path)) as db:
        try:
            rows = db.execute("SELECT pageno FROM dbstat WHERE name = 'sqlite_schema' ORDER BY pageno").fetchall()
        except sqlite3.OperationalError:
            pytest.skip("this SQLite was built without dbstat")
    return [page - 1 for (page,) in rows]


async def has_all(path: Path, boxes: list[Box]) -> None:
    store = SqliteStore(path)
    await store.start()
    tables = Tables(store)
    for box in boxes:
        assert await given(tables, box) == box.chain
        assert (await tables.head(box)).number == len(box.chain)
    await store.stop()
    assert sqlite_tables.are_whole(path)


def made_at(path: Path, step: int) -> None:
    """Make a store as an older release left it, with its own comments."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute(MADE_FIRST)
        for each in migrations("sqlite")[:step]:
            db.executescript(each.sql.replace("-- ", "-- as it was called: "))
            db.execute("INSERT INTO migration VALUES (?)", (each.number,))


def rotten(path: Path) -> Path:
    return path.with_name(f"{path.name}.rotten")


@pytest.mark.parametrize("at", [0, 16, 17, 18, 19, 20, 21, 28, 31, 32, 36, 40, 44, 47, 52, 56, 59, 64, 92])
async def test_every_field_of_the_header_may_rot(tmp_path: Path, at: int) -> None:
    path = tmp_path / "district.db"
    boxes = await filled(path, 4)
    flip(path, at)
    await has_all(path, boxes)
    assert rotten(path).exists() or at in COUNTED


@pytest.mark.parametrize("of", range(1, 5))
async def test_every_page_of_the_list_may_rot(tmp_path: Path, of: int) -> None:
    whole, path = tmp_path / "whole.db", tmp_path / "district.db"
    boxes = await filled(whole, 4)
    pages = pages_of_list(whole)
    page = pages[of % len(pages)]
    begins = HEADER_BYTES if page == 0 else 0
    for at in (*range(begins, begins + 14), *range(begins + 14, PAGE_BYTES, 1201)):
        shutil.copy(whole, path)
        flip(path, page * PAGE_BYTES + at)
        await has_all(path, boxes)


async def test_a_list_that_is_gone_is_known(tmp_path: Path) -> None:
    path = tmp_path / "district.db"
    boxes = await filled(path, 4)
    data = bytearray(path.read_bytes())
    for page in pages_of_list(path):
        begins = page * PAGE_BYTES + (100 if page == 0 else 0)
        data[begins : (page + 1) * PAGE_BYTES] = bytes((page + 1) * PAGE_BYTES - begins)
    path.write_bytes(data)
    await has_all(path, boxes)


@pytest.mark.parametrize("of", ["entry", "sqlite_autoindex_fork_1", "audit_stays"])
async def test_a_row_of_the_list_that_says_something_else(tmp_path: Path, of: str) -> None:
    path = tmp_path / "district.db"
    boxes = await filled(path, 4)
    (row,) = [each for each in listed(path) if each.name == of]
    for column, value in (
        ("name", "entri"),
        ("rootpage", 2),
        ("rootpage", 7_000_000),
        ("sql", (row.sql or "x").replace("number", "nomber").replace("INTEGER", "INTEGES").replace("UPDATE", "DELETE")),
        ("type", "tabme"),
    ):
        with contextlib.closing(sqlite3.connect(path)) as db:
            db.execute("PRAGMA writable_schema=ON")
            db.execute(f"UPDATE sqlite_schema SET {column} = ? WHERE name = ?", (value, of))
            db.commit()
        assert not sqlite_tables.are_whole(path), (column, value)
        await has_all(path, boxes)
        assert [each[1:4] for each in listed(path)] == [
            each[1:4] for each in sqlite_tables.made_by(len(migrations("sqlite")))
        ]


@pytest.mark.parametrize("changed", ["number = 69 WHERE number = 5", "number = 0 WHERE number = 2"])
async def test_a_step_that_rotted_is_no_later_release(tmp_path: Path, changed: str) -> None:
    path = tmp_path / "district.db"
    boxes = await filled(path, 4)
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute(f"UPDATE migration SET {changed}")
        db.commit()
    await has_all(path, boxes)
    assert rotten(path).exists()


async def test_a_store_that_is_whole_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "district.db"
    boxes = await filled(path, 4)
    await has_all(path, boxes)
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE later (n INTEGER)")
        db.execute("INSERT INTO migration VALUES (?)", (len(migrations("sqlite")) + 1,))
        db.commit()
    assert sqlite_tables.are_whole(path), "a later release made it: it says so when it is opened"
    assert not rotten(path).exists()


@pytest.mark.parametrize("step", [1, 2, 3, 4])
async def test_a_store_of_an_older_step_is_whole_and_brought_up_to_date(tmp_path: Path, step: int) -> None:
    path = tmp_path / "district.db"
    made_at(path, step)
    assert sqlite_tables.are_whole(path)
    await has_all(path, [])
    assert not rotten(path).exists()


@pytest.mark.parametrize("step", [1, 2, 3, 4])
async def test_a_store_of_an_older_step_that_rotted_is_made_anew(tmp_path: Path, step: int) -> None:
    path = tmp_path / "district.db"
    made_at(path, step)
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO setting VALUES ('root', x'1234')")
        db.commit()
    flip(path, path.read_bytes().index(b"CREATE TABLE setting"))
    assert not sqlite_tables.are_whole(path)
    await has_all(path, [])
    with contextlib.closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT value FROM setting").fetchall() == [(b"\x12\x34",)]


async def test_what_lies_over_the_old_file_goes_and_the_old_file_is_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "district.db"
    boxes = await filled(path, 4)
    flip(path, 3000)
    was = path.read_bytes()
    (tmp_path / "district.db.beneath").write_bytes(b"of a server that was killed over it")
    (tmp_path / "district.db.beneath-wal").write_bytes(b"of a server that was killed over it")
    salvage.make_anew(path)
    assert rotten(path).read_bytes() == was
    assert {each.name for each in tmp_path.iterdir()} == {"district.db", "district.db.lock", "district.db.rotten"}
    await has_all(path, boxes)


async def test_names_that_are_no_text_any_more(tmp_path: Path) -> None:
    path = tmp_path / "district.db"
    boxes = await filled(path, 4)
    data = path.read_bytes()
    at = data.index(b"kind      INTEGER")
    for place in (at, at - 30, data.index(b"CREATE TABLE receipt") + len("CREATE TABLE ")):
        flip(path, place, bit=7)
    await has_all(path, boxes)


async def test_a_copy_that_other_tools_made_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "district.db"
    boxes = await filled(path, 4)
    with contextlib.closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA journal_mode=DELETE").fetchone() == ("delete",)
        db.execute("VACUUM")
    await has_all(path, boxes)
    assert not rotten(path).exists()


LITESTREAMS = (
    "CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)",
    "CREATE TABLE _litestream_lock (id INTEGER)",
    "INSERT INTO _litestream_seq VALUES (1, 7)",
)


async def test_tables_of_litestream_in_a_store_that_was_copied_are_nothing_that_rotted(tmp_path: Path) -> None:
    path = tmp_path / "district.db"
    boxes = await filled(path, 4)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        for statement in LITESTREAMS:
            db.execute(statement)
    assert sqlite_tables.are_whole(path)
    await has_all(path, boxes)
    assert not rotten(path).exists()


async def test_a_store_that_was_copied_and_rotted_is_made_anew_without_them_and_its_copy_is_begun_anew(
    tmp_path: Path,
) -> None:
    path = tmp_path / "district.db"
    boxes = await filled(path, 4)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        for statement in LITESTREAMS:
            db.execute(statement)
    salvage.copied_of(path).write_bytes(b"{}")
    flip(path, path.read_bytes().index(b"CREATE TABLE receipt"))
    await has_all(path, boxes)
    assert rotten(path).exists() and not salvage.copied_of(path).exists()
    assert not [each.name for each in listed(path) if not each.is_ours]

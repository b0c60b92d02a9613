"""Tests the contract of every store: transactions are whole, one after the other where they touch the same row, and on disk."""

import asyncio
import contextlib
import sqlite3
import threading
from io import BufferedReader
from pathlib import Path

import pytest

from sync.district import salvage
from sync.district.migrations import TooNew, migrations, missing
from sync.district.sqlite_store import SqliteStore
from sync.district.store import NoCopy, Sql, Store, StoreUnavailable, StoreUnusable
from tests.patience import patient
from tests.sync.district.conftest import open_store

pytestmark = pytest.mark.slow


def beside(folder: Path) -> set[str]:
    """Give the names in the folder, without a store's lock file, which stays."""
    return {each.name for each in folder.iterdir()} - {"a.db.lock"}


async def test_what_is_done_is_still_there_after_opening_again(store: Store, store_address: str) -> None:
    await store.do(lambda sql: sql.run("INSERT INTO setting VALUES ('a', ?)", b"\x00\xff"))
    await store.stop()
    again = open_store(store_address)
    await again.start()
    assert await again.do(lambda sql: sql.one("SELECT value FROM setting WHERE name = 'a'")) == (b"\x00\xff",)
    await again.stop()


async def test_an_act_that_fails_leaves_nothing(store: Store) -> None:
    def fails(sql: Sql) -> None:
        sql.run("INSERT INTO setting VALUES ('a', ?)", b"1")
        raise KeyError("of the act itself")

    with pytest.raises(KeyError, match="of the act itself"):
        await store.do(fails)
    assert await store.do(lambda sql: sql.all("SELECT * FROM setting")) == []
    await store.do(lambda sql: sql.run("INSERT INTO setting VALUES ('a', ?)", b"2"))


async def test_an_act_never_counts_as_kept_where_a_statement_of_it_failed(store: Store) -> None:
    await store.do(lambda sql: sql.run("INSERT INTO setting VALUES ('a', ?)", b"1"))

    def goes_on(sql: Sql) -> None:
        sql.run("INSERT INTO setting VALUES ('b', ?)", b"2")
        with contextlib.suppress(Exception):
            sql.changed("INSERT INTO setting VALUES ('a', ?)", b"2")
            sql.one("SELECT 1")

    with contextlib.suppress(StoreUnavailable):
        await store.do(goes_on)
        assert await store.do(lambda sql: sql.one("SELECT value FROM setting WHERE name = 'b'")) == (b"2",)


async def test_of_acts_asked_for_together_the_one_that_fails_leaves_nothing_and_the_others_all(store: Store) -> None:
    def act(sql: Sql, number: int) -> int:
        sql.run("INSERT INTO setting VALUES (?, ?)", f"n{number:02}", b"1")
        if number % 5 == 0:
            raise KeyError(number)
        return number

    answers = await asyncio.gather(
        *(store.do(lambda sql, number=number: act(sql, number)) for number in range(40)),  # type: ignore[misc]
        return_exceptions=True,
    )
    failed = [number for number, answer in enumerate(answers) if isinstance(answer, KeyError)]
    assert failed == list(range(0, 40, 5))
    kept = [name for (name,) in await store.do(lambda sql: sql.all("SELECT name FROM setting ORDER BY name"))]
    assert kept == [f"n{number:02}" for number in range(40) if number % 5]


async def test_a_hundred_acts_at_once_on_one_row_each_see_the_one_before(store: Store) -> None:
    def count(sql: Sql) -> int:
        row = sql.one(f"SELECT n FROM counter WHERE name = 'audit'{sql.for_update}")
        assert row is not None
        sql.run("UPDATE counter SET n = ? WHERE name = 'audit'", row[0] + 1)
        return int(row[0])

    assert sorted(await asyncio.gather(*(store.do(count) for _ in range(100)))) == list(range(100))


async def test_whoever_stops_waiting_does_not_undo_what_is_written(store: Store) -> None:
    waiting = asyncio.ensure_future(store.do(lambda sql: sql.run("INSERT INTO setting VALUES ('a', ?)", b"1")))  # noqa: TID251
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    async with patient():
        while not await store.do(lambda sql: sql.all("SELECT name FROM setting")):
            await asyncio.sleep(0.01)


async def test_many_rows_are_added_and_those_there_already_left_alone(store: Store) -> None:
    columns = ("name", "value")
    rows = [(f"n{number:04}", b"first") for number in range(500)]
    await store.do(lambda sql: sql.add("setting", columns, rows))
    await store.do(lambda sql: sql.add_missing("setting", columns, [("n0001", b"second"), ("new", b"second")]))
    found = dict(await store.do(lambda sql: sql.all("SELECT name, value FROM setting")))
    assert len(found) == 501
    assert (found["n0001"], found["new"]) == (b"first", b"second")


async def test_the_audit_log_can_only_be_added_to(store: Store) -> None:
    await store.do(lambda sql: sql.run("INSERT INTO audit VALUES (1, 2, 'who', 'what', 'about')"))
    for statement in ("UPDATE audit SET who = 'other'", "DELETE FROM audit"):
        with pytest.raises(Exception, match="only added to"):
            await store.do(lambda sql, statement=statement: sql.run(statement))
    assert await store.do(lambda sql: sql.all("SELECT who FROM audit")) == [("who",)]


async def test_a_second_server_on_the_same_file_is_told_to_stay_away(tmp_path: Path) -> None:
    first, second = SqliteStore(tmp_path / "a.db"), SqliteStore(tmp_path / "a.db")
    await first.start()
    with pytest.raises(StoreUnusable, match="another district server runs on it"):
        await second.start()
    await first.stop()


async def test_a_backup_is_whole_while_others_write(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "a.db")
    await store.start()
    rows = [(f"n{number}", bytes(4000)) for number in range(3000)]
    await store.do(lambda sql: sql.add("setting", ("name", "value"), rows))
    copying = asyncio.ensure_future(store.back_up())  # noqa: TID251
    written = 0
    while not copying.done():
        await store.do(lambda sql, n=written: sql.run("INSERT INTO setting VALUES (?, ?)", f"meanwhile{n}", b""))
        written += not copying.done()
    with await copying as made:
        (tmp_path / "copy.db").write_bytes(made.read())
    assert written >= 1, "nobody could write while the copy was made"
    await store.stop()
    assert beside(tmp_path) == {"a.db", "copy.db"}, "the server keeps no copy of its own"
    copy = SqliteStore(tmp_path / "copy.db")
    await copy.start()
    assert await copy.do(lambda sql: sql.one("PRAGMA integrity_check")) == ("ok",)
    (count,) = await copy.do(lambda sql: sql.one("SELECT count(*) FROM setting WHERE name LIKE 'n%'")) or (0,)
    assert count == 3000
    await copy.stop()


async def _in_the_middle_of_a_copy(path: Path) -> tuple[SqliteStore, asyncio.Future[BufferedReader]]:
    store = SqliteStore(path)
    await store.start()
    rows = [(f"n{number}", bytes(4000)) for number in range(6000)]
    await store.do(lambda sql: sql.add("setting", ("name", "value"), rows))
    copying = asyncio.ensure_future(store.back_up())  # noqa: TID251
    async with patient():
        while not path.with_name(f"{path.name}.copy").exists():
            await asyncio.sleep(0)
    return store, copying


async def test_a_store_that_stops_gives_up_its_copy_and_writes_what_was_asked_for_meanwhile(tmp_path: Path) -> None:
    store, copying = await _in_the_middle_of_a_copy(tmp_path / "a.db")
    writing = asyncio.ensure_future(store.do(lambda sql: sql.run("INSERT INTO setting VALUES ('meanwhile', x'')")))  # noqa: TID251
    await asyncio.sleep(0)
    await store.stop()
    with pytest.raises(NoCopy, match="told to stop"):
        await copying
    await writing
    assert beside(tmp_path) == {"a.db"}
    again = SqliteStore(tmp_path / "a.db")
    await again.start()
    assert await again.do(lambda sql: sql.one("SELECT count(*) FROM setting WHERE name = 'meanwhile'")) == (1,)
    await again.stop()


async def test_nobody_is_given_a_part_of_a_copy_that_another_waits_for(tmp_path: Path) -> None:
    store, copying = await _in_the_middle_of_a_copy(tmp_path / "a.db")
    with pytest.raises(NoCopy, match="another one is being made"):
        await store.back_up()
    (await copying).close()
    (await store.back_up()).close()
    await store.stop()


async def test_a_copy_may_be_asked_for_while_another_is_made_to_be_looked_at(tmp_path: Path) -> None:
    store, path = SqliteStore(tmp_path / "a.db"), tmp_path / "a.db.looked-at"
    await store.start()
    rows = [(f"n{number}", bytes(4000)) for number in range(6000)]
    await store.do(lambda sql: sql.add("setting", ("name", "value"), rows))
    looking = asyncio.ensure_future(store.look_over())  # noqa: TID251
    async with patient():
        while not path.exists():
            await asyncio.sleep(0)
    with await store.back_up() as made:
        (tmp_path / "copy.db").write_bytes(made.read())
    await looking
    await store.stop()
    assert beside(tmp_path) == {"a.db", "copy.db"}
    assert salvage.hangs_together(tmp_path / "copy.db", lambda: False)


async def test_a_server_that_stops_leaves_no_copy_that_was_to_be_looked_at(tmp_path: Path) -> None:
    store, goes_on = SqliteStore(tmp_path / "a.db"), threading.Event()
    await store.start()
    before = asyncio.ensure_future(store.do(lambda sql: goes_on.wait(60)))  # noqa: TID251
    looking = asyncio.ensure_future(store.look_over())  # noqa: TID251
    await asyncio.sleep(0)
    looking.cancel()
    store.end_copies()
    goes_on.set()
    await asyncio.gather(before, looking, return_exceptions=True)
    await store.stop()
    assert beside(tmp_path) == {"a.db"}


def test_looking_at_a_copy_ends_where_the_server_stops(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "a.db")) as db:
        db.execute("CREATE TABLE a (b INTEGER NOT NULL)")
        db.executemany("INSERT INTO a VALUES (?)", [(number,) for number in range(20_000)])
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_schema SET sql = 'CREATE TABLE a (b INTEGER NOT NULL CHECK (b < 19999))'")
        db.commit()
    assert not salvage.hangs_together(tmp_path / "a.db", lambda: False)
    assert salvage.hangs_together(tmp_path / "a.db", lambda: True), "it went on to the end"


async def test_what_was_asked_for_together_with_a_copy_does_not_wait_for_all_of_it(tmp_path: Path) -> None:
    store, goes_on, order = SqliteStore(tmp_path / "a.db"), threading.Event(), list[str]()
    await store.start()
    before = asyncio.ensure_future(store.do(lambda sql: goes_on.wait(60)))  # noqa: TID251
    copying = asyncio.ensure_future(store.back_up())  # noqa: TID251
    writing = asyncio.ensure_future(store.do(lambda sql: sql.run("INSERT INTO setting VALUES ('a', x'')")))  # noqa: TID251
    copying.add_done_callback(lambda _: order.append("copied"))
    writing.add_done_callback(lambda _: order.append("written"))
    await asyncio.sleep(0)
    goes_on.set()
    _, copy, _ = await asyncio.gather(before, copying, writing)
    copy.close()
    assert order == ["written", "copied"]
    await store.stop()


async def test_what_a_killed_server_left_of_a_copy_is_gone_once_it_runs_again(tmp_path: Path) -> None:
    (tmp_path / "a.db.copy").write_bytes(bytes(1000))
    store = SqliteStore(tmp_path / "a.db")
    await store.start()
    assert not (tmp_path / "a.db.copy").exists()
    (await store.back_up()).close()
    await store.stop()


async def test_an_empty_file_in_the_place_of_the_store_is_not_taken_for_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "a.db").touch()
    with pytest.raises(StoreUnusable, match="is empty"):
        await SqliteStore(tmp_path / "a.db").start()
    (tmp_path / "a.db").unlink()
    store = SqliteStore(tmp_path / "a.db")
    await store.start()
    await store.stop()


async def test_tables_of_a_later_handbell_are_refused(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "a.db")
    await store.start()
    later = migrations("sqlite")[-1].number + 1
    await store.stop()
    with contextlib.closing(sqlite3.connect(tmp_path / "a.db")) as db, db:
        db.execute("CREATE TABLE later (n INTEGER PRIMARY KEY) STRICT")
        db.execute("INSERT INTO migration VALUES (?)", (later,))
    with pytest.raises(StoreUnusable, match=f"step {later}"):
        await SqliteStore(tmp_path / "a.db").start()
    assert beside(tmp_path) == {"a.db"}, "and left as they are"


def test_both_kinds_of_store_have_the_same_steps() -> None:
    assert [each.number for each in migrations("sqlite")] == [each.number for each in migrations("postgres")]
    with pytest.raises(TooNew):
        missing("sqlite", {1, 2, 99})


async def test_a_database_that_goes_away_is_an_answer_and_comes_back(
    postgres_server: tuple[object, str], database: str
) -> None:
    store = open_store(database)
    await store.start()
    await store.do(lambda sql: sql.one("SELECT 1"))
    other = open_store(database)
    await other.start()
    await other.do(
        lambda sql: sql.all("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                            " AND datname = current_database()")
    )  # fmt: skip
    with pytest.raises(StoreUnavailable):
        await store.do(lambda sql: sql.one("SELECT 1"))
    assert await store.do(lambda sql: sql.one("SELECT 1")) == (1,)
    await store.stop()
    await other.stop()

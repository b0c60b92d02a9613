"""Tests `handbell district backup` against a real server: the copy is whole and where it was asked for, or there is none
and it says why.
"""

import asyncio
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sync.district.authority import utc_now
from sync.district.backup_command import name_of
from sync.district.sqlite_store import SqliteStore
from tests import small_disk as disks
from tests.patience import patient
from tests.sync.district.serving import COMMAND, Server, command

pytestmark = pytest.mark.slow  # these tests start real processes

ROWS, ROW_LEN = (
    40,
    200_000,
)  # 8 MB: more than a pipe and a socket hold, so a reader that takes no more of it stops the server's writing


async def _fill(path: Path, count: int = ROWS) -> None:
    store = SqliteStore(path)
    await store.start()
    rows = [(f"n{number}", bytes(ROW_LEN)) for number in range(count)]
    await store.do(lambda sql: sql.add("setting", ("name", "value"), rows))
    await store.stop()


async def _filled(folder: Path, count: int = ROWS) -> Server:
    server = await asyncio.to_thread(Server(folder / "district").init)
    await _fill(server.folder.database, count)
    return await asyncio.to_thread(server.start)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    found = asyncio.run(_filled(tmp_path))
    yield found
    assert found.stop() == 0, found.log.read_text()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Make a disk that is too small for two stores."""
    at = tmp_path / "small"
    at.mkdir()
    with disks.small_disk(at, "15m"):
        yield at


def test_the_copy_is_written_by_who_asks_and_the_server_keeps_none(server: Server, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    done = command("backup", str(copy), "--data", str(server.data))
    assert (done.returncode, f"Wrote {copy}, {copy.stat().st_size} bytes" in done.stdout) == (0, True), done.stderr
    assert copy.stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(copy) as found:
        assert found.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert (
            found.execute("SELECT sum(length(value)) FROM setting WHERE name LIKE 'n%'").fetchone()[0] == ROWS * ROW_LEN
        )
    found.close()
    assert not [each for each in server.data.iterdir() if "copy" in each.name]
    assert f"backup given  {copy.stat().st_size} bytes" in command("audit", "--data", str(server.data)).stdout


def test_a_full_disk_is_named_and_nothing_stands_under_the_name(server: Server, small_disk: Path) -> None:
    (small_disk / "filler").write_bytes(bytes(9_000_000))
    copy = small_disk / "copy.db"
    for _ in range(2):
        done = command("backup", str(copy), "--data", str(server.data))
        assert done.returncode == 1
        assert f"{copy} cannot be written: No space left on device." in done.stderr
        assert [each.name for each in small_disk.iterdir()] == ["filler"]
    (small_disk / "filler").unlink()
    assert command("backup", str(copy), "--data", str(server.data)).returncode == 0


def test_a_disk_of_the_server_without_room_for_a_copy_is_said_and_the_server_goes_on(
    small_disk: Path, tmp_path: Path
) -> None:
    server = Server(small_disk / "district").init()
    server.log = tmp_path / "log"
    asyncio.run(_fill(tmp_path / "filled.db"))
    shutil.copy(tmp_path / "filled.db", server.folder.database)
    server.start()
    before = sorted(each.name for each in server.data.iterdir())
    copy = tmp_path / "copy.db"
    done = command("backup", str(copy), "--data", str(server.data))
    assert done.returncode == 1
    assert f"{server.folder.database}.copy cannot be written: database or disk is full" in done.stderr
    assert "as much room" in done.stderr
    assert not copy.exists() and sorted(each.name for each in server.data.iterdir()) == before
    assert command("enrol", "Lincoln", "--data", str(server.data)).returncode == 0, "there is room for it again"
    assert server.stop() == 0


def test_a_place_that_may_not_be_written_or_is_taken_costs_the_server_nothing(server: Server, tmp_path: Path) -> None:
    data = ("--data", str(server.data))
    gone = command("backup", str(tmp_path / "none" / "copy.db"), *data)
    assert (gone.returncode, "cannot be written: No such file or directory" in gone.stderr) == (1, True), gone.stderr
    taken = tmp_path / "copy.db"
    taken.write_text("another day's")
    done = command("backup", str(taken), *data)
    assert (done.returncode, "exists already" in done.stderr) == (1, True), done.stderr
    assert taken.read_text() == "another day's"
    cut_off = tmp_path / "other.db.unfinished"
    cut_off.touch()
    done = command("backup", str(tmp_path / "other.db"), *data)
    assert (done.returncode, f"{cut_off} exists" in done.stderr) == (1, True), done.stderr
    assert "backup given" not in command("audit", *data).stdout


def test_into_a_folder_it_is_named_by_the_time_and_the_newest_are_kept_and_nothing_else_is_removed(
    server: Server, tmp_path: Path
) -> None:
    folder, data = tmp_path / "kept", ("--data", str(server.data))
    refused = command("backup", str(folder), "--keep", "2", *data)
    assert (refused.returncode, "is for a folder" in refused.stderr) == (1, True), refused.stderr
    folder.mkdir()
    before = [name_of(datetime(2026, 11, day, 2, 30, tzinfo=UTC)) for day in (1, 2, 3)]
    for name in (*before, "of another.db", "of another.db.unfinished"):
        (folder / name).write_text("a day's")
    done = command("backup", str(folder), "--keep", "2", *data)
    assert (done.returncode, f"Removed of before: {before[0]}, {before[1]}." in done.stdout) == (0, True), done.stderr
    left = {each.name for each in folder.iterdir()}
    assert {*before[2:], "of another.db", "of another.db.unfinished"} < left and len(left) == 4
    newest = max(each for each in folder.iterdir() if each.name.startswith("district-") and each.suffix == ".db")
    assert newest.read_bytes().startswith(b"SQLite format 3")


def test_parts_that_were_cut_off_make_room_before_the_next_is_written_and_one_being_written_stays(
    server: Server, small_disk: Path
) -> None:
    now = utc_now()
    part, written = (f"{name_of(now - timedelta(hours=hours))}.unfinished" for hours in (24, 1))
    (small_disk / part).write_bytes(bytes(9_000_000))
    (small_disk / written).touch()
    done = command("backup", str(small_disk), "--keep", "2", "--data", str(server.data))
    assert (done.returncode, f"Removed of before: {part}." in done.stdout) == (0, True), done.stderr
    left = {each.name for each in small_disk.iterdir()}
    assert written in left and len(left) == 2
    kept = command("backup", str(small_disk / "by hand.db"), "--data", str(server.data))
    assert "Removed" not in kept.stdout


async def _until_there_is(path: Path) -> None:
    async with patient():
        while not (path.exists() and path.stat().st_size):
            await asyncio.sleep(0)


def _backup(copy: Path, server: Server) -> subprocess.Popen[str]:
    words = [*COMMAND, "backup", str(copy), "--data", str(server.data)]
    return subprocess.Popen(words, stderr=subprocess.PIPE, text=True)


async def test_a_server_that_stops_waits_for_nobody_who_takes_its_copy_and_a_part_is_no_copy(tmp_path: Path) -> None:
    server, unfinished = await _filled(tmp_path, 10 * ROWS), tmp_path / "copy.db.unfinished"
    taking = _backup(tmp_path / "copy.db", server)
    await _until_there_is(unfinished)
    taking.send_signal(signal.SIGSTOP)
    assert unfinished.exists(), "it was done before it could be held"
    assert await asyncio.to_thread(server.stop) == 0
    taking.send_signal(signal.SIGCONT)
    _, said = taking.communicate(timeout=180)
    assert (taking.returncode, "stopped before all of it was here" in said) == (1, True), said
    assert not list(tmp_path.glob("copy.db*"))


async def test_a_server_that_stops_while_it_makes_a_copy_says_so_to_who_waits(tmp_path: Path) -> None:
    server = await _filled(tmp_path, 10 * ROWS)
    taking = _backup(tmp_path / "copy.db", server)
    await _until_there_is(server.data / "district.db.copy")
    assert await asyncio.to_thread(server.stop) == 0
    _, said = taking.communicate(timeout=180)
    assert (taking.returncode, "the server was told to stop" in said) == (1, True), said
    assert not list(tmp_path.glob("copy.db*")) and not (server.data / "district.db.copy").exists()


def test_a_store_in_postgresql_has_its_own_tools_and_nothing_is_left(database: str, tmp_path: Path) -> None:
    server = Server(tmp_path / "district", database).init().start()
    done = command("backup", str(tmp_path / "copy.db"), "--data", str(server.data))
    assert (done.returncode, "pg_dump" in done.stderr) == (1, True), done.stderr
    assert not list(tmp_path.glob("copy.db*"))
    assert server.stop() == 0

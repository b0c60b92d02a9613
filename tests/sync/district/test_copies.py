"""Tests the copy of a district's store, by real Litestream: what is told is there, what goes wrong is named, and the copy is made again by
itself.
"""

import asyncio
import contextlib
import logging
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.district.copies import copying
from sync.district.copies.marker import StoreMarker
from sync.district.copies.place import read_place
from sync.district.copies.restoring import restore
from sync.district.folder import Folder, FolderError
from sync.district.printed import CannotDo
from sync.district.salvage import copied_of
from sync.district.sqlite_store import SqliteStore
from sync.district.store import StoreUnusable
from sync.replica.faults import OLD
from sync.replica.folder import prepare
from sync.replica.where import WhereError
from tests.patience import patience, patient
from tests.ports import free_port
from tests.small_disk import small_disk
from tests.sync.district.copied import CopiedStore, copied, place_file
from tests.sync.district.serving import Server, command
from tests.sync.replica.servers import s3_server, sftp_server, tree_of
from tests.wiped import wipe

pytestmark = pytest.mark.slow  # these tests start real processes


async def test_what_is_told_as_copied_is_given_back(tmp_path: Path) -> None:
    async with copied(tmp_path) as store:
        for _ in range(5):
            await store.writes(20)
            await store.is_whole()
        told = store.told
        assert (told.kind, told.trouble, told.says) == ("folder", "", "") and str(store.target).startswith(
            told.where[:-1]
        )


async def test_over_sftp_with_a_pinned_host_key(tmp_path: Path) -> None:
    with sftp_server(tmp_path / "server") as server:
        async with copied(tmp_path) as store:
            await store.stops()
            place_file(store.place, server.where())
            await store.starts()
            await store.writes(20)
            await store.is_whole()
            await store.stops()
            place_file(store.place, server.where(host_key=server.another_host_key))
            await store.starts()
            assert "host key" in (await store.in_trouble("copy-refused")).says


async def test_to_s3_with_a_pinned_authority(tmp_path: Path) -> None:
    with s3_server(tmp_path / "server") as server:
        async with copied(tmp_path) as store:
            await store.stops()
            place_file(store.place, server.where())
            await store.starts()
            await store.writes(20)
            await store.is_whole()
            before = store.copying._generation.state.generation
            await store.stops()
            copied_of(store.folder.database).unlink()  # so that another generation is begun, and the old one goes
            await store.starts()
            await store.writes(20)
            await store.is_whole()
            async with patient():
                while [*server.root.rglob(f"store-{before}/*/*.ltx")]:
                    await asyncio.sleep(0.05)
            await store.is_whole()


async def test_litestream_killed_is_begun_again_and_goes_on(tmp_path: Path) -> None:
    async with copied(tmp_path) as store:
        await store.writes(20)
        await store.is_copied()
        before = store.generations()
        for pid in tree_of(os.getpid())[1:]:
            with contextlib.suppress(ProcessLookupError):  # the process goes with its parent
                os.kill(pid, signal.SIGKILL)
        await store.writes(20)
        await store.is_whole()
        assert store.generations() == before


async def test_a_server_that_starts_again_goes_on_with_its_copy(tmp_path: Path) -> None:
    async with copied(tmp_path) as store:
        await store.writes(20)
        await store.is_copied()
        before = store.generations()
        await store.stops()
        await store.starts()
        await store.writes(20)
        await store.is_whole()
        assert store.generations() == before


async def test_a_copy_that_was_deleted_is_named_and_made_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with copied(tmp_path) as store:
        await store.writes(20)
        await store.is_copied()
        with caplog.at_level(logging.INFO):
            wipe(store.at, tmp_path / "wiped")
            await store.until(lambda told: told.trouble == "copy-wiped" or "Nothing of this server" in caplog.text)
            await store.is_whole()
        assert "Nothing of this server lies on" in caplog.text


async def test_a_disk_that_is_away_is_named_and_gone_on_with_once_it_is_back(tmp_path: Path) -> None:
    async with copied(tmp_path) as store:
        await store.writes(20)
        await store.is_copied()
        before, away = store.generations(), store.target.with_name("away")
        store.target.rename(away)
        store.target.mkdir()  # the empty mount point that is left
        await store.writes(5)
        told = await store.in_trouble("copy-unplugged")
        assert told.up_to_ms and not [*store.target.iterdir()]
        store.target.rmdir()
        away.rename(store.target)
        await store.is_whole()
        assert store.generations() == before


async def test_another_server_that_writes_to_the_same_copy_is_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with copied(tmp_path) as store:
        await store.writes(20)
        await store.is_copied()
        marker = StoreMarker.unpack((store.at / "latest").read_bytes())
        assert marker is not None
        theirs = StoreMarker(marker.store, b"g" * 8, b"another!", 1)
        with caplog.at_level(logging.INFO):
            (store.at / "latest").write_bytes(theirs.pack())
            await store.until(lambda told: "Another server wrote" in told.says or "Another server wrote" in caplog.text)
            await store.is_whole()


async def test_an_earlier_copy_that_is_put_in_is_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with copied(tmp_path) as store:
        await store.writes(20)
        await store.is_copied()
        await store.stops()
        shutil.copytree(store.at, tmp_path / "earlier")
        await store.starts()
        await store.writes(20)
        await store.is_copied()
        await store.stops()
        at = store.at
        shutil.rmtree(at)
        shutil.copytree(tmp_path / "earlier", at)
        with caplog.at_level(logging.INFO):
            await store.starts()
            await store.is_whole()
        assert "An earlier copy was put in" in caplog.text and OLD in caplog.text


async def test_a_disk_that_is_full_is_named(tmp_path: Path) -> None:
    (tmp_path / "second").mkdir()
    with small_disk(tmp_path / "second", "3m"):
        async with copied(tmp_path) as store:
            await store.writes(10)
            await store.is_copied()
            await store.writes(60, 100_000)  # random bytes, which nothing makes shorter
            assert "no room left" in (await store.in_trouble("copy-full")).says


async def test_a_disk_that_can_only_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "second").mkdir()
    with small_disk(tmp_path / "second", "30m") as at:
        async with copied(tmp_path) as store:
            await store.writes(10)
            await store.is_copied()
            subprocess.run(["mount", "-o", "remount,ro", str(at)], check=True)
            await store.writes(10)
            assert "can only be read" in (await store.in_trouble("copy-refused")).says
            subprocess.run(["mount", "-o", "remount,rw", str(at)], check=True)
            await store.is_whole()


async def test_a_folder_of_boxes_copies_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "second" / "handbell-copy" / ("ab" * 16)).mkdir(parents=True)
    async with copied(tmp_path) as store:
        assert "a folder of its own" in (await store.in_trouble("copy-not-ours")).says


async def test_silence_of_five_minutes_is_named(tmp_path: Path) -> None:
    async with copied(tmp_path) as store:
        await store.is_copied()
        told = store.told
        assert not told.trouble
        await store.stops()
        store.copying._proved_s = asyncio.get_running_loop().time() - 301
        assert store.told.trouble == "copy-silent"


async def test_a_store_made_anew_under_the_server_gets_a_copy_from_its_beginning(tmp_path: Path) -> None:
    async with copied(tmp_path) as store:
        await store.writes(200, 3000)
        await store.is_copied()
        before = store.generations()
        await store.store.checkpoint(lambda: True)  # only for this test, so that pages in the file can rot
        store.store._rotted()
        await store.writes(1)
        await store.writes(20)
        async with patient():
            while not (tmp_path / "district" / "district.db.rotten").exists():
                await asyncio.sleep(0.01)
        await store.is_whole()
        assert not before & store.generations()


async def test_what_was_written_without_a_copy_is_in_the_next_one(tmp_path: Path) -> None:
    async with copied(tmp_path) as store:
        await store.writes(20)
        await store.is_copied()
        await store.stops()
        alone = SqliteStore(store.folder.database)
        await alone.start()
        await alone.do(lambda sql: sql.run("INSERT INTO setting VALUES ('n1000', x'00')"))
        await alone.stop()
        assert not copied_of(store.folder.database).exists()
        store.written.append("n1000")
        await store.starts()
        await store.is_whole()


@pytest.mark.parametrize("as_new_file", [True, False])
async def test_a_backup_that_is_put_in_its_place_is_what_is_copied_then(tmp_path: Path, as_new_file: bool) -> None:
    async with copied(tmp_path) as store:
        await store.writes(20)
        backup = await store.store.back_up()
        (tmp_path / "backup").write_bytes(backup.read())
        backup.close()
        await store.writes(50)
        await store.is_copied()
        await store.stops()
        path = store.folder.database
        for end in ("-wal", "-shm"):
            path.with_name(path.name + end).unlink()
        if as_new_file:
            path.unlink()
        shutil.copyfile(tmp_path / "backup", path)
        store.written = store.written[:20]
        await store.starts()
        await store.is_whole()
        store._numbers = iter(range(2000, 3000))  # type: ignore[assignment]
        await store.writes(5)
        await store.is_whole()


async def test_a_backup_ends_while_the_store_is_written_to_and_copied(tmp_path: Path) -> None:
    async with copied(tmp_path) as store:
        await store.writes(200, 50_000)
        await store.is_copied()

        async def goes_on() -> None:
            while True:
                await store.writes(5, 50_000)

        going = asyncio.get_running_loop().create_task(goes_on())
        async with patient():
            (await store.store.back_up()).close()
        going.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await going
        store.written = list(await _names(store))
        await store.is_whole()


async def _names(store: CopiedStore) -> list[str]:
    rows = await store.store.do(
        lambda sql: sql.all("SELECT name FROM setting WHERE name LIKE 'n%' ORDER BY length(name), name")
    )
    return [name for (name,) in rows]


async def test_a_log_that_grows_while_nobody_copies_is_moved_into_the_store_by_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "LOG_LEN_MAX", 2_000_000)
    async with copied(tmp_path) as store:
        await store.writes(20)
        await store.is_copied()
        before, away = store.generations(), store.target.with_name("away")
        store.target.rename(away)
        log = store.folder.database.with_name("district.db-wal")
        await store.in_trouble("copy-unplugged")
        await store.writes(40, 100_000)
        async with patient():
            while log.stat().st_size:
                await asyncio.sleep(0.01)
        await store.writes(20)
        away.rename(store.target)
        await store.is_whole()
        assert not before & store.generations()


async def test_nobody_else_opens_the_store_beside_a_server_that_copies_it(tmp_path: Path) -> None:
    async with copied(tmp_path) as store:
        for _ in range(3):  # so that some of it is in the file, and some in the log
            await store.writes(100, 20_000)
            await store.is_copied()
        for other in (SqliteStore(store.folder.database, copied=True), SqliteStore(store.folder.database)):
            with pytest.raises(StoreUnusable, match="in use: another district server"):
                await other.start()
            await other.stop()
        await store.writes(1)
        await store.is_whole()
        assert not store.folder.database.with_name("district.db.rotten").exists()


async def test_a_store_is_restored_into_an_empty_folder_alone(tmp_path: Path) -> None:
    async with copied(tmp_path) as store:
        await store.writes(20)
        await store.is_copied()
        where = read_place(store.place)
        to = Folder(tmp_path / "new")
        (to.data / "keys").mkdir(parents=True)
        to.data.chmod(0o700)
        (to.data / "notes").touch()
        with pytest.raises(FolderError, match="is not empty"):
            await asyncio.to_thread(restore, to, where, None)
        (to.data / "notes").unlink()
        found = await asyncio.to_thread(restore, to, where, None)
        assert {path.name for path in to.data.iterdir()} == {"keys", "district.db"}
        assert oct(to.database.stat().st_mode & 0o777) == "0o600"
        with contextlib.closing(sqlite3.connect(to.database)) as db:
            assert db.execute("SELECT value FROM setting WHERE name = 'store'").fetchone() == (found.store,)


async def test_what_is_no_whole_copy_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    async with copied(tmp_path) as store:
        await store.writes(200, 3000)
        await store.is_copied()
        await store.stops()
        where, to = read_place(store.place), Folder(tmp_path / "new")
        at = store.at
        shutil.copytree(at, at.with_name("cd" * 16))
        with pytest.raises(CannotDo, match="--store"):
            await asyncio.to_thread(restore, to, where, None)
        with pytest.raises(CannotDo, match="nothing there says which counts"):
            await asyncio.to_thread(restore, to, where, bytes.fromhex("cd" * 16))
        shutil.rmtree(at.with_name("cd" * 16))
        for path in at.rglob("*.ltx"):
            data = bytearray(path.read_bytes())
            data[len(data) // 2] ^= 0xFF
            path.write_bytes(data)
        with pytest.raises(CannotDo):
            await asyncio.to_thread(restore, to, where, None)
        shutil.rmtree(at)
        with pytest.raises(CannotDo, match="no copy of a server's store"):
            await asyncio.to_thread(restore, to, where, None)
        assert [*to.data.iterdir()] == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("to: stick\n", "looks for no stick"),
        ("to: folder\npath: second\n", "must begin with /"),
        ("to: folder\n", "path"),
        ("to: [\n", "is no YAML"),
        ("nothing\n", "does not say where"),
        ("to: sftp\nhost: a\nuser: b\npath: /c\nhost_key: none\nkey: SECRET\n", "host_key"),
    ],
)
def test_mistakes_in_the_file_are_named_and_no_key_is_shown(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "target.yaml"
    file.write_text(text)
    file.chmod(0o600)
    with pytest.raises(WhereError, match=says) as wrong:
        read_place(file)
    assert "SECRET" not in str(wrong.value)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Make a server that is not started yet; afterwards none of its processes runs on."""
    found = Server(tmp_path / "district").init()
    yield found
    if found.runs:
        found.kill()


def test_status_and_figures_say_how_the_copy_stands_and_that_there_is_none(server: Server, tmp_path: Path) -> None:
    (tmp_path / "second").mkdir()
    prepare(tmp_path / "second")
    place = place_file(tmp_path / "target.yaml", {"to": "folder", "path": str(tmp_path / "second")})
    data, port = server.data, free_port()
    server.start("--metrics", f"127.0.0.1:{port}")
    assert command("status", "--data", str(data)).stdout.startswith("Copy: none is made")
    assert "copy_" not in figures(port)
    assert server.stop() == 0
    server.start("--metrics", f"127.0.0.1:{port}", "--copy", str(place))
    until_s = time.monotonic() + patience()
    while "Copy: up to" not in command("status", "--data", str(data)).stdout:
        assert time.monotonic() < until_s, server.said()
    told = figures(port)
    assert "handbell_district_copy_trouble 0\n" in told
    (up_to_s,) = re.findall(r"^handbell_district_copy_up_to_timestamp_seconds (\S+)$", told, re.MULTILINE)
    assert abs(float(up_to_s) - time.time()) < 3600  # the figure has only a few digits
    refused = command("root", "--data", str(data))
    assert refused.returncode == 1 and "in use" in refused.stderr
    assert server.stop() == 0
    assert "Copy: up to" in server.log.read_text()


def figures(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        return str(answer.read(), "utf-8")


def test_a_copy_of_postgresql_is_its_own_business(tmp_path: Path) -> None:
    place = place_file(tmp_path / "target.yaml", {"to": "folder", "path": "/mnt/second"})
    data = tmp_path / "district"
    assert command("init", "--data", str(data), "--host", "records.example").returncode == 0
    refused = command("serve", "--data", str(data), "--copy", str(place), store="postgresql://nobody@/nothing")
    assert refused.returncode == 1 and "pg_basebackup" in refused.stderr
    words = ("restore", "--from", str(place), "--data", str(tmp_path / "new"))
    refused = command(*words, store="postgresql://nobody@/nothing")
    assert refused.returncode == 1 and "its own tools" in refused.stderr


def test_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "target.yaml"
    file.write_text("to: folder\npath: /mnt/second\n")
    file.chmod(0o644)
    with pytest.raises(FolderError, match="chmod 0600"):
        read_place(file)

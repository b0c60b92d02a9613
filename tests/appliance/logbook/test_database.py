"""Tests the file under the record: its write-ahead log has room ahead, and what a power cut leaves of it is read again."""

import resource
import shutil
import sqlite3
from pathlib import Path

import pytest

from appliance.logbook.database import CHECKPOINT_PAGES, PAGE_BYTES, SCHEMA_VERSION, WAL_RESERVED_BYTES, open_database
from appliance.logbook.errors import Damaged, NotKept
from tests.appliance.logbook.box import Box, box_at, call, note

WAL = "logbook/logbook.db-wal"


def cut_power(running: Path, then: Path) -> Path:
    """Copy the files as a power cut would leave them: nobody closed anything."""
    return Path(shutil.copytree(running, then))


async def test_no_press_lengthens_the_log_up_to_a_checkpoint_and_all_is_there_after_a_power_cut(tmp_path: Path) -> None:
    async with box_at(tmp_path / "box") as box:
        presses = 0
        while box.logbook._pages < CHECKPOINT_PAGES:
            presses += 1
            await box.keep(call(presses, room=f"R{presses}"))
        assert presses > 50, "a checkpoint is for quiet moments"
        assert (tmp_path / "box" / WAL).stat().st_size == WAL_RESERVED_BYTES
        after = cut_power(tmp_path / "box", tmp_path / "after")
    async with box_at(after) as box:
        assert len(box.remembered.facts) == presses + 1  # the one more is the epoch's start
        assert box.remembered.troubles == box.remembered.unreadable == []


async def test_a_file_of_an_earlier_release_gets_the_tables_it_lacks_and_a_later_one_is_refused(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(call(1))
    file = tmp_path / "logbook/logbook.db"
    with sqlite3.connect(file) as old:
        old.executescript("DROP TABLE destroyed; DROP TABLE said_again")
        old.execute("PRAGMA user_version=1")
    old.close()
    async with box_at(tmp_path) as box:
        assert box.remembered.troubles == box.remembered.unreadable == []
        assert await box.logbook.reader.certificates_of("nothing") == []
        await box.keep(note(1, "goes on"))
    with sqlite3.connect(file) as later:
        later.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    later.close()
    with pytest.raises(Damaged, match="no logbook of this version"):
        await open_database(file)


async def test_a_log_of_nothing_but_room_is_no_damage(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(call(1))
    assert not (tmp_path / WAL).exists(), "folded into the file when it was closed"
    (tmp_path / WAL).write_bytes(bytes(WAL_RESERVED_BYTES))
    async with box_at(tmp_path) as box:
        assert box.remembered.troubles == box.remembered.unreadable == []
        assert len(box.remembered.facts) == 2
        await box.keep(note(1, "goes on"))


@pytest.mark.slow
async def test_what_follows_a_checkpoint_is_written_over_the_beginning(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(*(call(number, room=f"R{number}") for number in range(1, 400)))
        await box.logbook.tidy()
        await box.keep(note(1, "after the checkpoint"))
        assert box.logbook._pages < CHECKPOINT_PAGES
        after = cut_power(tmp_path / "logbook", tmp_path / "after")
    assert (after / "logbook.db").stat().st_size > 400 * PAGE_BYTES


async def test_a_disk_without_that_room_is_recorded_on_all_the_same(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(call(1))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (WAL_RESERVED_BYTES // 2, hard))
    try:
        async with box_at(tmp_path) as box:
            assert (tmp_path / WAL).stat().st_size < WAL_RESERVED_BYTES
            await box.keep(note(1, "still here"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("number", [1, 40])
async def test_pages_are_never_guessed_too_few(tmp_path: Path, number: int) -> None:
    async with box_at(tmp_path) as box:
        await _frames(box)  # after this, the log is written from its beginning again
        guessed = box.logbook._pages
        await box.keep(*(call(each, room=f"R{each}") for each in range(1, number + 1)))
        assert 0 < await _frames(box) <= box.logbook._pages - guessed


async def _frames(box: Box) -> int:
    """Give the number of frames written to the log since the last checkpoint, and make a checkpoint."""
    return int(await box.logbook._database.work(lambda db: db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[1]))


async def test_a_file_that_cannot_be_opened_is_tried_again_and_no_fault_of_ours(tmp_path: Path) -> None:
    with pytest.raises(NotKept, match="cannot be opened"):
        await open_database(tmp_path / "gone" / "logbook.db")
    async with box_at(tmp_path) as box:
        (tmp_path / "logbook").rename(tmp_path / "elsewhere")
        for _ in range(2):
            with pytest.raises(NotKept):
                await box.logbook.reopen()
        (tmp_path / "elsewhere").rename(tmp_path / "logbook")
        await box.logbook.reopen()
        await box.keep(call(1))

"""Tests the text file that monitoring reads."""

import os
import resource
import stat
import time
from pathlib import Path

import pytest

from sync.office.telling.channel import NotTold
from sync.office.telling.matter import Kind, State
from sync.office.telling.text_file import TextFile
from tests.sync.office.telling.matters import telling


async def test_each_thing_is_a_line_that_the_files_group_may_read(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        file = TextFile(tmp_path / "told.txt")
        await file.tell([telling(1), telling(2, Kind.CALL_TOO_OLD)])
        await file.tell([telling(1, state=State.OVER)])
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o640
    assert file.path.read_text().splitlines() == [
        "2026-11-24T06:00:00Z begun doubt id-1 Cedar Creek: thing 1. Call.",
        "2026-11-24T06:00:00Z begun call_too_old id-2 Cedar Creek: thing 2. Call.",
        "2026-11-24T06:00:00Z over doubt id-1 Over: Cedar Creek: thing 1.",
    ]


async def test_it_turns_over_at_its_bound_and_keeps_the_one_before(tmp_path: Path) -> None:
    file = TextFile(tmp_path / "told.txt", len_max=100)
    for number in range(5):
        await file.tell([telling(number)])
    kept = file.path.read_text() + (tmp_path / "told.txt.1").read_text()
    assert "thing 4" in file.path.read_text()
    assert "thing 3" in kept
    assert len(kept) <= 200
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o640


async def test_a_line_that_stands_there_already_is_not_written_twice(tmp_path: Path) -> None:
    await TextFile(tmp_path / "told.txt").tell([telling(1), telling(2)])
    again = TextFile(tmp_path / "told.txt")  # another watch, which does not know what the first one told
    await again.tell([telling(2), telling(3)])
    assert [each.split()[3] for each in again.path.read_text().splitlines()] == ["id-1", "id-2", "id-3"]


async def test_that_somebody_looked_shows_by_its_time(tmp_path: Path) -> None:
    file = TextFile(tmp_path / "told.txt")
    await file.tell([telling()])
    os.utime(file.path, (1, 1))
    [nothing] = file.batches([], 0.0)
    await file.tell(nothing)
    assert file.path.stat().st_mtime > time.time() - 3600
    assert len(file.path.read_text().splitlines()) == 1


async def test_no_half_line_stays_where_the_disk_is_full(tmp_path: Path) -> None:
    file = TextFile(tmp_path / "told.txt")
    await file.tell([telling(1)])
    before = file.path.read_text()
    bounds = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 10, bounds[1]))
    try:
        with pytest.raises(NotTold, match=r"told.txt cannot be written \(File too large\)"):
            await file.tell([telling(2)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, bounds)
    assert file.path.read_text() == before
    with pytest.raises(NotTold, match="See to its folder"):
        await TextFile(tmp_path / "no" / "told.txt").tell([telling()])


async def test_it_writes_through_no_link_that_somebody_laid(tmp_path: Path) -> None:
    (tmp_path / "told.txt").symlink_to(tmp_path / "other")
    with pytest.raises(NotTold):
        await TextFile(tmp_path / "told.txt").tell([telling()])
    assert not (tmp_path / "other").exists()

"""Tests the rank of a start: what the record tells of it, whole or set aside, and what is kept beside the keys."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from appliance.core.devices.events import ButtonsTakenOver
from appliance.core.devices.rank import RANK_MAX, REPLACING_STEP, TIMED_RANK_MAX
from appliance.core.ground.words import Actor
from appliance.logbook.epoch import rank_of_start, start_entry
from appliance.logbook.remembering import Remembered
from appliance.logbook.start import open_logbook
from appliance.plan.ids import DeskId
from appliance.vault.identity import RANK
from appliance.vault.vault import Vault
from tests.appliance.logbook.box import WALL_MS, Box, call

TIMED = 1_796_000_000  # a rank of an old release that took the seconds since 1970
LOGBOOK = Path("logbook") / "logbook.db"


async def starts(
    folder: Path, wall_ms: int = WALL_MS, *, rank: int | None = None, taken_over: int | None = None
) -> int:
    """Start the box in `folder` once, with a call in it; give its rank. `taken_over` is the rank to which a person then raises it."""
    vault = Vault.open(folder / "keys")
    logbook, remembered = await open_logbook(folder / "logbook", vault, wall_ms=wall_ms)
    try:
        rank = rank_of_start(remembered, vault.rank) if rank is None else rank
        box = Box(vault, logbook, remembered, wall_ms)
        vault.keep_rank(min(rank, RANK_MAX))
        entry = start_entry(vault, remembered, epoch=logbook.epoch, epoch_rank=rank, plan_digest="", clock_trusted=True)
        await box.keep(entry, call(len(await box.told()) + 1))
        if taken_over is not None:
            await box.keep(ButtonsTakenOver(by=Actor(DeskId("front")), rank=taken_over, reports=3))
    finally:
        await logbook.close()
    return rank


def flip_entry(folder: Path, number: int) -> None:
    """Damage an entry, so that the record no longer hangs together; the other entries can be read."""
    with closing(sqlite3.connect(folder / LOGBOOK)) as db, db:
        db.execute("UPDATE entry SET entry = zeroblob(300) WHERE number = ?", (number,))


def forget_rank(folder: Path) -> None:
    """Remove the rank and the side copies, as under a release that kept neither."""
    for keys in (folder / "keys", folder / "keys" / "copies"):
        (keys / RANK).unlink()
    for copy in (folder / "logbook").glob("*.[01]"):
        copy.unlink()


async def test_ranks_are_counted_whatever_the_clock_says(tmp_path: Path) -> None:
    walls = [WALL_MS, 0, 2_148_000_000_000, WALL_MS - 5 * 31_536_000_000, WALL_MS + 5 * 31_536_000_000]
    assert [await starts(tmp_path, wall_ms) for wall_ms in walls] == [1, 2, 3, 4, 5]


async def test_a_record_of_a_release_that_timed_ranks_goes_on_from_its_own(tmp_path: Path) -> None:
    await starts(tmp_path, rank=TIMED)
    forget_rank(tmp_path)
    assert await starts(tmp_path) == TIMED + 1
    assert await starts(tmp_path) == TIMED + 2


async def test_what_was_set_aside_at_the_first_start_after_such_a_release_tells_its_rank(tmp_path: Path) -> None:
    await starts(tmp_path, rank=TIMED)
    forget_rank(tmp_path)
    flip_entry(tmp_path, 4)
    assert await starts(tmp_path, wall_ms=0) == TIMED + 1
    assert len([*(tmp_path / "logbook" / "set-aside").iterdir()]) == 1


@pytest.mark.parametrize("lost", ["the start entry", "the whole file"])
async def test_where_nothing_tells_it_any_more_a_start_goes_above_every_timed_rank(tmp_path: Path, lost: str) -> None:
    await starts(tmp_path, rank=TIMED)
    forget_rank(tmp_path)
    if lost == "the start entry":
        flip_entry(tmp_path, 2)
    else:
        (tmp_path / LOGBOOK).write_bytes(b"no database at all " * 500)
    assert await starts(tmp_path) == TIMED_RANK_MAX + 1


async def test_damage_later_lowers_nothing_for_the_rank_is_kept_beside_the_keys(tmp_path: Path) -> None:
    for _ in range(3):
        await starts(tmp_path)
    (tmp_path / LOGBOOK).write_bytes(b"no database at all " * 500)
    assert await starts(tmp_path) == 4


async def test_a_rank_that_is_not_kept_beside_the_keys_is_told_by_the_record(tmp_path: Path) -> None:
    await starts(tmp_path)
    await starts(tmp_path)
    forget_rank(tmp_path)
    assert await starts(tmp_path) == 3


async def test_buttons_taken_over_stay_so_at_the_next_start_and_after_damage(tmp_path: Path) -> None:
    await starts(tmp_path, taken_over=500)
    forget_rank(tmp_path)
    assert await starts(tmp_path, taken_over=900) == 501
    forget_rank(tmp_path)
    flip_entry(tmp_path, 4)
    assert await starts(tmp_path) == 901


async def test_keys_that_were_brought_back_without_a_record_go_above_what_went_on_meanwhile(tmp_path: Path) -> None:
    await starts(tmp_path / "old")
    shutil.copytree(tmp_path / "old" / "keys", tmp_path / "new" / "keys")
    await starts(tmp_path / "old")
    assert await starts(tmp_path / "new") == 1 + REPLACING_STEP


def test_a_box_that_stands_in_for_another_goes_as_far_above() -> None:
    assert rank_of_start(Remembered(epoch_rank=7, parent=("", 1, "")), 9, replacing=True) == 9 + REPLACING_STEP

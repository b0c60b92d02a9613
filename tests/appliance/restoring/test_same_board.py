"""Tests that a restored box tells what the dead one told, with the kept data folders, in which everything is open or stands that can be."""

import dataclasses
import shutil
from pathlib import Path

import pytest

from appliance.core.apply import apply
from appliance.core.board import Board
from appliance.core.ground.events import EpochStarted
from appliance.core.ground.moment import Moment
from appliance.restoring.restoring import Restored, restored
from appliance.settings import Settings
from tests.appliance.restoring.copied import copy_of, key_of
from tests.appliance.restoring.opened import opened_at
from tests.vectors.data_folder import FOLDERS, laid_out

STARTED_MS = 1_796_000_000_000
DOUBTFUL = {"troubles", "shelved", "operators", "out_of_service", "planned", "drill", "walk_test"}
READ_ANEW = {"proved"}
"""Parts that a restore knows better: an older release did not keep in what stands when a button was tested, but a restore reads every entry
and finds it.
"""
NOT_THE_RECORDS = {"index"}
"""Left out, since it compares by identity; the plan's digest is compared instead."""


def after_a_start(board: Board) -> dict[str, object]:
    """Give the board's fields after a start, whichever box starts."""
    start = EpochStarted(
        epoch="ab" * 16,
        epoch_rank=board.epoch_rank,
        device_key="",
        parent=None,
        reason="",
        plan_digest=board.plan_digest,
        recipients_version=0,
        clock="trusted",
        calls_so_far=board.calls,
    )
    apply(board, start, Moment(0, STARTED_MS))
    board.epoch_rank = 0
    return {
        each.name: getattr(board, each.name) for each in dataclasses.fields(board) if each.name not in NOT_THE_RECORDS
    }


def same(told: dict[str, object], expected: dict[str, object]) -> None:
    """Check that both are the same. A part may be absent only if it may be over, as far as the copy tells, and is found
    again if it is not.
    """
    for part, each in told.items():
        known = expected[part]
        if part in DOUBTFUL and isinstance(each, dict) and isinstance(known, dict):
            assert each.items() <= known.items(), part
        elif part in READ_ANEW and isinstance(each, dict) and isinstance(known, dict):
            assert each.items() >= known.items(), part
        else:
            assert each == known or (part in DOUBTFUL and each is None), part


async def told_at(folder: Path) -> dict[str, object]:
    async with opened_at(folder) as found:
        return after_a_start(found.board)


@pytest.mark.parametrize("name", FOLDERS)
async def test_the_board_is_the_same(name: str, tmp_path: Path) -> None:
    old = laid_out(name, tmp_path / "old")
    shutil.copytree(old.data, tmp_path / "looked-at")
    expected = await told_at(tmp_path / "looked-at")
    (tmp_path / "new").mkdir(mode=0o700)
    new = Settings(data=tmp_path / "new")
    done = restored(copy_of(tmp_path / "looked-at", tmp_path / "copy"), key_of(), new)
    assert isinstance(done, Restored), done
    same(await told_at(new.restored), expected)

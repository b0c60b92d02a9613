"""Tests wiping the write-ahead log while presses are written into it: nothing is lost, whenever the power goes, and nothing old stays."""

import shutil
from pathlib import Path

import pytest

from appliance.logbook import forgetting
from appliance.logbook.database import WAL_RESERVED_BYTES
from appliance.logbook.errors import NotKept
from tests.appliance.logbook.box import box_at, call, note

WAL = "logbook/logbook.db-wal"


@pytest.mark.slow
async def test_presses_between_the_pieces_are_kept_whenever_the_power_goes(tmp_path: Path) -> None:
    cuts: list[tuple[Path, int]] = []
    async with box_at(tmp_path / "box") as box:

        def cut_power(presses: int) -> None:
            cuts.append((Path(shutil.copytree(tmp_path / "box", tmp_path / f"cut-{len(cuts)}")), presses))

        for number in range(1, 31):
            await box.keep(call(number, room=f"R{number}"))
        await box.logbook.work(forgetting.begin_log_anew)
        cut_power(30)
        begin: int | None = 0
        pieces = 0
        while begin is not None:
            await box.keep(call(31 + pieces, room=f"S{pieces}"))
            begin = await box.logbook.work(lambda db, begin=begin: forgetting.wipe_log(db, begin))  # type: ignore[misc]
            pieces += 1
            if pieces % 9 == 0:
                cut_power(30 + pieces)
        assert pieces > 20, "a press never waits for the whole of it"
    for folder, presses in cuts:
        async with box_at(folder) as box:
            assert len(box.remembered.facts) == presses + 1, "and the epoch's start"
            assert box.remembered.troubles == box.remembered.unreadable == []


async def test_nothing_of_the_time_before_is_left_in_the_log(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        batch = await box.keep(call(1), note(1, "He bit me."))
        secret = batch.wraps[0][-1][:64]
        assert secret in (tmp_path / WAL).read_bytes()
        await box.logbook.work(forgetting.begin_log_anew)
        begin: int | None = 0
        while begin is not None:
            begin = await box.logbook.work(lambda db, begin=begin: forgetting.wipe_log(db, begin))  # type: ignore[misc]
        assert secret not in (tmp_path / WAL).read_bytes()
        assert secret in (tmp_path / "logbook" / "logbook.db").read_bytes(), "where it belongs"
        assert (tmp_path / WAL).stat().st_size == WAL_RESERVED_BYTES, "the room ahead stays"


async def test_the_last_wrap_of_a_key_is_never_dropped_as_needed_no_more(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(call(1))
        rows = await box.logbook.work(lambda db: forgetting.wraps_after(db, 0))
        with pytest.raises(NotKept):
            await box.logbook.work(lambda db: forgetting.drop(db, rows))
        assert await box.logbook.work(lambda db: forgetting.wraps_after(db, 0)) == rows

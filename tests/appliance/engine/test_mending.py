"""Tests that what was set aside comes back while calls go on, also after the disk was full meanwhile."""

from pathlib import Path

import pytest

from appliance.clock import SystemClock
from appliance.core.board import Board
from appliance.core.devices.supervision import Heard
from appliance.engine.engine import Engine
from appliance.engine.mending import TRIES_NAME, Mending
from appliance.logbook import recovery
from appliance.logbook.errors import Damaged
from appliance.logbook.recovery import LOGBOOK_NAME
from appliance.tasks import Tasks
from tests.appliance.logbook.box import box_at, call, stand_down
from tests.appliance.logbook.full_disk import no_file_grows

pytestmark = pytest.mark.slow


async def test_a_disk_that_was_full_meanwhile_ends_it_for_no_longer_than_that(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(call(1, "B204"), stand_down(1))
    recovery.mark(tmp_path / "logbook", "a page is damaged")
    async with box_at(tmp_path) as box:
        aside = box.remembered.set_aside
        assert aside is not None
        engine = Engine(Board.empty(), Heard(), box.logbook, SystemClock())
        mending, tasks = Mending(engine, box.logbook, box.vault), Tasks()
        tasks.start(engine.run(), name="engine")
        mending.report_start(box.remembered)
        with no_file_grows():
            assert not await mending._bring_back()
        assert aside.exists() and not (aside / TRIES_NAME).exists(), "it is no fault of what is read"
        assert not box.logbook.whole.is_set()
        await mending.bring_back()
        assert not aside.exists() and box.logbook.whole.is_set()
        await tasks.stop()


async def test_an_open_call_that_is_found_ends_the_run_and_says_so(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(call(1, "B204"))
    record = tmp_path / "logbook" / LOGBOOK_NAME
    record.rename(tmp_path / "was")
    for copy in record.parent.glob("*.[01]"):
        copy.unlink()
    async with box_at(tmp_path) as box:
        aside = box.remembered.set_aside
        assert aside is not None and box.remembered.carried == []
        (tmp_path / "was").rename(aside / LOGBOOK_NAME)  # so the start did not find it
        engine = Engine(Board.empty(), Heard(), box.logbook, SystemClock())
        mending, tasks = Mending(engine, box.logbook, box.vault), Tasks()
        tasks.start(engine.run(), name="engine")
        mending.report_start(box.remembered)
        with pytest.raises(Damaged, match="an open call was found"):
            await mending.bring_back()
        assert "(B204)" in engine.board.troubles["open-calls-found:logbook"].detail
        assert engine.recorder.behind == 0
        await tasks.stop()
    async with box_at(tmp_path) as box:
        assert list(box.logbook.chain.incidents) == ["i-1"]

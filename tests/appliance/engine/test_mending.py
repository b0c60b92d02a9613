"""What was set aside comes back while calls go on, also after a disk that was full meanwhile."""

from pathlib import Path

import pytest

from appliance.clock import SystemClock
from appliance.core.board import Board
from appliance.core.supervision import Heard
from appliance.engine.engine import Engine
from appliance.engine.mending import TRIES_NAME, Mending
from appliance.logbook import recovery
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

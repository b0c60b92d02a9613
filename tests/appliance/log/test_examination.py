"""Tests what the check of a whole record says of the ranks in it, and of practice."""

from pathlib import Path

from msgspec.structs import replace

from appliance.core.calls.events import CallMadeReal
from appliance.core.devices.rank import RANK_MAX
from appliance.core.ground.words import Actor
from appliance.log.at_rest import examine
from appliance.logbook import recovery
from appliance.logbook.refilling import Refilling
from appliance.plan.ids import DeskId, DrillId
from appliance.settings import Settings
from tests.appliance.logbook.box import box_at, call
from tests.appliance.logbook.test_epoch import starts

AFTER_2038 = 2_208_988_800  # a rank that an old release took from a clock that said 2040


async def epoch_faults(folder: Path) -> list[str]:
    return [each.says for each in (await examine(Settings(data=folder))).faults if each.kind.name == "EPOCH"]


async def test_ranks_that_rise_are_no_fault_and_one_that_does_not_is(tmp_path: Path) -> None:
    await starts(tmp_path, rank=5)
    await starts(tmp_path, rank=6)
    assert await epoch_faults(tmp_path) == []
    await starts(tmp_path, rank=6)
    assert await epoch_faults(tmp_path) == ["the rank of the run does not rise"]


async def test_a_start_is_above_the_rank_that_buttons_were_taken_over_with(tmp_path: Path) -> None:
    await starts(tmp_path, rank=5, taken_over=900)
    await starts(tmp_path, rank=7)
    assert await epoch_faults(tmp_path) == ["the rank of the run does not rise"]


async def test_a_rank_that_stays_at_the_end_of_the_numbers_is_no_fault(tmp_path: Path) -> None:
    for rank in (RANK_MAX - 1, RANK_MAX, RANK_MAX, AFTER_2038, RANK_MAX):
        await starts(tmp_path, rank=rank)
    assert await epoch_faults(tmp_path) == []


async def test_practice_that_stayed_behind_with_its_drill_is_no_call_that_was_hidden(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(replace(call(1), drill=DrillId("d-1")), call(2, "B205"))
        folder = box.logbook.folder
    recovery.mark(folder, "a page")
    async with box_at(tmp_path) as box:
        await Refilling(box.logbook, box.vault, recovery.set_aside_in(folder), _breath).run()
    assert (await examine(Settings(data=tmp_path))).faults == []


async def test_practice_made_real_is_a_call_that_may_not_be_hidden(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        drill = replace(call(1), drill=DrillId("d-1"))
        real = CallMadeReal(incident=drill.incident, by=Actor(DeskId("front")), kind=drill.kind)
        await box.keep(drill, real)
        await box.logbook.work(lambda db: db.execute("DELETE FROM open_incident"))
    says = [each.says for each in (await examine(Settings(data=tmp_path))).faults]
    assert "this call was not stood down, but is listed as over" in says


async def _breath() -> None:
    """Return at once: there is no call to wait for."""

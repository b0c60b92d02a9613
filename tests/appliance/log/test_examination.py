"""What the check of a whole record says of the ranks in it."""

from pathlib import Path

from appliance.core.rank import RANK_MAX
from appliance.log.at_rest import examine
from appliance.settings import Settings
from tests.appliance.logbook.test_epoch import starts

AFTER_2038 = 2_208_988_800  # a rank of a timed release whose clock said 2040


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

"""Tests copies that rotted on their stick: whichever bytes are changed, the restore ends with a record or a sentence, and no call rings
that was not open.
"""

import random
import shutil
from pathlib import Path

import pytest

from appliance.core.calls.events import CallRaised
from appliance.restoring.refused import Refused
from appliance.restoring.restoring import Restored, restored
from appliance.settings import Settings
from tests.appliance.logbook.box import box_at, call, note, stand_down
from tests.appliance.restoring.copied import copy_of, key_of
from tests.appliance.restoring.opened import opened_at
from tests.rounds import seeds

ROUNDS = 60
OPEN = {"B204", "B206"}


@pytest.fixture
async def copy(tmp_path: Path) -> Path:
    async with box_at(tmp_path / "dead") as box:
        await box.keep(call(1), *(note(1, f"she waits, {number}") for number in range(20)))
        await box.keep(call(2, "B205"), stand_down(2))
    async with box_at(tmp_path / "dead") as box:
        await box.keep(call(3, "B206"))
    return copy_of(tmp_path / "dead", tmp_path / "copy")


def rots(folder: Path, dice: random.Random) -> None:
    """Damage a bit, a sector, or the end of one of its files."""
    file = dice.choice(sorted(folder.iterdir()))
    data = bytearray(file.read_bytes())
    if not data:
        return
    at = dice.randrange(len(data))
    match dice.choice(("bit", "sector", "end", "noise")):
        case "bit":
            data[at] ^= 1 << dice.randrange(8)
        case "sector":
            data[at : at + 512] = bytes(len(data[at : at + 512]))
        case "noise":
            data[at : at + 64] = dice.randbytes(len(data[at : at + 64]))
        case "end":
            del data[at:]
    file.write_bytes(data)


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds("rotten copy", 2))
async def test_a_copy_that_rotted(seed: str, copy: Path, tmp_path: Path) -> None:
    dice = random.Random(seed)
    seen = dict.fromkeys(("refused", "all", "some"), 0)
    for number in range(ROUNDS):
        rotten, data = tmp_path / f"rotten-{number}", tmp_path / f"new-{number}"
        shutil.copytree(copy, rotten)
        data.mkdir(mode=0o700)
        for _ in range(dice.randint(1, 3)):
            rots(rotten, dice)
        done = restored(rotten, key_of(), Settings(data=data))
        if isinstance(done, Refused):
            assert done.says and not (data / "restored").exists()
            seen["refused"] += 1
        else:
            assert isinstance(done, Restored)
            async with opened_at(data / "restored") as found:
                facts = [fact.event for fact in found.remembered.facts]
            rooms = {each.room for each in facts if isinstance(each, CallRaised)}
            assert rooms <= OPEN, "what is over stays over, and nobody called from elsewhere"
            assert rooms == OPEN or done.gaps or done.lost_calls, "what is lost is said"
            seen["all" if rooms == OPEN else "some"] += 1
        shutil.rmtree(rotten)
        shutil.rmtree(data)
    assert seen["refused"] and seen["all"], seen

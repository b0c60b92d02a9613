"""Tests simulated school days: at whatever moment a box dies, a box restored from its copy of that moment tells what the box itself would
tell.
"""

import asyncio
import itertools
import shutil
from pathlib import Path

import pytest

from appliance.restoring.restoring import Restored, restored
from appliance.settings import Settings
from tests.appliance.restoring.copied import copy_of, key_of
from tests.appliance.restoring.test_same_board import same, told_at
from tests.rounds import seeds
from tests.simulation.day import run_day
from tests.simulation.people import People

EACH = 12  # people's acts between two moments: so many, since each moment costs two starts and a restore
DAYS = 3


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds("restored", DAYS))
def test_any_moment_of_a_day(seed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    acts, act = itertools.count(1), People.act

    def kept_first(people: People) -> None:
        number, home = next(acts), people.world.home
        if number % EACH == 0 and (home / "logbook" / "logbook.db").exists():
            shutil.copytree(home, tmp_path / "moments" / f"{number:03}")
        act(people)

    monkeypatch.setattr(People, "act", kept_first)
    run_day(seed)
    moments = sorted((tmp_path / "moments").iterdir())
    open_calls = [_same_at(moment, tmp_path / moment.name) for moment in moments]
    assert len(open_calls) >= 4 and any(open_calls), (
        "a day that is over as it begins, or without a call, proves nothing"
    )


def _same_at(moment: Path, folder: Path) -> int:
    """Check it at this moment; give how many calls were open then."""
    folder.mkdir(mode=0o700)
    expected = asyncio.run(told_at(moment))
    done = restored(copy_of(moment, folder / "copy"), key_of(), Settings(data=folder))
    assert isinstance(done, Restored), done
    same(asyncio.run(told_at(folder / "restored")), expected)
    return done.open_calls

"""Tests kills before any act on what was brought back: the next start has it whole or not at all; where it has it, there is exactly one
entry of it.
"""

import asyncio
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from appliance.core.district.events import TailBroughtBack
from appliance.daemon import Daemon
from appliance.logbook.brought_back import BroughtBack, entries_of
from tests.appliance.district import dying_over_tail
from tests.appliance.district.dying_over_tail import Brought
from tests.appliance.district.test_daemon import settings
from tests.appliance.district.test_tail import lost_some

pytestmark = pytest.mark.slow

ACTS_MAX = 30
WITHIN_S = 30.0


async def test_a_power_cut_at_any_act_leaves_no_tail_without_its_entry(tmp_path: Path) -> None:
    at, lost, receipt = await lost_some(tmp_path)
    brought = msgspec.msgpack.encode(Brought(lost, receipt))
    left = []
    for act in range(ACTS_MAX):
        folder = tmp_path / f"act-{act}"
        shutil.copytree(at.data, folder / "data")
        died = await asyncio.to_thread(run, folder, act, brought)
        kept = BroughtBack(settings(folder).logbook)
        tails, unnoted = kept.tails(), kept.unnoted()
        left.append((len(tails), len(unnoted)))
        for _ in range(2 if unnoted else 1):  # a further start notes nothing again
            assert await noted_at_next_start(folder) == [(tail.first, tail.last) for tail in tails], (
                f"died at act {act}"
            )
        if not died:
            break
        assert all(tuple(entry for _, entry in entries_of(tail)) == lost for tail in tails)
    else:
        pytest.fail("bringing back has more acts than this test covers")
    assert left[-1] == (1, 0), "it lived"
    assert (1, 1) in left, "it died with the tail kept and not noted"


def run(folder: Path, act: int, brought: bytes) -> bool:
    """Run the daemon that dies before this act; give whether it died."""
    words = [sys.executable, "-m", dying_over_tail.__name__, str(folder), str(act)]
    done = subprocess.run(words, input=brought, capture_output=True, timeout=180, check=False)
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr.decode()
    return done.returncode != 0


async def noted_at_next_start(folder: Path) -> list[tuple[int, int]]:
    """Give what the record says was brought back, once the daemon has looked."""
    at = settings(folder)
    async with Daemon.started(at) as daemon:
        async with asyncio.timeout(WITHIN_S):
            while BroughtBack(at.logbook).unnoted():
                await asyncio.sleep(0.01)
        _, told = await daemon.queries.feed(0, 500)
    return [(event.first, event.last) for _, _, event in told if isinstance(event, TailBroughtBack)]

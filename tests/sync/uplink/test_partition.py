"""Tests a line that is cut without a word, in a network of its own: the cut is noticed by missing acknowledgements, and the line is used
again as soon as it is back.
"""

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.apart import apart

pytestmark = [
    pytest.mark.slow,  # a dead line is noticed after 20 s
    pytest.mark.skipif(shutil.which("ip") is None, reason="needs ip"),
]

IN_A_NAMESPACE = """
import asyncio, subprocess, sys, time
from pathlib import Path
from appliance.clock import SystemClock
from sync.uplink import backoff
from sync.uplink.line_coming_back import LineComingBack
from sync.uplink.settings import Settings
from sync.uplink.uplink import Uplink
from tests.sync.box_feed import BoxFeed
from tests.sync.entries import Record
from tests.sync.small_district import SmallDistrict
from tests.sync.uplink.conftest import Way

folder = Path(sys.argv[1])

def line(state):
    subprocess.run(["ip", "link", "set", "lo", state], check=True)

backoff.FIRST_S = backoff.CAP_S = 3600.0  # nothing but the line that comes back ends a pause

async def main():
    line("up")
    async with BoxFeed.open(Record(), folder) as box, SmallDistrict.open(folder) as district:
        box.receipt_keys.add(district.key)
        box.writes(20)
        way = Way(folder, box, district)
        enrolled = await way.enrols()
        assert enrolled.returncode == 0, enrolled.stderr
        async with LineComingBack.watch() as coming_back, asyncio.TaskGroup() as group:
            uplink = Uplink(Settings(data=way.data, run=folder), coming_back, SystemClock(), dice=lambda: 1.0)
            running = group.create_task(uplink.run())
            await box.is_countersigned(20)
            line("down")
            box.writes(500)
            cut_s = time.monotonic()
            async with asyncio.timeout(80):
                while box.lines[-1].reachable:
                    await asyncio.sleep(0.05)
            noticed_s = time.monotonic() - cut_s
            await asyncio.sleep(2)  # it tried in vain, and pauses
            assert box.countersigned == 20
            line("up")
            back_s = time.monotonic()
            await box.is_countersigned(520, within_s=60)
            print(f"noticed after {noticed_s:.0f} s, back after {time.monotonic() - back_s:.1f} s")
            assert district.entries == dict(enumerate(box.record.entries, 1))
            running.cancel()

asyncio.run(main())
"""


async def test_a_line_cut_without_a_word_is_noticed_and_used_again_as_soon_as_it_is_back(tmp_path: Path) -> None:
    words = [*apart("--net"), sys.executable, "-c", IN_A_NAMESPACE, str(tmp_path)]
    root = Path(__file__).parents[3]
    done = await asyncio.to_thread(subprocess.run, words, cwd=root, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    print(done.stdout)

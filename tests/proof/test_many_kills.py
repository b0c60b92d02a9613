"""A hundred deaths of uplink and server, and walls that let one way through: each entry once, in order, signed for."""

import asyncio
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests.proof.bad_line import BadLine
from tests.proof.lan import Lan
from tests.proof.test_two_sites import AT_ONCE, all_is_there, store, writes
from tests.proof.two_sites import TwoSites

__all__ = ["store"]  # a fixture

pytestmark = pytest.mark.proof

KILLS = 100
LEFT_ALONE_S = (0.05, 1.0)  # to begin a session takes 0.3 s: some die in it, some in a deposit, some between two
WALL_S = (0.5, 2.5)
WRITTEN_MAX = 4  # times AT_ONCE between two deaths: now and then more than the line carries meanwhile


async def test_a_hundred_deaths_and_one_way_walls_lose_nothing_and_double_nothing(
    lan: Lan, tmp_path: Path, store: str
) -> None:
    if shutil.which("nft") is None:
        pytest.skip("nft is not installed (Debian: nftables)")
    chance = random.Random(6_002)
    async with TwoSites.open(lan, tmp_path, store, BadLine((0.002, 0.02), 0.01, seed=10)) as sites:
        building, desk, feed = await sites.box.building("B201"), await sites.box.desk("front"), await sites.box.feed()
        await building.press("B201-wall")
        sites.uplink_starts()
        await sites.knows_office()
        done, reached = Counter[str](), set[int]()
        while done["uplink"] + done["server"] < KILLS:
            await writes(desk, "B201", AT_ONCE * chance.randrange(WRITTEN_MAX))
            await asyncio.sleep(chance.uniform(*LEFT_ALONE_S))
            reached.add(await sites.is_countersigned(feed, 0, 5))
            what = chance.choice(("uplink", "uplink", "uplink", "server", "server", "deaf", "mute"))
            done[what] += 1
            match what:
                case "uplink":
                    sites.uplink_killed()
                    sites.uplink_starts()
                case "server":
                    await sites.server_killed_and_started()
                case wall:
                    (sites.computer.is_deaf if wall == "deaf" else sites.computer.is_mute)()
                    await asyncio.sleep(chance.uniform(*WALL_S))
                    sites.computer.is_whole()
        count = await all_is_there(sites, feed)
        print(f"{count} entries, {dict(done)}; alert had receipts up to {sorted(reached)}")
        assert min(done.values()) >= 5
        assert len(reached) >= 10, "some of it arrived between one death and the next"

"""Tests many deaths of uplink and server, and walls that let only one direction through: each entry arrives once, in order, signed for.

`make proof` has twenty deaths on each store, in a minute each; `make soak` has hundreds.
"""

import asyncio
import itertools
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.proof.bad_line import BadLine
from tests.proof.lan import Lan
from tests.proof.test_two_sites import AT_ONCE, all_is_there, store, writes
from tests.proof.two_sites import TwoSites
from tests.rounds import rounds, seeds

__all__ = ["store"]  # a fixture

pytestmark = pytest.mark.proof

DEEDS = ("uplink", "uplink", "uplink", "server", "server", "deaf", "mute")  # what happens in one round, in any order
ROUNDS, ROUNDS_MAX = 4, 12
LEFT_ALONE_S = (
    0.05,
    1.0,
)  # to begin a session takes 0.3 s: some deaths come in it, some in a deposit, some between two deposits
WALL_S = (0.5, 2.5)
WRITTEN_MAX = 4  # times AT_ONCE entries between two deaths: now and then more than the line can carry meanwhile


def deeds(chance: random.Random, reached: set[int]) -> Iterator[tuple[str, int]]:
    """Give all deeds of each round. With each comes a factor for how long the uplink is left alone before it.

    On a slow machine no session gets anywhere in the time that is enough on a quiet one: then more rounds follow, each with a longer time.
    """
    for _ in rounds(proof=range(ROUNDS), soak=itertools.count(), at_least=ROUNDS):
        yield from ((each, 1) for each in chance.sample(DEEDS, len(DEEDS)))
    for longer in range(2, ROUNDS_MAX - ROUNDS + 2):
        if len(reached) < 2:
            yield from ((each, longer) for each in chance.sample(DEEDS, len(DEEDS)))


@pytest.mark.parametrize("seed", seeds("deaths-and-walls"))
async def test_many_deaths_and_one_way_walls_lose_nothing_and_double_nothing(
    lan: Lan, tmp_path: Path, store: str, seed: str
) -> None:
    if shutil.which("nft") is None:
        pytest.skip("nft is not installed (Debian: nftables)")
    chance = random.Random(seed)
    async with TwoSites.open(lan, tmp_path, store, BadLine((0.002, 0.02), 0.01, seed=10)) as sites:
        building, desk, feed = await sites.box.building("B201"), await sites.box.desk("front"), await sites.box.feed()
        await building.press("B201-wall")
        await sites.knows_office()
        sites.uplink_starts()
        done, reached = Counter[str](), set[int]()
        for what, longer in deeds(chance, reached):
            await writes(desk, "B201", AT_ONCE * chance.randrange(WRITTEN_MAX))
            await asyncio.sleep(longer * chance.uniform(*LEFT_ALONE_S))
            reached.add(await sites.is_countersigned(feed, 0, 5))
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
        assert len(reached) >= 2, "some of it arrived between one death and the next"

"""Tests every kind of client that is slow, greedy or mad, on the desk line and on the feed: beside it a press takes at most twice its time
in quiet.
"""

import asyncio
import statistics
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from tests.proof import honest
from tests.proof.honest import Honest, Taken
from tests.proof.mad_clients import KINDS
from tests.system.box import Box
from tests.system.school import rooms, school

pytestmark = [pytest.mark.proof, pytest.mark.alone]

MAD_CLIENTS = Path(__file__).with_name("mad_clients.py")
ROOT = Path(__file__).parents[2]
ROOMS = 24  # all of them call, so that a board takes some work to say
PRESSES = 24  # in one round, each room once
ROUNDS = (
    3  # rounds, in turn with quiet ones: a machine may be slow for a moment, so only rounds side by side are compared
)
EVERY_S = 0.05
TIMES_MAX = 2.0
SETTLES_S = 0.5


@asynccontextmanager
async def beside(kind: str, box: Box) -> AsyncIterator[None]:
    """Run such clients until the block ends."""
    words = [sys.executable, str(MAD_CLIENTS), kind, str(box.socket_path), str(box.run / "feed.sock")]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*words, stdout=pipe, env={"PYTHONPATH": str(ROOT)})
    try:
        assert process.stdout is not None
        assert (await process.stdout.readline()).strip() == b"there"
        await asyncio.sleep(SETTLES_S)
        yield
        assert process.returncode is None, "it did not go on"
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_a_press_takes_at_most_twice_as_long_whatever_clients_do(tmp_path: Path) -> None:
    slow = list[str]()
    async with AsyncExitStack() as stack:
        box = await stack.enter_async_context(Box(tmp_path, plan=school(ROOMS)))
        await box.starts()
        pid = box._process.pid
        desk = await stack.enter_async_context(honest.taken_at_once(box, *rooms(ROOMS)))
        building = await stack.enter_async_context(honest.pretended(box, *rooms(ROOMS)))
        buttons = Honest(building)
        await buttons.connected()
        await buttons.pressed(2 * ROOMS, EVERY_S)
        for kind in KINDS:
            quiet, taken = list[Taken](), list[Taken]()
            for _ in range(ROUNDS):
                quiet.append(await buttons.pressed(PRESSES, EVERY_S))
                async with beside(kind, box):
                    taken.append(await buttons.pressed(PRESSES, EVERY_S))
                    await desk.is_attended()
                await asyncio.sleep(SETTLES_S)
            times = statistics.median(each.p(50) / other.p(50) for each, other in zip(taken, quiet, strict=True))
            says = f"{kind}: {times:.2f} times; {'; '.join(map(str, taken))}; quiet {'; '.join(map(str, quiet))}"
            print(says)
            if times > TIMES_MAX:
                slow.append(says)
        assert box.running and box._process.pid == pid
        assert f'File "{ROOT}/' not in box.journal(), "a fault of ours"
        await box.stops()
    assert not slow, slow

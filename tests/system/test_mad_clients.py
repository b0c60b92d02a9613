"""Tests clients of the desk line that are too many, greedy or mad: beside them a press rings, is seen and gets its receipt."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.system.box import Box

pytestmark = pytest.mark.slow

CLIENT = Path(__file__).parents[1] / "bench" / "crowd_client.py"
PRESSES = 10


@contextmanager
def clients(box: Box, kind: str, count: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run so many clients in a process of their own, which never ends by itself."""
    process = subprocess.Popen(
        [sys.executable, str(CLIENT), str(box.socket_path), kind, str(count)], stdout=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(("kind", "count"), [("watch", 46), ("ask", 24), ("touch", 24), ("mad", 40)])
async def test_a_press_is_seen_and_kept_beside_them(tmp_path: Path, kind: str, count: int) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building, front = await box.building("B204"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        with clients(box, kind, count) as process:
            for _ in range(PRESSES):  # the clients never end: a box that waited for them would wait for ever
                await building.press("B204-wall")
                presses = building.counters("B204-wall")["help"]
                await front.sees("B204", lambda card, presses=presses: card.presses == presses)
            call = await front.shows("B204")
            await building.until_lamp("B204-wall", "received", within_s=5)
            await front.acknowledges(call)
            await building.until_lamp("B204-wall", "acknowledged", within_s=5)
            assert process.poll() is None
        assert box.running


async def test_a_program_that_takes_every_place_is_named_and_gives_them_back_when_it_ends(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        front = await box.desk("front")
        with clients(box, "watch", 60):
            detail = await front.sees_trouble("desk-line-full")
            assert "ps -u" in detail
        hall = await box.desk("hall")
        await hall.sees_trouble("desk-line-full")  # the trouble stays for a minute, so that somebody sees it

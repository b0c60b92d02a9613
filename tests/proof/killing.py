"""Kills the daemon at the moments that matter: at any moment; as a commit reaches the write-ahead log; while it starts; while it stops."""

import asyncio
import random
import signal
import time
from contextlib import suppress
from pathlib import Path

from tests.proof.press import wal_of
from tests.system.box import Box

WRITES_MAX = 30  # a group commit of several presses writes as many pages


async def killed(box: Box, dice: random.Random) -> None:
    """Kill the daemon at one of the moments that matter."""
    match dice.choice(("any", "any", "commit", "commit", "inside", "stopping")):
        case "any":
            await asyncio.sleep(dice.uniform(0, 0.6))
        case "commit":
            await asyncio.to_thread(kill_when_written, box, 1)
        case "inside":
            await asyncio.to_thread(kill_when_written, box, dice.randrange(2, WRITES_MAX))
        case "stopping":
            box.signal(signal.SIGTERM)
            await asyncio.sleep(dice.uniform(0, 0.1))
    box.kill()


async def killed_while_starting(box: Box, dice: random.Random) -> None:
    """Kill the daemon before it is ready, often in the middle of its recovery."""
    if not box.running:
        box.launches()
    await asyncio.sleep(dice.uniform(0.05, 0.5))
    box.kill()


def kill_when_written(box: Box, times: int, within_s: float = 1.0) -> None:
    """Kill the daemon as soon as the write-ahead log was seen to change so often. This runs in a thread, so that nothing comes between
    seeing and killing.
    """
    wal, until_s = wal_of(box.data), time.monotonic() + within_s
    seen = _looks(wal)
    while times and time.monotonic() < until_s:
        now = _looks(wal)
        times -= now != seen
        seen = now
    with suppress(ProcessLookupError):
        box.signal(signal.SIGKILL)


def _looks(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except FileNotFoundError:
        return 0, 0
    return found.st_size, found.st_mtime_ns

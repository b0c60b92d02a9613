"""Runs a replica as a process of its own that a test can kill, at the pace of tests: `python -m tests.sync.replica.process DATA RUN OWN_RUN
SEEDED`.
"""

import asyncio
import sys
import time
from pathlib import Path

from sync.replica.replica import Replica
from sync.replica.settings import Settings
from sync.replica.where import Where, read_where
from tests.sync.replica.rig import QUICK


def main(words: list[str]) -> None:
    data, run, own_run, seeded = map(Path, words)
    settings = Settings(data=data, run=run, own_run=own_run, seeded=seeded)
    where = read_where(seeded)
    assert where is not None
    asyncio.run(_run(settings, where))


async def _run(settings: Settings, where: Where) -> None:
    await Replica(settings, where, lambda: time.time_ns() // 1_000_000, QUICK).run()


if __name__ == "__main__":
    main(sys.argv[1:])

"""`crowd`, `crowd-asking`, `crowd-touching`, `crowd-mad`: measures a press's receipt beside many, greedy or mad clients. Quiet rounds take
turns with these.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import harness
from buttons import connected
from figures import Figure, of_rounds, p
from press import one_by_one

ROUNDS = 6
PRESSES = 30  # in one round; each press is in a room of its own, so the board grows to 360 calls
SETTLED_S = 1.0
RATIO_MAX = 2.0  # the target: "press latency within twice that of quiet"
CROWDS = {
    "crowd": ("watch", (8, 8, 8, 8, 7, 7), "46 consoles that only watch, in six processes"),
    "crowd-asking": ("ask", (6, 6), "12 consoles that ask for 200 entries again and again"),
    "crowd-touching": ("touch", (6, 6), "12 consoles that say all the time that somebody is there"),
    "crowd-mad": ("mad", (24, 24), "48 that say rubbish or half of something, never read or read a byte a second"),
}


async def measure() -> AsyncIterator[Figure]:
    """Measure median and 99th percentile beside each crowd, against quiet rounds of the same daemon."""
    for name, (kind, processes, says) in CROWDS.items():
        quiet, crowded = list[list[float]](), list[list[float]]()
        names = harness.button_names(2 * ROUNDS * PRESSES)
        async with harness.building(len(names)) as alert, connected(alert.port, names) as buttons:
            for start in range(0, len(buttons), 2 * PRESSES):
                quiet.append(await one_by_one(buttons[start : start + PRESSES]))
                async with AsyncExitStack() as stack:
                    for count in processes:
                        await _clients(stack, alert.desk_socket, kind, count)
                    await asyncio.sleep(SETTLED_S)
                    crowded.append(await one_by_one(buttons[start + PRESSES : start + 2 * PRESSES]))
                await asyncio.sleep(SETTLED_S)
            memory_mb = alert.memory_mb()
        yield _figure(name, crowded, quiet, 50, f"{says}; {memory_mb:.0f} MB resident afterwards")
        yield _figure(f"{name}-p99", crowded, quiet, 99, says)


async def _clients(stack: AsyncExitStack, desk_socket: Path, kind: str, count: int) -> None:
    process = await harness.script("crowd_client.py", str(desk_socket), kind, str(count))
    stack.push_async_callback(harness.stop, process)


def _figure(name: str, crowded: list[list[float]], quiet: list[list[float]], percent: float, says: str) -> Figure:
    ours, theirs = ([p(each, percent) * 1000 for each in side] for side in (crowded, quiet))
    value, baseline, ratio = of_rounds(ours, theirs)
    return Figure(name, value, "ms", baseline, ratio, ratio_max=RATIO_MAX, says=f"p{percent:.0f} beside quiet; {says}")

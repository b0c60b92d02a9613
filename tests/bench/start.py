"""`start`: measures the time from the start of the process until its desk line answers, with a small logbook and with a large one."""

import statistics
from collections.abc import AsyncIterator

import harness
from figures import Figure
from filled import filled

SMALL, LARGE, LARGEST = 1_000, 1_000_000, 5_000_000
ROUNDS = 5
SECONDS_MAX = 1.0
RATIO_MAX = 1.2  # about 1: the time to start must not grow with the record


async def measure() -> AsyncIterator[Figure]:
    """Measure with a million entries."""
    yield await _against("start", LARGE)


async def measure_5m() -> AsyncIterator[Figure]:
    """Measure with five million entries; filling them takes some minutes."""
    yield await _against("start-5m", LARGEST)


async def _against(name: str, entries: int) -> Figure:
    small, large = await filled(SMALL), await filled(entries)
    taken: dict[object, list[float]] = {small: [], large: []}
    for _ in range(ROUNDS):
        for data in (small, large):
            async with harness.alert(data) as running:
                taken[data].append(running.armed_after_s)
    value, baseline = statistics.median(taken[large]), statistics.median(taken[small])
    ratio = statistics.median(mine / other for mine, other in zip(taken[large], taken[small], strict=True))
    return Figure(
        name,
        value,
        "s",
        baseline,
        ratio,
        value_max=SECONDS_MAX,
        ratio_max=RATIO_MAX,
        says=f"median of {ROUNDS} starts with {entries:,} entries, in turn with {SMALL:,}",
    )

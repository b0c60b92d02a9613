"""Decides when Python looks for garbage: in quiet moments, hardly ever between a press and its receipt. Applies to the whole process."""

import asyncio
import gc
import itertools
from collections.abc import Callable

EVERY_S = 1.0  # the objects of a quiet second are looked through in a fraction of a millisecond
# Number of looks; then everything made since the start is looked through, some 10 ms (40 on a Pi). What leaks in a minute does no harm.
ALL_EVERY = 60
UNASKED = 100_000
"""After so many new objects Python looks by itself, even if somebody presses: those of 1,700 calls within a second, or more. With its own
2,000 it looked within every burst of presses: 200 of them took a tenth longer, and a single one up to 7 ms (`make bench ONLY=burst`).
"""


async def collect_when(quiet: Callable[[], bool]) -> None:
    """Look for garbage when nobody waits, until cancelled. What exists from the start stays, and is never looked through."""
    gc.freeze()
    gc.set_threshold(UNASKED)
    for look in itertools.count(1):
        await asyncio.sleep(EVERY_S)
        if not quiet():
            continue
        gc.collect(1 if look % ALL_EVERY else 2)
        if look == ALL_EVERY:
            gc.freeze()  # covers what was imported after the doors opened

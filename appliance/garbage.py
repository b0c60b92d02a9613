"""When Python looks for its garbage: in quiet moments, hardly ever between a press and its receipt. Belongs to the whole process."""

import asyncio
import gc
import itertools
from collections.abc import Callable

EVERY_S = 1.0  # a quiet second's worth is looked through in a fraction of a millisecond
ALL_EVERY = 60  # looks; then through everything made since the start, some 10 ms (40 on a Pi): what leaks in a minute is no burden
UNASKED = 100_000
"""New objects after which Python looks unasked, though somebody presses: those of 1,700 calls within a second, or more. At its own 2,000 it
looked within every burst of presses: 200 of them took a tenth longer, and a single one up to 7 ms (`make bench ONLY=burst`)."""


async def collect_when(quiet: Callable[[], bool]) -> None:
    """Look for garbage where nobody waits, until cancelled. What is there from the start stays, and is never looked through."""
    gc.freeze()
    gc.set_threshold(UNASKED)
    for look in itertools.count(1):
        await asyncio.sleep(EVERY_S)
        if not quiet():
            continue
        gc.collect(1 if look % ALL_EVERY else 2)
        if look == ALL_EVERY:
            gc.freeze()  # what was imported after the doors opened

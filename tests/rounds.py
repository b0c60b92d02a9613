"""Says how many rounds and which seeds a proof runs.

In CI a proof runs a sample, the same each time. In `make soak` it runs everything with new seeds until its time is over.

@pytest.mark.parametrize("seed", seeds("kills"))
def test_no_press_is_lost(seed: str) -> None:
        dice = random.Random(seed)
        for number in rounds(proof=range(400), soak=itertools.count()):
            ...

A seed that found something becomes a named case: it goes into seeds.txt, and runs every time. Knows nothing of what is proven.
"""

import itertools
import os
import random
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

SOAK_S = float(os.environ.get("HANDBELL_SOAK_S", "0"))
"""How long each proof of a soak goes on; 0 where this run is no soak."""
KEPT = Path(__file__).with_name("seeds.txt")


def rounds[T](*, proof: Iterable[T], soak: Iterable[T], at_least: int = 0) -> Iterator[T]:
    """Give everything of `proof`. In a soak give instead what of `soak` begins within its time, but always `at_least` so many."""
    if not SOAK_S:
        yield from proof
        return
    until_s = time.monotonic() + SOAK_S
    for number, each in enumerate(soak):
        if number >= at_least and time.monotonic() > until_s:
            return
        yield each


def seeds(of: str, count: int = 1) -> list[str]:
    """Give seeds for `pytest.mark.parametrize`. A test that fails has its seed in its name, and HANDBELL_SEED runs that seed again.

    They are the kept seeds and `count` more, which are new ones in a soak.
    """
    if asked := os.environ.get("HANDBELL_SEED"):
        return [asked]
    more = new_seeds() if SOAK_S else (f"{of} {number}" for number in range(count))
    return [*kept(of), *itertools.islice(more, count)]


def new_seeds() -> Iterator[str]:
    """Give new seeds without end."""
    while True:
        yield str(random.SystemRandom().randrange(10**9))


def kept(of: str) -> list[str]:
    """Give the seeds that found something in this proof. seeds.txt has a name and a seed on each line, and behind a # what was found."""
    lines = (line.partition("#")[0].split() for line in KEPT.read_text("utf-8").splitlines())
    return [seed for name, seed in filter(None, lines) if name == of]

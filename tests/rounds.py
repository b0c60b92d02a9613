"""How much of a proof is gone through. In CI a sample, the same each time; in `make soak` everything and new seeds, while its time lasts.

    @pytest.mark.parametrize("seed", seeds("kills"))
    def test_no_press_is_lost(seed: str) -> None:
        dice = random.Random(seed)
        for number in rounds(proof=range(400), soak=itertools.count()): ...

A seed that found something becomes a named case: it goes into seeds.txt, and runs every time. Knows nothing of what is proven.
"""

import itertools
import os
import random
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

SOAK_S = float(os.environ.get("HANDBELL_SOAK_S", "0"))
"""How long each proof of a soak goes on; 0 where this is none."""
KEPT = Path(__file__).with_name("seeds.txt")


def rounds[T](*, proof: Iterable[T], soak: Iterable[T], at_least: int = 0) -> Iterator[T]:
    """Everything of `proof`; in a soak instead all of `soak` that is begun within its time, and `at_least` so many in any time."""
    if not SOAK_S:
        yield from proof
        return
    until_s = time.monotonic() + SOAK_S
    for number, each in enumerate(soak):
        if number >= at_least and time.monotonic() > until_s:
            return
        yield each


def seeds(of: str, count: int = 1) -> list[str]:
    """For `pytest.mark.parametrize`, so that a test that fails has its seed in its name: HANDBELL_SEED runs that one again.

    Those kept, and `count` more: in a soak new ones.
    """
    if asked := os.environ.get("HANDBELL_SEED"):
        return [asked]
    more = new_seeds() if SOAK_S else (f"{of} {number}" for number in range(count))
    return [*kept(of), *itertools.islice(more, count)]


def new_seeds() -> Iterator[str]:
    """Without end."""
    while True:
        yield str(random.SystemRandom().randrange(10**9))


def kept(of: str) -> list[str]:
    """The seeds that found something in this proof: a name and a seed a line, what they found behind a #."""
    lines = (line.partition("#")[0].split() for line in KEPT.read_text("utf-8").splitlines())
    return [seed for name, seed in filter(None, lines) if name == of]

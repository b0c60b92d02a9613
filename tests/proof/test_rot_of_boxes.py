"""The rot proof with whole boxes: each process was killed before, and runs over a folder in which one thing is spoiled; some are killed
twice more.

`test_rot.py` goes through far more cases in one process. `make soak` runs everything, for as long as there is time.
"""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.proof.lived import Lived, laid_out
from tests.proof.rot import DATABASE, LOG, Rot, spoil
from tests.proof.rotten_box import lived_through
from tests.proof.test_rot import OLDER, SHOWN_MAX, all_of, expected, past
from tests.rounds import new_seeds, rounds, seeds

__all__ = ["past"]  # a fixture

pytestmark = pytest.mark.proof

CASES = 75
KILLED_TWICE_EVERY = 10


@pytest.mark.parametrize("seed", seeds("rot-of-boxes"))
async def test_whatever_rots_the_box_arms_hears_rings_or_says_and_forgets(
    past: Lived, workshop: Path, seed: str
) -> None:
    failed, gone_through = [], 0
    for base, rot in rounds(proof=_sample(past, random.Random(seed)), soak=_without_end(past), at_least=CASES):
        gone_through += 1
        folder = workshop / str(gone_through)
        at = laid_out(past.folder / base, folder / "case")
        spoil(at.data, rot, past.folder / OLDER[base])
        deaths = 0 if gone_through % KILLED_TWICE_EVERY else 2
        seen = await lived_through(at, expected(past, base), folder, deaths=deaths)
        failed += [f"{base}, {rot}, {deaths} deaths: {'; '.join(seen.wrong)}"] if seen.wrong else []
        shutil.rmtree(folder)
    assert not failed, f"{len(failed)} of {gone_through}:\n" + "\n".join(failed[:SHOWN_MAX])
    assert gone_through >= CASES


def _sample(past: Lived, dice: random.Random) -> list[tuple[str, Rot]]:
    """Choose equally many cases for each kind of file. Where a small file has too few, more of the others take their place."""
    kinds: dict[str, list[tuple[str, Rot]]] = {}
    for base in OLDER:
        for rot in all_of(past, base, 0):
            kinds.setdefault(_kind(rot), []).append((base, rot))
    share = CASES // len(kinds) + 1
    for cases in kinds.values():
        dice.shuffle(cases)
    chosen = [each for cases in kinds.values() for each in cases[:share]]
    others = [each for cases in kinds.values() for each in cases[share:]]
    chosen += dice.sample(others, max(0, CASES - len(chosen)))
    dice.shuffle(chosen)
    return chosen


def _kind(rot: Rot) -> str:
    if rot.file in (DATABASE, LOG):
        return rot.file
    return "keys/copies" if rot.file.startswith("keys/copies") else rot.file.partition("/")[0]


def _without_end(past: Lived) -> Iterator[tuple[str, Rot]]:
    for seed in new_seeds():
        cases = [(base, rot) for base in OLDER for rot in all_of(past, base, int(seed))]
        random.Random(seed).shuffle(cases)
        yield from cases

"""The rot proof: a bit, a page or a file of a data folder is spoiled. The box arms, hears, rings or says what is missing, and what was
destroyed stays destroyed.

Here a daemon runs in this process, a thousand times; `test_rot_of_boxes.py` has whole boxes. The sample has every page, every frame and
every side file in every way, the same each time. `make soak` runs everything, again and again, with other bits. What it found is named
in `tests/appliance/logbook/` (`test_damage.py`, `test_refilling.py`, `test_side_copy.py`).
"""

import asyncio
import random
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from appliance import daemon
from appliance.engine import mending
from tests.proof.conftest import MEMORY
from tests.proof.lived import Lived, laid_out, lived
from tests.proof.rot import Rot, everything, sample, spoil
from tests.proof.rotten import ARMED_WITHIN_S, Expected, Seen, looked_at
from tests.rounds import new_seeds, rounds, seeds

pytestmark = pytest.mark.proof

CASES = 1000
SHOWN_MAX = 10  # how many of the failures are shown
USUAL = frozenset({"step-unreachable", "opened-overdue", "button-tampered"})
"""Troubles of the school itself: nobody sits at a desk, nobody opens what the office is sent, cases are open."""
OLDER = {"onward": "killed", "rested": "killed"}


@pytest.fixture(scope="module")
def past() -> Iterator[Lived]:
    """Live through the years once, for all tests."""
    folder = Path(tempfile.mkdtemp(prefix="handbell-rot-", dir=MEMORY if MEMORY.is_dir() else None))
    try:
        yield asyncio.run(lived(folder / "past"))
    finally:
        shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bring back what was set aside without the pauses that leave the disk to calls, and let a stop wait until a damaged file is read."""
    monkeypatch.setattr(mending, "REFILL_BREATH_S", 0.0)
    monkeypatch.setattr(daemon, "CATCH_UP_WITHIN_S", 3600.0)


def expected(past: Lived, base: str) -> Expected:
    return Expected(past.told[base], past.rows, past.wraps, past.destroyed, USUAL)


async def spoiled(past: Lived, base: str, rots: Iterable[Rot], workshop: Path) -> Seen:
    """Run one case; give what came of it."""
    at = laid_out(past.folder / base, workshop / "case")
    try:
        for rot in rots:
            spoil(at.data, rot, past.folder / OLDER[base])
        return await looked_at(at, expected(past, base))
    finally:
        shutil.rmtree(workshop / "case")


@pytest.mark.parametrize("base", OLDER)
async def test_what_is_not_spoiled_is_told_as_it_was_and_nothing_is_named(
    past: Lived, base: str, workshop: Path
) -> None:
    seen = await spoiled(past, base, [], workshop)
    assert (seen.wrong, seen.named, seen.starts, seen.lost) == ([], [], 1, 0)
    assert {call.stage for call in past.told[base].open} == {"called", "acknowledged", "dispatched"}
    assert past.destroyed, "something was destroyed, or nothing is proven of it"


@pytest.mark.parametrize("seed", seeds("rot"))
async def test_whatever_rots_it_arms_hears_rings_or_says_and_forgets(past: Lived, workshop: Path, seed: str) -> None:
    failed, gone_through, lost = [], 0, 0
    for base, rot in rounds(proof=_sample(past, random.Random(seed)), soak=_without_end(past), at_least=CASES):
        seen = await spoiled(past, base, [rot], workshop)
        if seen.took_s > ARMED_WITHIN_S:  # try once more: a busy machine is not slow twice
            seen = await spoiled(past, base, [rot], workshop)
            seen.wrong += [f"armed after {seen.took_s:.1f} s"] if seen.took_s > ARMED_WITHIN_S else []
        gone_through, lost = gone_through + 1, lost + bool(seen.lost)
        failed += [f"{base}, {rot}: {'; '.join(seen.wrong)}"] if seen.wrong else []
    print(f"{gone_through} cases; calls were lost, and it was said, in {lost}")
    assert not failed, f"{len(failed)} of {gone_through}:\n" + "\n".join(failed[:SHOWN_MAX])
    assert gone_through >= CASES


def _sample(past: Lived, dice: random.Random) -> list[tuple[str, Rot]]:
    return sample({base: all_of(past, base, 0) for base in OLDER}, dice, CASES)


def _without_end(past: Lived) -> Iterator[tuple[str, Rot]]:
    for seed in new_seeds():
        yield from ((base, rot) for base in OLDER for rot in all_of(past, base, int(seed)))


def all_of(past: Lived, base: str, seed: int) -> list[Rot]:
    return everything(past.folder / base, past.folder / OLDER[base], seed)

"""Tests the first step killed at many moments, as a power cut does: afterwards the box is wholly what it was, or wholly
what it is to be.
"""

import itertools
import random
import signal
import subprocess
import time
from collections.abc import Iterable

import pytest

from image_build.first_boot.outcome import Place, What
from tests.image_build.first_boot.conftest import Ground
from tests.image_build.first_boot.written import written
from tests.rounds import rounds, seeds

OTHER = written(head="seed: 1\nname: other-name\ntime_zone: America/Denver\n")
ROUNDS, PROOF_ROUNDS = 12, 40  # a round takes a second on a quiet machine; `make soak` has hundreds
SEED = "20261125"  # repeats the choices of a run, but not the machine's timing

pytestmark = pytest.mark.slow


def length_s(ground: Ground) -> float:
    """Give the seconds that one whole run takes on this machine now."""
    began = time.monotonic()
    assert ground.starts("seed").wait(60) == 0
    return time.monotonic() - began


def test_killed_at_any_moment_it_is_all_or_nothing_and_the_next_start_finishes(ground: Ground) -> None:
    rounds_of_kills(ground, range(ROUNDS), SEED)


@pytest.mark.proof
@pytest.mark.parametrize("seed", seeds("first-boot"))
def test_many_kills(ground: Ground, seed: str) -> None:
    rounds_of_kills(ground, rounds(proof=range(PROOF_ROUNDS), soak=itertools.count()), seed)


def rounds_of_kills(ground: Ground, numbers: Iterable[int], seed: str) -> None:
    dice = random.Random(seed)
    ground.lays(written())
    whole_s = length_s(ground)
    states = {"lincoln-ms\n": ground.everything()}
    ground.lays(OTHER)
    length_s(ground)
    states["other-name\n"] = ground.everything()
    for number in numbers:
        to_be, name_to_be = ((written(), "lincoln-ms\n"), (OTHER, "other-name\n"))[number % 2]
        ground.lays(to_be)
        killed(ground, whole_s * dice.uniform(0.3, 1.1))
        name, now = ground.reads("hostname"), ground.everything()
        assert _but_sources(now) == _but_sources(states[name]), f"round {number}: a mixture"
        assert ground.starts("seed").wait(60) == 0
        assert ground.of(Place.CARD).what in {What.APPLIED, What.UNCHANGED}
        assert ground.reads("hostname") == name_to_be
        left = [each.name for each in (ground.places.box / "generations").iterdir()]
        assert len(left) == 1, left


def killed(ground: Ground, after_s: float) -> None:
    step = ground.starts("seed")
    try:
        step.wait(after_s)
    except subprocess.TimeoutExpired:
        step.send_signal(signal.SIGKILL)
        step.wait()


def _but_sources(files: dict[str, bytes | str]) -> dict[str, bytes | str]:
    return {name: each for name, each in files.items() if name != "sources.json"}

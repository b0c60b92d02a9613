"""Whole school days, each from one seed: whatever people and mishaps do, the promises hold at every moment.

A day that fails names its seed and the line that runs it again. Add the seed to seeds.txt with the cause: it then runs every time.
"""

import os
import random
import time
from pathlib import Path

import pytest

from tests.simulation.day import run_day

FRESH = 20
PROOF_S = 300  # with the kept days below six minutes on two busy cores
KEPT = Path(__file__).with_name("seeds.txt")


def kept_seeds() -> list[str]:
    """One a line, a remark behind a #."""
    lines = (line.partition("#")[0].strip() for line in KEPT.read_text("utf-8").splitlines())
    return [line for line in lines if line]


def seeds() -> list[str]:
    """The one asked for; else those that found something, and fresh ones."""
    asked = os.environ.get("HANDBELL_SEED")
    return [asked] if asked else kept_seeds() + [fresh_seed() for _ in range(FRESH)]


def fresh_seed() -> str:
    return str(random.SystemRandom().randrange(10**9))


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds())
def test_a_school_day(seed: str) -> None:
    run_day(seed)


@pytest.mark.slow
def test_the_same_seed_is_the_same_day() -> None:
    assert run_day("twice", things=80) == run_day("twice", things=80) != run_day("once", things=80)


@pytest.mark.proof
def test_hundreds_of_school_days() -> None:
    ends_s = time.monotonic() + float(os.environ.get("HANDBELL_SOAK_S", PROOF_S))
    days = 0
    while time.monotonic() < ends_s:
        run_day(fresh_seed())
        days += 1
    print(f"{days} school days")

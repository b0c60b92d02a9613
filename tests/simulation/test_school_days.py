"""Tests whole school days, each from one seed: whatever people and mishaps do, the promises hold at every moment.

A day that fails names its seed and the line that runs it again. Add the seed to `tests/seeds.txt` with the cause: it then runs every time.
The same days run each time, so that only a change of the code can make a test fail; `make soak` looks for new days.
"""

import itertools
import multiprocessing
import os
import time
import traceback
import warnings
from concurrent.futures import ProcessPoolExecutor

import pytest

from tests.rounds import new_seeds, rounds, seeds
from tests.simulation.day import run_day

DAYS = 8
ROT_DAYS = 3  # days in which the data folder rots while the power is away, and clocks jump between starts
TOLD_DAYS = 3  # days in which people are told by messages, and answer
PROOF_DAYS = 90
PROOF_ROT_DAYS = 60
PROOF_S_MAX = 60  # a busy machine runs fewer days, so that all proofs stay within their time


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds("day", DAYS))
def test_a_school_day(seed: str) -> None:
    run_day(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds("rot", ROT_DAYS))
def test_a_school_day_with_rot(seed: str) -> None:
    run_day(seed, rot=True)


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds("told", TOLD_DAYS))
def test_a_school_day_whose_people_are_told_by_messages(seed: str) -> None:
    run_day(seed, told=True)


@pytest.mark.slow
@pytest.mark.parametrize("rot", [False, True])
def test_the_same_seed_is_the_same_day(rot: bool) -> None:
    assert (
        run_day("twice", things=80, rot=rot)
        == run_day("twice", things=80, rot=rot)
        != run_day("once", things=80, rot=rot)
    )


@pytest.mark.proof
@pytest.mark.alone
@pytest.mark.parametrize(("many", "rot"), [(PROOF_DAYS, False), (PROOF_ROT_DAYS, True)])
def test_many_school_days(many: int, rot: bool) -> None:
    until_s = time.monotonic() + PROOF_S_MAX
    proof = (f"proof {number}" for number in range(many))
    in_time = itertools.takewhile(lambda _: time.monotonic() < until_s, itertools.batched(proof, DAYS, strict=False))
    days = 0
    # A day computes and waits for nothing, so one runs on each processor. The processes are spawned, since this process may have threads.
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn")) as pool:
        for some in rounds(proof=in_time, soak=itertools.batched(new_seeds(), DAYS, strict=False)):
            failed = [said for said in pool.map(said_of_a_day_that_failed, some, itertools.repeat(rot)) if said]
            assert not failed, failed[0]
            days += len(some)
    print(f"{days} school days{' with rot' if rot else ''}")
    assert days >= many // 4


def said_of_a_day_that_failed(seed: str, rot: bool) -> str:
    """Run a day in a process of its own. Give what went wrong, with the transcript's end; empty where nothing did. A warning is an error,
    as everywhere.
    """
    warnings.simplefilter("error")
    try:
        run_day(seed, rot=rot)
    except BaseException as wrong:  # noqa: BLE001 - whatever it is, the test fails with its text
        return "".join(traceback.format_exception(wrong))
    return ""

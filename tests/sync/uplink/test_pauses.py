"""Tests how long the uplink waits, how much it sends at once, and what ends a pause early."""

import asyncio
import shutil
import subprocess
import sys
import time

import pytest

from sync.uplink.backoff import CAP_S, FIRST_S, Allowance, Backoff
from sync.uplink.line_coming_back import LineComingBack
from sync.uplink.pace import LENGTH_FIRST, LENGTH_MAX, LENGTH_MIN, SLOW_S, WANTED_S, Pace
from tests.apart import apart


def test_pauses_grow_to_a_cap_and_begin_anew_after_what_worked() -> None:
    backoff = Backoff(lambda: 1.0)
    pauses = [backoff.next_s() for _ in range(20)]
    assert pauses[:4] == [FIRST_S, 2 * FIRST_S, 4 * FIRST_S, 8 * FIRST_S]
    assert pauses == sorted(pauses)
    assert pauses[-1] == CAP_S
    backoff.worked()
    assert backoff.next_s() == FIRST_S


def test_boxes_cut_off_together_do_not_come_back_together() -> None:
    lowest, highest = Backoff(lambda: 0.0), Backoff(lambda: 1.0)
    for _ in range(20):
        low, high = lowest.next_s(), highest.next_s()
        assert 0 < low <= high / 2


def test_deposits_grow_on_a_quick_line_and_shrink_on_a_slow_one() -> None:
    pace = Pace()
    assert pace.length_max == LENGTH_FIRST
    for _ in range(20):
        pace.took(WANTED_S / 2, pace.length_max)
    assert pace.length_max == LENGTH_MAX
    pace.took((WANTED_S + SLOW_S) / 2, LENGTH_MAX)
    assert pace.length_max == LENGTH_MAX
    for _ in range(20):
        pace.took(SLOW_S * 2, pace.length_max)
    assert pace.length_max == LENGTH_MIN


def test_what_comes_a_little_at_a_time_says_nothing_of_how_much_the_line_takes() -> None:
    pace = Pace()
    for _ in range(20):
        pace.took(0.001, 300)
    assert pace.length_max == LENGTH_FIRST


def test_on_a_good_line_a_deposit_is_as_long_as_may_be_after_a_few() -> None:
    pace = Pace()
    for _ in range(5):
        pace.took(0.01, pace.length_max)
    assert pace.length_max == LENGTH_MAX


async def test_without_news_a_pause_lasts_as_long_as_it_was_to() -> None:
    began_s = time.monotonic()
    assert not await LineComingBack().pause(0.1)
    assert time.monotonic() - began_s >= 0.1


IN_A_NAMESPACE = """
import asyncio, subprocess
from sync.uplink.line_coming_back import LineComingBack

async def main():
    async with LineComingBack.watch() as watching:
        pause = asyncio.create_task(watching.pause(3600))
        await asyncio.sleep(0.1)
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        print(await pause)

asyncio.run(main())
"""


@pytest.mark.skipif(shutil.which("ip") is None, reason="needs ip")
@pytest.mark.slow
async def test_a_link_that_comes_up_ends_the_pause_at_once() -> None:
    words = [*apart("--net"), sys.executable, "-c", IN_A_NAMESPACE]
    done = await asyncio.to_thread(subprocess.run, words, capture_output=True, text=True, timeout=180)
    assert done.stdout.strip() == "True", done.stderr


def test_many_answers_are_taken_at_once_and_then_one_now_and_then() -> None:
    allowed = Allowance(at_once=3, every_s=10.0, now_s=100.0)
    assert [allowed.next_s(100.0) for _ in range(5)] == [0.0, 0.0, 0.0, 10.0, 20.0]
    assert allowed.next_s(120.0) == 10.0
    assert [allowed.next_s(1_000.0) for _ in range(4)] == [0.0, 0.0, 0.0, 10.0], "time does not pile up"

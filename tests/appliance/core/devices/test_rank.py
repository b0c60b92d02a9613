"""Tests the rank of a box: above every copy of the box, harmless at the end of the numbers, and above most buttons when a
person says so.
"""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.core.devices.rank import RANK_MAX, REPLACING_STEP, TIMED_RANK_MAX, next_rank, rank_to_take_over
from hardware import signals

RANKS = st.integers(0, RANK_MAX)


def test_both_sides_of_the_wire_mean_the_same_end() -> None:
    assert RANK_MAX == signals.RANK_MAX


def test_the_first_start_ever_has_the_first_rank() -> None:
    assert next_rank([]) == next_rank([0, 0]) == 1


def test_a_start_goes_above_the_highest_copy_whichever_that_is() -> None:
    assert next_rank([4, 9, 0]) == next_rank([9]) == 10


def test_a_replacing_box_goes_above_a_box_that_went_on_for_a_while() -> None:
    forgotten = next_rank([7])
    for _ in range(REPLACING_STEP - 2):
        forgotten = next_rank([forgotten])
    assert next_rank([7], replacing=True) > forgotten


def test_from_the_ranks_of_timed_releases_on_there_is_room() -> None:
    assert (RANK_MAX - TIMED_RANK_MAX) // REPLACING_STEP > 2_000
    assert TIMED_RANK_MAX < RANK_MAX


@pytest.mark.parametrize(
    "known", [RANK_MAX - 1, RANK_MAX, 2_208_988_800]
)  # the last one comes from a clock of 2040, under an old release that took ranks from the time
@pytest.mark.parametrize("replacing", [False, True])
def test_at_the_end_of_the_numbers_the_rank_stays_there_and_is_still_no_lower_one(known: int, replacing: bool) -> None:
    assert next_rank([known], replacing=replacing) == RANK_MAX


def test_a_copy_that_is_nonsense_lowers_nothing() -> None:
    assert next_rank([-5]) == 1
    assert next_rank([-5, 3]) == 4


@given(st.lists(RANKS, max_size=5), st.booleans())
def test_no_start_is_lower_than_what_is_known(known: list[int], replacing: bool) -> None:
    rank = next_rank(known, replacing=replacing)
    assert rank == RANK_MAX or rank > max(known, default=0)
    assert 1 <= rank <= RANK_MAX


def test_two_buttons_are_too_few_to_believe() -> None:
    assert rank_to_take_over([]) is None
    assert rank_to_take_over([7, 7]) is None
    assert rank_to_take_over([7, 7, 7]) == 8


def test_the_median_decides_and_not_the_highest() -> None:
    assert rank_to_take_over([5, RANK_MAX, 7]) == 8
    assert rank_to_take_over([5, 7, 8, RANK_MAX]) == 8


def test_buttons_that_are_all_at_the_end_obey_an_equal() -> None:
    assert rank_to_take_over([RANK_MAX] * 3) == RANK_MAX


@given(st.lists(st.integers(1, 1000), min_size=2, max_size=20), st.integers(0, 20), st.integers(0, 2**32))
def test_as_long_as_half_are_honest_liars_drive_it_no_higher_than_an_honest_one(
    honest: list[int], liars: int, seed: int
) -> None:
    seen = honest + [RANK_MAX] * min(liars, len(honest))
    random.Random(seed).shuffle(seen)
    rank = rank_to_take_over(seen)
    assert rank is None or rank <= max(honest) + 1

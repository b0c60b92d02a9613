"""Tests that no lamp flashes more than twice within any second, whatever it is told and when, and that all lamps of one
box flash in step.
"""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.ports import Pattern
from hardware.relay.flashing import GAP_S, Flash, Flasher, shows

STEPS = st.lists(st.tuples(st.floats(0.0, 1.5), st.booleans()), min_size=1, max_size=60)


def lit_from(flasher: Flasher, begins_s: float, ends_s: float) -> list[float]:
    """Give the moments when the lamp lights up, if one looks exactly when it may change."""
    began, now_s, lit = [], begins_s, False
    while now_s < ends_s:
        now_lit = flasher.at(now_s, shown=True)
        if now_lit and not lit:
            began.append(now_s)
        lit = now_lit
        next_s = flasher.next_s(now_s, shown=True)
        now_s = ends_s if next_s is None else max(next_s, now_s + 0.001)
    return began


@given(flash=st.sampled_from(Flash), begins_s=st.floats(0, 1e6), steps=STEPS)
def test_at_most_two_flashes_begin_within_any_second(
    flash: Flash, begins_s: float, steps: list[tuple[float, bool]]
) -> None:
    flasher = Flasher(flash)
    now_s, lit, began = begins_s, False, []
    for passed_s, shown in steps:
        now_s += passed_s
        now_lit = flasher.at(now_s, shown=shown)
        if now_lit and not lit:
            began.append(now_s)
        lit = now_lit
    assert all(after - before >= GAP_S for before, after in pairwise(began))


@given(flash=st.sampled_from(Flash), begins_s=st.floats(0, 1e6))
def test_it_goes_dark_at_once(flash: Flash, begins_s: float) -> None:
    flasher = Flasher(flash)
    flasher.at(begins_s, shown=True)
    assert not flasher.at(begins_s, shown=False)
    assert flasher.next_s(begins_s, shown=False) is None


@given(flash=st.sampled_from(Flash), begins_s=st.floats(0, 1e6))
def test_it_lights_up_within_a_beat(flash: Flash, begins_s: float) -> None:
    assert lit_from(Flasher(flash), begins_s, begins_s + 1.0)


@pytest.mark.parametrize(("flash", "in_a_minute"), [(Flash.STEADY, 1), (Flash.SLOW, 60), (Flash.FAST, 109)])
def test_how_often_each_flashes(flash: Flash, in_a_minute: int) -> None:
    assert len(lit_from(Flasher(flash), 1100.0, 1160.0)) == pytest.approx(in_a_minute, abs=1)


def test_two_lamps_that_began_apart_flash_in_step() -> None:
    one = lit_from(Flasher(Flash.FAST), 1000.0, 1010.0)
    other = lit_from(Flasher(Flash.FAST), 1000.2, 1010.0)
    assert one[-1] == pytest.approx(other[-1], abs=0.002)


def test_a_steady_lamp_has_nothing_to_wait_for() -> None:
    flasher = Flasher(Flash.STEADY)
    assert flasher.at(5.0, shown=True)
    assert flasher.next_s(5.0, shown=True) is None


def test_one_that_was_dark_for_a_moment_waits_out_the_gap() -> None:
    flasher = Flasher(Flash.STEADY)
    flasher.at(5.0, shown=True)
    flasher.at(5.1, shown=False)
    assert not flasher.at(5.2, shown=True)
    assert flasher.next_s(5.2, shown=True) == 5.5
    assert flasher.at(5.5, shown=True)


@pytest.mark.parametrize(
    ("pattern", "drills", "lit"),
    [
        (Pattern.HIGH, False, True),
        (Pattern.MEDIUM, False, True),
        (Pattern.LOW, False, True),
        (Pattern.TROUBLE, True, False),
        (Pattern.DRILL, False, False),
        (Pattern.DRILL, True, True),
        (None, True, False),
    ],
)
def test_real_calls_light_it_and_practice_only_where_planned(pattern: Pattern | None, drills: bool, lit: bool) -> None:
    assert shows(pattern, drills=drills) is lit

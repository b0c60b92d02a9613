"""Tests a contact on two wires: what rings, what has opened, and which pairs are reported as broken."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hardware.pairs import BOTH_CLOSED, BOTH_OPEN, BROKEN_AFTER, Change, Pair

REST, PRESSED = (False, True), (True, False)


def at_rest() -> Pair:
    pair = Pair()
    assert pair.read(*REST) == Change(closed=False, live=False)
    return pair


def test_one_reading_that_is_closed_is_a_press_of_this_moment() -> None:
    assert at_rest().read(*PRESSED) == Change(closed=True, live=True)


def test_a_contact_that_is_closed_at_the_first_reading_closed_nobody_knows_when() -> None:
    assert Pair().read(*PRESSED) == Change(closed=True, live=False)


def test_it_has_opened_after_two_readings_and_a_bounce_is_no_second_press() -> None:
    pair = at_rest()
    pair.read(*PRESSED)
    assert pair.read(*REST) is None
    assert pair.read(*PRESSED) is None
    assert pair.read(*REST) is None
    assert pair.read(*REST) == Change(closed=False, live=True)
    assert pair.read(*PRESSED) == Change(closed=True, live=True)


def test_a_cut_wire_is_broken_after_three_readings_and_mended_after_three() -> None:
    pair = at_rest()
    broken = []
    for _ in range(BROKEN_AFTER):
        assert pair.read(False, False) is None
        broken.append(pair.broken)
    assert broken == [None, None, BOTH_OPEN]
    mended = [(pair.read(*REST), pair.broken)[1] for _ in range(BROKEN_AFTER)]
    assert mended == [BOTH_OPEN, BOTH_OPEN, None]


def test_touching_wires_ring_and_are_broken() -> None:
    pair = at_rest()
    assert pair.read(True, True) == Change(closed=True, live=True)
    pair.read(True, True)
    pair.read(True, True)
    assert pair.broken == BOTH_CLOSED


def test_a_reading_in_the_middle_of_a_press_is_not_broken() -> None:
    pair = at_rest()
    for _ in range(20):
        pair.read(False, False)
        pair.read(*PRESSED)
        pair.read(*PRESSED)
        pair.read(True, True)
        pair.read(*REST)
    assert pair.broken is None


def test_what_a_contact_did_while_nobody_read_it_is_not_known() -> None:
    pair = at_rest()
    pair.unread()
    assert pair.read(*PRESSED) == Change(closed=True, live=False)


def test_one_wire_alone_rings_and_is_never_broken() -> None:
    pair = Pair()
    assert [pair.read(closes, None) for closes in (False, True, True)] == [
        Change(False, False),
        Change(True, True),
        None,
    ]
    assert pair.broken is None


@given(st.lists(st.tuples(st.booleans(), st.one_of(st.none(), st.booleans()))))
def test_changes_take_turns_and_every_closing_is_told_at_once(readings: list[tuple[bool, bool | None]]) -> None:
    pair, told = Pair(), []
    for closes, opens in readings:
        change = pair.read(closes, opens)
        if change is not None:
            told.append(change.closed)
        if closes:
            assert told[-1]
    assert all(one != other for one, other in pairwise(told))

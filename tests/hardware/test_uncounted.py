"""Tests presses with a count that no board can have: each rings once, and such a press hides no later one."""

from hardware.signals import CONTACTS_MAX
from hardware.uncounted import AGAIN_AFTER_S, Uncounted


def test_what_is_said_again_rings_once() -> None:
    uncounted = Uncounted()
    assert [uncounted.rings("help", "help=2147483648", now_s) for now_s in (0, 2, 60, 3600)] == [
        True,
        False,
        False,
        False,
    ]


def test_another_count_rings_as_soon_as_the_one_before_has_rung_for_a_while() -> None:
    uncounted = Uncounted()
    said = [(0.0, "1"), (2.0, "2"), (AGAIN_AFTER_S, "2"), (AGAIN_AFTER_S + 1, "2")]
    assert [uncounted.rings("help", each, now_s) for now_s, each in said] == [True, False, True, False]


def test_each_contact_rings_by_itself_and_there_are_no_more_of_them_than_on_a_board() -> None:
    uncounted = Uncounted()
    rang = [uncounted.rings(f"c{number}", "1", 0.0) for number in range(CONTACTS_MAX + 5)]
    assert rang == [True] * CONTACTS_MAX + [False] * 5

"""Tests which presses are handed over, given what a button counts."""

from hardware.esphome.waiting import AGAIN_AFTER_S, HANDED_MAX, Waiting
from hardware.esphome.wire import parse_counts
from hardware.signals import Press

LEDGER = "5f3a9c21e0d4b7a6"


def handed(
    waiting: Waiting, words: str, now_s: float = 0.0, ledger: str = LEDGER
) -> list[tuple[str, int | None, int | None]]:
    presses = waiting.presses(parse_counts(f"{ledger} {words}"), now_s)
    assert all(isinstance(each, Press) and each.button == "A" and each.ledger == ledger for each in presses)
    return [(each.contact, each.counter, each.age_ms) for each in presses]


def test_every_press_without_a_receipt_is_handed_over_with_its_own_counter_and_age() -> None:
    assert handed(Waiting("A"), "help=8/6@5200,310 hold=2/2 medical=1/0@7") == [
        ("help", 7, 5200),
        ("help", 8, 310),
        ("medical", 1, 7),
    ]


def test_what_was_handed_over_is_not_handed_over_again_at_once() -> None:
    waiting = Waiting("A")
    assert handed(waiting, "help=1/0@0", 10.0) == [("help", 1, 0)]
    assert handed(waiting, "help=2/0@300,0", 10.3) == [("help", 2, 0)]
    assert handed(waiting, "help=2/1@400", 10.4) == []


def test_a_button_that_still_waits_is_heard_again_with_each_of_its_repeats() -> None:
    waiting = Waiting("A")
    handed(waiting, "help=2/0@300,0", 10.0)
    later_s = 10.0 + AGAIN_AFTER_S
    assert handed(waiting, "help=2/0@1800,1500", later_s) == [("help", 1, 1800), ("help", 2, 1500)]
    assert handed(waiting, "help=2/0@1900,1600", later_s + 0.1) == []


def test_an_age_lost_in_a_power_cut_is_unknown_and_never_nought() -> None:
    assert handed(Waiting("A"), "help=2/0@?,40") == [("help", 1, None), ("help", 2, 40)]


def test_presses_beyond_those_remembered_one_by_one_ring_without_an_age() -> None:
    ages = "9000,700,600,500,400,300,200,100"
    found = handed(Waiting("A"), f"help=20/10@{ages}")
    assert found[0] == ("help", 11, 9000)
    assert found[1:3] == [("help", 12, None), ("help", 13, None)]
    assert found[3:] == [("help", 14 + at, 700 - 100 * at) for at in range(7)]


def test_no_count_however_high_hands_over_more_than_a_minute_of_pressing() -> None:
    found = handed(Waiting("A"), "help=2147483647/0")
    assert len(found) == HANDED_MAX
    assert (found[0][1], found[-1][1]) == (1, 2147483647)


def test_another_ledger_is_another_counting() -> None:
    waiting = Waiting("A")
    handed(waiting, "help=5/0@1,1,1,1,1", 10.0)
    assert handed(waiting, "help=1/0@20", 10.1, ledger="0000000000000001") == [("help", 1, 20)]

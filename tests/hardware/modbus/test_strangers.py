"""Tests inputs that no plan names: each pair is listed as the button that it is, with how long ago it was pressed."""

import msgspec

from hardware.modbus.strangers import STRANGERS_MAX, Strangers
from hardware.ports import Stranger


def listed(strangers: Strangers, now_s: float = 10.0) -> list[tuple[str, str, int | None]]:
    return [(each.device, each.wire, each.heard_ago_ms) for each in strangers.all(now_s)]


def test_an_input_that_closes_is_listed_with_its_line_and_how_long_ago() -> None:
    strangers = Strangers({"west": "bus"}.__getitem__)
    strangers.closed("west", 5, 4.0)
    found = Stranger("west/5", "", "", "input closed", keyless=False, found="closed", line="bus", wire="west/5")
    assert [each.heard_ago_ms for each in strangers.all(10.0)] == [6000]
    strangers.opened("west", 5, 4.2)
    strangers.closed("west", 5, 9.0)
    (again,) = strangers.all(9.0)
    assert again == msgspec.structs.replace(found, heard_ago_ms=0)


def test_both_halves_of_a_changeover_contact_are_one_button_in_whatever_order_they_are_seen() -> None:
    for first, second in (("opened", "closed"), ("closed", "opened")):
        strangers = Strangers(lambda _: "bus")
        strangers.found("west", 2, 0.0)
        for step_s, half in ((4.0, first), (4.2, second)):
            getattr(strangers, half)("west", 1 if half == "closed" else 2, step_s)
        strangers.opened("west", 1, 5.0)
        strangers.closed("west", 2, 5.0)
        assert listed(strangers) == [("west/1", "west/1/2", 10_000 - (4200 if first == "opened" else 4000))]
        assert strangers.all(5.0)[0].claims == "input 1 closed as input 2 opened"


def test_which_half_rests_is_seen_however_it_was_met() -> None:
    strangers = Strangers(lambda _: "bus")
    strangers.found("west", 1, 0.0)  # the board is first read while somebody presses
    for opens, closes, at_s in ((1, 2, 0.4), (2, 1, 3.0), (1, 2, 3.5), (2, 1, 9.0)):
        strangers.opened("west", opens, at_s)
        strangers.closed("west", closes, at_s)
    assert listed(strangers) == [("west/1", "west/1/2", 1000)]
    strangers.opened("west", 1, 12.0)
    strangers.closed("west", 2, 12.0)
    assert listed(strangers, 12.0) == [("west/1", "west/1/2", 3000)], "held for long, and let go of"


def test_what_opened_long_before_or_on_another_board_is_another_button() -> None:
    strangers = Strangers(lambda _: "bus")
    strangers.opened("west", 2, 1.0)
    strangers.opened("east", 2, 4.0)
    strangers.closed("west", 1, 4.0)
    strangers.opened("west", 3, 7.0)
    assert listed(strangers) == [("west/1", "west/1", 6000)]


def test_the_newest_are_kept_and_a_planned_one_is_none() -> None:
    strangers = Strangers(lambda _: "bus")
    for number in range(STRANGERS_MAX + 1):
        strangers.closed(f"board{number // 32}", number % 32 + 1, float(number * 2))
    assert len(strangers.all(1000.0)) == STRANGERS_MAX
    assert strangers.all(1000.0)[0].device == "board0/2"
    strangers.forget("board0", (2, None))
    assert strangers.all(1000.0)[0].device == "board0/3"

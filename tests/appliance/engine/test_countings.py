"""Tests that a new board is counted although all places are taken; a device that invents ledgers takes a place now and then, and each press
rings once.
"""

import secrets

from appliance.core.ground.ledgers import LEDGERS_MAX
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Door, Source
from appliance.engine.countings import AGAIN_MS, STAYS_MS, Countings
from appliance.plan.ids import ButtonId

WALL = ButtonId("B204-wall")


class Box:
    """What is counted, and a clock."""

    def __init__(self) -> None:
        self.countings, self.ms = Countings({}), 0

    def press(self, ledger: str, counter: int = 1, contact: str = "help") -> str:
        source = Source(Door.BUTTON, WALL, contact, counter, ledger=ledger)
        taken = self.countings.taken(WALL, source, Moment(self.ms, self.ms))
        return "rang before" if taken is None else "counted" if taken == source else "uncounted"

    def all_taken(self) -> list[str]:
        ledgers = [secrets.token_hex(8) for _ in range(LEDGERS_MAX)]
        assert [self.press(each) for each in ledgers] == ["counted"] * LEDGERS_MAX
        return ledgers


def test_a_ninth_ledger_takes_the_place_of_the_one_used_longest_ago() -> None:
    box = Box()
    ledgers = box.all_taken()
    box.press(ledgers[0], 2)
    box.countings.names(WALL, ledgers[1])
    assert box.press("a" * 16) == "counted"
    assert box.countings.over == [(WALL, "help", ledgers[2])]
    assert box.press(ledgers[0], 3) == "counted"


def test_a_device_that_invents_ledgers_takes_one_an_hour_and_each_of_its_presses_rings() -> None:
    box = Box()
    box.all_taken()
    taken = 0
    for _ in range(3 * 3600):
        box.ms += 1000
        taken += box.press(secrets.token_hex(8)) == "counted"
    assert taken == 3 and len(box.countings.over) == 3
    box.ms += AGAIN_MS
    assert box.press(secrets.token_hex(8)) == "counted"


def test_an_honest_board_after_it_is_counted_within_the_minute_and_rings_once_until_then() -> None:
    box = Box()
    box.all_taken()
    for _ in range(20):
        box.press(secrets.token_hex(8))
    said = []
    for _ in range(STAYS_MS // 2000 + 1):
        said.append(box.press("c" * 16, 1))
        box.ms += 2000
    assert said == ["uncounted"] + ["rang before"] * (len(said) - 2) + ["counted"]
    assert box.press("c" * 16, 2) == "counted"


def test_another_press_meanwhile_rings_as_well() -> None:
    box = Box()
    box.all_taken()
    box.press(secrets.token_hex(8))
    assert [box.press("c" * 16, count) for count in (1, 1, 2, 2, 1)] == [
        "uncounted",
        "rang before",
        "uncounted",
        "rang before",
        "rang before",
    ]


def test_a_ledger_has_no_more_contacts_than_a_board() -> None:
    box = Box()
    said = [box.press("0123456789abcdef", 1, f"contact-{number}") for number in range(10)]
    assert said == ["counted"] * 8 + ["uncounted"] * 2

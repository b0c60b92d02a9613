"""The supplies with a battery, in words."""

import pytest

from appliance.api.board.supervised import PowerLine
from appliance.flows.box.power import power_words
from tests.tui.boards import board

MAINS = PowerLine(name="UPS in the office", state="mains")


def on(state: str, **changes: object) -> PowerLine:
    return PowerLine(name="UPS in the office", state=state, **changes)


@pytest.mark.parametrize(
    ("line", "words", "well"),
    [
        (MAINS, "mains: UPS in the office", True),
        (on("mains", battery_due=True), "mains, but replace the battery: UPS in the office", False),
        (on("battery", minutes_left=23), "ON BATTERY: UPS in the office, dark in about 23 min", False),
        (on("battery"), "ON BATTERY: UPS in the office, minutes not known", False),
        (on("low", minutes_left=4), "NEARLY EMPTY: UPS in the office, dark in about 4 min", False),
        (on("battery", watched=False), "ON BATTERY: UPS in the office, and not heard any more", False),
        (on("mains", watched=False), "NOT KNOWN: UPS in the office is not heard", False),
        (on("", watched=False), "NOT KNOWN: UPS in the office is not heard", False),
        (on(""), "UPS in the office: not heard yet", None),
    ],
)
def test_each_state_has_its_words(line: PowerLine, words: str, well: bool | None) -> None:
    assert power_words(board(power=(line,)), 0) == ((words, well),)


def test_minutes_go_by_while_nothing_is_heard() -> None:
    view = board(power=(on("battery", minutes_left=5),))
    assert "about 2 min" in power_words(view, 3 * 60_000)[0][0]
    assert "about 0 min" in power_words(view, 30 * 60_000)[0][0]


def test_a_long_name_fits_its_line() -> None:
    (words, _), *_ = power_words(board(power=(PowerLine(name="Supply " * 12, state="battery", minutes_left=5),)), 0)
    assert len(words) <= 60

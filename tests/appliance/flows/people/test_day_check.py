"""Tests the words for who signed the day's morning check."""

from msgspec.structs import replace

from appliance.api.board.building import DayCheckLine
from appliance.flows.people.day_check import signed
from tests.tui.boards import WALL_MS, board

SIGNED = DayCheckLine(wall_ms=WALL_MS, by="Dana Reyes", today=True, not_well=2)


def test_who_signed_and_what_was_not_well_then() -> None:
    assert signed(board(day_check=SIGNED)).startswith("Checked ")
    assert signed(board(day_check=SIGNED)).endswith(" by Dana Reyes; 2 things were not well then")
    assert " by " not in signed(board(day_check=SIGNED), nameless=True)


def test_a_day_nobody_checked_is_said_within_its_hours_and_yesterdays_check_is_none() -> None:
    yesterday = replace(SIGNED, today=False)
    assert signed(board(day_check=yesterday, day_unchecked=True)) == "Not checked today"
    assert signed(board(day_check=yesterday)) == ""


def test_without_a_clock_nobody_knows_what_day_was_checked() -> None:
    view = board(day_check=replace(SIGNED, today=None), clock_trusted=False)
    assert signed(view) == "Nobody knows whether this day was checked: the clock is not known"

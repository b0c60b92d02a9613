"""One cause is one trouble: the PBX, the account, a line. Times are given."""

import pytest

from appliance.api.phones.messages import CALLS_MAX, Setup
from appliance.phones.reachable import (
    ASKED_EACH_S,
    BEGINS_S,
    LINE_IS_AWAY_S,
    LOOK_EACH_S,
    OF_REFUSAL,
    SILENT_AFTER_S,
    Reachable,
    Told,
)

SETUP = Setup(pbx="10.99.0.1", port=5061, transport="tls", user="handbell", extension="4357")
ALL_WELL = Told(None, CALLS_MAX, "")


def _well(now: float = 1.0) -> Reachable:
    made = Reachable(SETUP, 0.0)
    for number in range(CALLS_MAX):
        made.up(number)
        made.registered(number, None)
    made.heard(now)
    return made


def test_all_is_well_as_soon_as_it_is() -> None:
    assert _well().judged(1.0) == ALL_WELL


def test_a_start_is_not_judged_too_early() -> None:
    began = Reachable(SETUP, 0.0)
    assert began.judged(BEGINS_S - 1) is None
    told = began.judged(BEGINS_S)
    assert told is not None
    assert told.working == 0


def test_a_pbx_that_is_silent_is_told_within_45_s() -> None:
    assert SILENT_AFTER_S + LOOK_EACH_S < 45
    assert SILENT_AFTER_S > 2 * ASKED_EACH_S, "one answer that was lost is no trouble"
    made = _well(100.0)
    assert made.judged(100.0 + SILENT_AFTER_S - 0.1) == ALL_WELL
    told = made.judged(100.0 + SILENT_AFTER_S)
    assert told is not None
    assert told.pbx is not None
    assert "10.99.0.1 port 5061 (tls) does not answer" in told.pbx
    assert (told.working, told.lines) == (CALLS_MAX, ""), "the lines are well"


@pytest.mark.parametrize("status", sorted(OF_REFUSAL))
def test_a_refused_account_is_told_with_what_to_do(status: int) -> None:
    made = _well()
    for number in range(CALLS_MAX):
        made.registered(number, status)
    told = made.judged(20.0)
    assert told is not None
    assert told.pbx is not None
    assert str(status) in told.pbx
    assert OF_REFUSAL[status] in told.pbx


def test_one_registered_line_is_enough() -> None:
    made = _well()
    for number in range(1, CALLS_MAX):
        made.registered(number, 403)
    assert made.judged(20.0) == ALL_WELL


def test_a_line_that_is_back_soon_is_no_trouble_and_one_that_stays_away_is() -> None:
    made = _well(50.0)
    made.down(3, "it ended by itself (1)", 50.0)
    assert made.judged(50.0 + LINE_IS_AWAY_S - 0.1) == ALL_WELL
    made.down(3, "it ended by itself (2)", 54.0)
    told = made.judged(50.0 + LINE_IS_AWAY_S)
    assert told is not None
    assert (told.pbx, told.working) == (None, CALLS_MAX - 1)
    assert "1 of 8 lines" in told.lines
    assert "it ended by itself (2)" in told.lines
    made.up(3)
    assert made.judged(56.0) == ALL_WELL


def test_a_pbx_is_said_to_have_been_silent_until_it_is_heard_again() -> None:
    began = Reachable(SETUP, 0.0)
    assert not began.was_silent(100.0), "one that was never heard has forgotten nobody"
    made = _well(100.0)
    assert not made.was_silent(100.0 + SILENT_AFTER_S - 0.1)
    assert made.was_silent(100.0 + SILENT_AFTER_S)
    made.heard(100.0 + SILENT_AFTER_S)
    assert not made.was_silent(100.0 + SILENT_AFTER_S)

"""Tests what was said for one day only: until midnight, by the trusted clock and by the time that went by."""

import pytest

from appliance.core.ground.moment import Moment, Today, today

TEN_TO_MIDNIGHT = 2 * 1440 - 10
"""Ten to midnight of Tuesday."""


@pytest.mark.parametrize(
    ("now", "stands"),
    [
        (Moment(5_000, 0, TEN_TO_MIDNIGHT), True),
        (Moment(5_000 + 9 * 60_000, 0, TEN_TO_MIDNIGHT + 9), True),
        (Moment(5_000 + 10 * 60_000, 0, TEN_TO_MIDNIGHT + 10), False),
        (Moment(6_000, 0, TEN_TO_MIDNIGHT + 1440), False),
        (Moment(5_000 + 10 * 60_000, 0, TEN_TO_MIDNIGHT - 600), False),
        (Moment(6_000, 0, None), True),
        (Moment(5_000 + 10 * 60_000, 0, None), False),
    ],
)
def test_it_stands_until_midnight_and_no_jump_of_the_clock_makes_it_longer(now: Moment, stands: bool) -> None:
    said_for = today(Moment(5_000, 0, TEN_TO_MIDNIGHT))
    assert said_for == Today(1, 5_000 + 10 * 60_000)
    assert said_for.stands(now) is stands


def test_where_nobody_knows_the_day_there_is_none() -> None:
    assert today(Moment(5_000, 0, None)) is None

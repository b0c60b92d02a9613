"""Tests when a certificate is said to end: 30 days before, to the millisecond."""

import pytest

from appliance.page_authority.expiry import (
    AUTHORITY_VALID_DAYS,
    DAY_MS,
    PAGE_VALID_DAYS,
    SOON_DAYS,
    Standing,
    ends_in_words,
    standing,
)
from appliance.page_authority.judging import BROWSERS_TAKE_DAYS_MAX

UNTIL = 1_819_670_400_000  # 2027-08-31 00:00 UTC


@pytest.mark.parametrize(
    ("before_ms", "is_"),
    [
        (31 * DAY_MS, Standing.GOOD),
        (30 * DAY_MS + 1, Standing.GOOD),
        (30 * DAY_MS, Standing.SOON),
        (1, Standing.SOON),
        (0, Standing.ENDED),
        (-400 * DAY_MS, Standing.ENDED),
    ],
)
def test_it_ends_soon_from_30_days_before_and_has_ended_at_its_end(before_ms: int, is_: Standing) -> None:
    assert standing(UNTIL, UNTIL - before_ms) is is_


@pytest.mark.parametrize(
    ("before_ms", "says"),
    [
        (12 * DAY_MS, "ends on 2027-08-31 (UTC), in 12 days"),
        (DAY_MS, "ends on 2027-08-31 (UTC), in 1 day"),
        (DAY_MS - 1, "ends on 2027-08-31 (UTC), in 0 days"),
        (0, "ended on 2027-08-31 (UTC)"),
    ],
)
def test_the_end_in_words(before_ms: int, says: str) -> None:
    assert ends_in_words(UNTIL, UNTIL - before_ms) == says


def test_a_page_is_renewed_once_a_year_and_browsers_take_it() -> None:
    assert 366 + SOON_DAYS <= PAGE_VALID_DAYS <= BROWSERS_TAKE_DAYS_MAX
    assert PAGE_VALID_DAYS < AUTHORITY_VALID_DAYS

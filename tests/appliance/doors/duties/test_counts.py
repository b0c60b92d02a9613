"""Counts what is open in a list of duties: what is due by today, to the last moment of the day."""

from datetime import UTC, datetime

import pytest

from appliance.doors.duties.lines import Listing

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 12, 2, tzinfo=UTC)


def ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


@pytest.mark.parametrize(("due_ms", "today"), [(ms(MIDNIGHT) - 1, 1), (ms(MIDNIGHT), 1), (ms(MIDNIGHT) + 1, 0)])
def test_what_is_due_at_the_end_of_the_day_is_due_today(due_ms: int, today: int) -> None:
    counts = Listing(open=1, due_ms=(due_ms,)).counts(ms(NOON), UTC)
    assert (counts.open, counts.due_today) == (1, today)

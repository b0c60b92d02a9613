"""What the office's commands print stays printable whatever a box says."""

from datetime import UTC, datetime

import pytest

from sync.office.words import local


@pytest.mark.parametrize("at_ms", [2**62, -(2**62), 10**17])
def test_a_time_that_no_calendar_has_is_said_to_be_unknown(at_ms: int) -> None:
    assert local(at_ms).strip() == "time not known"


def test_a_time_is_told_to_the_minute_and_whose_it_is() -> None:
    here = datetime.fromtimestamp(1_790_000_000, UTC).astimezone()
    assert local(1_790_000_000_000) == f"{here:%Y-%m-%d %H:%M %Z}"
    assert local(1_790_000_000_000, "America/Denver") == "2026-09-21 08:13 MDT"
    assert local(1_790_000_000_000, "Nowhere/Land") == local(1_790_000_000_000)

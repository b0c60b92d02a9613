"""What the office's commands print stays printable whatever a box says."""

import pytest

from sync.office.words import local


@pytest.mark.parametrize("at_ms", [2**62, -(2**62), 10**17])
def test_a_time_that_no_calendar_has_is_said_to_be_unknown(at_ms: int) -> None:
    assert local(at_ms).strip() == "time not known"


def test_a_time_is_told_to_the_minute() -> None:
    assert len(local(1_790_000_000_000)) == len("2026-09-21 14:13") == len(local(2**62))
